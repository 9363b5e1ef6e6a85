// What somebody records, and how far it has come: kept → queued → sent → acknowledged | refused. Pure.

/** What was recorded at a step, at a point (code, location), or why the whole is left out (skipped, note), as the house reads it; `located` is where its photos were taken, `input` what a step of a case asks. */
export type Said = { answer?: unknown; note?: string; photos?: string[]; skipped?: string; code?: string; location?: unknown; located?: Record<string, unknown>; input?: Record<string, unknown> };

/** kept: on the device, its photos are not all in the house yet · queued: ready to go · sent: on its way, no answer yet. */
export type State = "kept" | "queued" | "sent" | "acknowledged" | "refused";

export type Entry = {
  /** Made on the device; the house never counts the same id twice. */
  id: string;
  /** What it is about: a task, or a case. */
  occurrence_id?: string;
  case_id?: string;
  /** The how-manieth of this device. */
  seq: number;
  /** The entry of this device before it about the same; the house waits for it. */
  previous?: string;
  /** Who made it; only he sends it. */
  by: string;
  kind: "record" | "scan" | "finish" | "skip" | "act" | "item";
  /** The step; of a case the action or the work item. */
  step?: string;
  said: Said;
  /** By the device's own clock. */
  device_at: string;
  /** How far that clock was behind the house's, in milliseconds, when last compared. */
  clock_error: number | null;
  state: State;
  /** Why it does not count, for programs and for people. */
  reason?: string;
  words?: string;
  /** The answers carried along since know of it. */
  settled?: boolean;
  /** Whoever made it has read why it does not count. */
  read?: boolean;
  /** What people call what it is about, for when that is no longer carried along; never sent. */
  title?: string;
};

export type Draft = Pick<Entry, "title" | "occurrence_id" | "case_id" | "by" | "kind" | "step" | "said" | "device_at" | "clock_error">;

/** What the house says of an entry. */
export type Answered = { id: string; answer: "accepted" | "refused" | "waiting"; again: boolean; reason?: string | null; words?: string | null };

/** The task or the case it is about. */
export const about = (entry: Pick<Entry, "occurrence_id" | "case_id">): string => entry.case_id ?? entry.occurrence_id ?? "";

const isFile = (one: unknown): one is string => typeof one === "string" && one.startsWith("file_");

/** Everything in it that is no list and no object. */
const leaves = (value: unknown): unknown[] => (value !== null && typeof value === "object" ? Object.values(value).flatMap(leaves) : [value]);

/** The photos and signatures an entry names. */
export const files = (said: Said): string[] => [said.answer, said.photos, said.input].flatMap(leaves).filter(isFile);

/** The same without one of them. */
function dropped(value: unknown, file: string): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== file).map((one) => dropped(one, file));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== file).map(([name, one]) => [name, dropped(one, file)]));
}

/** A new entry, behind those the device has made before. */
export function made(draft: Draft, id: string, seq: number, before: Entry[]): Entry {
  const chain = before.filter((one) => about(one) === about(draft)).sort((a, b) => b.seq - a.seq);
  const previous = chain[0]?.id;
  return { ...draft, id, seq, ...(previous ? { previous } : {}), state: files(draft.said).length > 0 ? "kept" : "queued" };
}

export const isOver = (entry: Entry): boolean => entry.state === "acknowledged" || entry.state === "refused";

/** All its photos are in the house. */
export const photosCame = (entry: Entry): Entry => (entry.state === "kept" ? { ...entry, state: "queued" } : entry);

export const went = (entry: Entry): Entry => (entry.state === "queued" ? { ...entry, state: "sent" } : entry);

/** The line broke: nobody knows whether it arrived, so it goes again. */
export const cut = (entry: Entry): Entry => (entry.state === "sent" ? { ...entry, state: "queued" } : entry);

/** A photo the house cannot read stays out; the rest counts. */
export function without(entry: Entry, file: string): Entry {
  if (isOver(entry)) return entry;
  const said = dropped(entry.said, file) as Said;
  return { ...entry, said };
}

/** The house has answered. What is over stays as it is: an answer that comes late says nothing new. */
export function answered(entry: Entry, answer: Answered): Entry {
  if (isOver(entry)) return entry;
  const { reason: _, words: __, ...rest } = entry;
  const why = { ...(answer.reason ? { reason: answer.reason } : {}), ...(answer.words ? { words: answer.words } : {}) };
  switch (answer.answer) {
    case "accepted":
      return { ...rest, ...why, state: "acknowledged" };
    case "refused":
      return { ...rest, ...why, state: "refused" };
    default:
      return { ...rest, state: answer.reason === "photos" ? "kept" : "queued" };
  }
}

/** The house does not know of it any more, though it said so: it goes again. */
export function recalled(entry: Entry): Entry {
  if (entry.state !== "acknowledged") return entry;
  return { ...entry, settled: false, state: files(entry.said).length > 0 ? "kept" : "queued" };
}

/** What may go now: in the order it was made, and of each task or case nothing before what was made earlier. */
export function ready(entries: Entry[], person: string | undefined, most: number): Entry[] {
  const held = new Set<string>();
  const batch: Entry[] = [];
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    if (isOver(entry)) continue;
    const mine = person === undefined || entry.by === person;
    if (entry.state !== "queued" || !mine || held.has(about(entry))) held.add(about(entry));
    else if (batch.length < most) batch.push(entry);
  }
  return batch;
}
