// How much room the device has left.

/** Below this much room a shift of photos may not fit. */
const ENOUGH = 150_000_000;

/** Whether a shift of photos still fits, as far as the device says. */
export async function roomy(): Promise<boolean> {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota - usage > ENOUGH;
}
