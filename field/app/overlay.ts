// A task, or a case, as this device sees it: what the house says, and over it what was recorded here and has not come back from there.

import type { Case, Entry, Said, Stage, Task } from "../sync";

export type Seen = {
  task: Task;
  given: Record<string, Said>;
  /** Entries on their way. */
  waiting: number;
  /** Entries that do not count, not read yet. */
  refused: Entry[];
  finished: boolean;
  /** It was left out here, and the house has not taken it back from the device yet. */
  skipped: boolean;
  /** Points somebody was at, told on this device and not yet by the house. */
  scans: { said: Said; at: number }[];
};

/** `own` are the entries of the task, in the order they were made. */
export function seen(task: Task, own: Entry[]): Seen {
  const given = { ...task.given };
  const scans: Seen["scans"] = [];
  let finished = task.state === "done";
  let skipped = false;
  for (const entry of own) {
    if (entry.state === "refused" || (entry.state === "acknowledged" && entry.settled)) continue;
    if (entry.kind === "scan") scans.push({ said: entry.said, at: Date.parse(entry.device_at) + (entry.clock_error ?? 0) });
    else if (entry.kind === "finish") finished = true;
    else if (entry.kind === "skip") skipped = true;
    else if (entry.step) given[entry.step] = entry.said;
  }
  const waiting = own.filter((entry) => entry.state !== "acknowledged" && entry.state !== "refused").length;
  return { task, given, waiting, finished, skipped, scans, refused: own.filter((entry) => entry.state === "refused" && !entry.read) };
}

export type Course = {
  /** Where it stands with what was told here; none when only the house can say. */
  stage: Stage | undefined;
  /** Work items recorded here since it came to its stage. */
  recorded: Set<string>;
  /** What was told here and has not come back from there. */
  told: Entry[];
  /** Entries on their way. */
  waiting: number;
};

/** `own` are the entries about the case, in the order they were made. */
export function course(one: Case, own: Entry[]): Course {
  const stages = one.stages ?? [];
  const told = own.filter((entry) => entry.state !== "refused" && !(entry.state === "acknowledged" && entry.settled));
  let stage = stages[0];
  let before = one.before;
  let recorded = new Set<string>();
  for (const entry of told) {
    const step = stage?.steps.find(({ action }) => action === entry.step);
    if (entry.kind === "item") recorded.add(entry.step ?? "");
    else if (step?.to !== stage?.stage) {
      const to = step?.to === "back" ? before : step?.to;
      before = stage?.stage;
      stage = stages.find((next) => next.stage === to);
      recorded = new Set();
    }
  }
  return { stage, recorded, told, waiting: told.filter((entry) => entry.state !== "acknowledged").length };
}
