// Ids made on the device: UUIDv7, so that they sort by the time they were made.

export type Chance = (bytes: Uint8Array) => Uint8Array;

export function newId(now: number, chance: Chance): string {
  const bytes = chance(new Uint8Array(16));
  for (let at = 5, rest = now; at >= 0; at -= 1, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The id under which the house will keep a photo. */
export const newFile = (now: number, chance: Chance): string => `file_${newId(now, chance).replaceAll("-", "")}`;
