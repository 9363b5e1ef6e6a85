// How far the device's clock is off. Pure: whoever calls brings the times.

/** Milliseconds to add to the device's clock, and the two clocks as they stood when that was found. */
export type Clock = { error: number | null; wall: number; steady: number };

export const unknown: Clock = { error: null, wall: 0, steady: 0 };

/** Compares with the house: its time lies between the asking and the answer. */
export function compared(asked: number, answered: number, house: number, steady: number): Clock {
  return { error: Math.round(house - (asked + answered) / 2), wall: answered, steady };
}

/** A jump of the wall clock beside the one that only counts: somebody has set it, so that it is off by that much more. */
const JUMP = 2_000;

export function looked(clock: Clock, wall: number, steady: number): Clock {
  if (clock.error === null || steady < clock.steady) return { ...clock, wall, steady };
  const jumped = wall - clock.wall - (steady - clock.steady);
  const error = Math.abs(jumped) > JUMP ? clock.error - Math.round(jumped) : clock.error;
  return { error, wall, steady };
}
