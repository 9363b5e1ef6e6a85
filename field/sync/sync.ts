// Brings what was recorded into the house, and what changed there onto the device. May be cut, killed or begun twice at any point:
// what lasts is in the memory, and the house counts each id once.

import { answered, cut, files, isOver, photosCame, ready, recalled, went, without, type Entry } from "./entry";
import { Cut, Refused, SignedOut, type House, type Memory, type Photo } from "./ports";

export type Outcome = "done" | "cut" | "signed_out";

const BATCH = 50;
/** Bytes of a photo sent at once: what a poor line carries in some seconds. */
const PART = 128 * 1024;
/** Answers that bring a photo no further before it waits for the next time. */
const STALLS = 3;

export async function sync(memory: Memory, house: House, told: () => void = () => undefined): Promise<Outcome> {
  try {
    const sent = (await memory.entries()).filter((entry) => entry.state === "sent");
    if (sent.length > 0) await memory.change(sent.map((entry) => entry.id), cut);
    await push(memory, house, told);
    const { cursor, person } = await memory.carried();
    const carried = await house.carry(cursor);
    // What the cursor says is on the device was somebody else's.
    const changed = person !== undefined && person !== carried.person;
    await memory.take(changed ? await house.carry(undefined) : carried);
    return "done";
  } catch (error) {
    if (error instanceof Cut) return "cut";
    if (error instanceof SignedOut) return "signed_out";
    throw error;
  } finally {
    told();
  }
}

/** Entries whose photos are there go first; then the photos of the next one, and it. */
async function push(memory: Memory, house: House, told: () => void): Promise<void> {
  const device = await memory.device();
  const { person } = await memory.carried();
  const tried = new Set<string>();
  for (;;) {
    const entries = await memory.entries();
    const batch = ready(entries, person, BATCH).filter((entry) => !tried.has(entry.id));
    if (batch.length > 0) {
      await exchange(memory, house, device, batch, tried);
      told();
      continue;
    }
    const next = entries.find((entry) => entry.state === "kept" && !tried.has(entry.id) && (person === undefined || entry.by === person));
    if (!next) return;
    tried.add(next.id);
    if (await bring(memory, house, next)) {
      await memory.change([next.id], photosCame);
      tried.delete(next.id);
      told();
    }
  }
}

async function exchange(memory: Memory, house: House, device: string, batch: Entry[], tried: Set<string>): Promise<void> {
  const ids = batch.map((entry) => entry.id);
  await memory.change(ids, went);
  let answers;
  try {
    answers = await house.send(device, batch);
  } catch (error) {
    await memory.change(ids, cut);
    throw error;
  }
  const said = new Map(answers.map((answer) => [answer.id, answer]));
  await memory.change(ids, (entry) => {
    const answer = said.get(entry.id);
    return answer ? answered(entry, answer) : cut(entry);
  });
  const waits = batch.filter((entry) => (said.get(entry.id)?.answer ?? "waiting") === "waiting");
  waits.forEach((entry) => tried.add(entry.id));
  const lost = waits.filter((entry) => said.get(entry.id)?.reason === "before" && entry.previous);
  if (lost.length > 0) await memory.change(lost.map((entry) => entry.previous as string), recalled);
  const over = batch.filter((entry) => !waits.includes(entry));
  for (const file of over.flatMap((entry) => files(entry.said))) await memory.forgetPhoto(file);
}

/** Brings the photos of an entry into the house; whether all are there. */
async function bring(memory: Memory, house: House, entry: Entry): Promise<boolean> {
  if (isOver(entry)) return false;
  for (const file of files(entry.said)) {
    const photo = await memory.photo(file);
    // Without its bytes it was brought before, or never will be: the house says which.
    if (!photo && !(await house.arrived(file)).kept) {
      await memory.change([entry.id], (one) => without(one, file));
    } else if (photo && !(await carry(memory, house, photo, entry))) {
      return false;
    }
  }
  return true;
}

async function carry(memory: Memory, house: House, photo: Photo, entry: Entry): Promise<boolean> {
  try {
    let { offset, kept } = await house.arrived(photo.id);
    for (let stalls = 0; !kept && stalls < STALLS; ) {
      const answer = await house.add(photo, offset, photo.bytes.slice(offset, offset + PART));
      if (answer.offset <= offset && !answer.kept) stalls += 1;
      ({ offset, kept } = answer);
    }
    return kept;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await memory.change([entry.id], (one) => without(one, photo.id));
    return true;
  }
}
