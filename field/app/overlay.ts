// A task as this device sees it: what the house says, and over it what was recorded here and has not come back from there.

import type { Entry, Said, Task } from "../sync";

export type Seen = {
  task: Task;
  given: Record<string, Said>;
  /** Entries on their way. */
  waiting: number;
  /** Entries that do not count, not read yet. */
  refused: Entry[];
  finished: boolean;
  /** Points somebody was at, told on this device and not yet by the house. */
  scans: { said: Said; at: number }[];
};

/** `own` are the entries of the task, in the order they were made. */
export function seen(task: Task, own: Entry[]): Seen {
  const given = { ...task.given };
  const scans: Seen["scans"] = [];
  let finished = task.state === "done";
  for (const entry of own) {
    if (entry.state === "refused" || (entry.state === "acknowledged" && entry.settled)) continue;
    if (entry.kind === "scan") scans.push({ said: entry.said, at: Date.parse(entry.device_at) + (entry.clock_error ?? 0) });
    else if (entry.kind === "finish") finished = true;
    else if (entry.step) given[entry.step] = entry.said;
  }
  const waiting = own.filter((entry) => entry.state !== "acknowledged" && entry.state !== "refused").length;
  return { task, given, waiting, finished, scans, refused: own.filter((entry) => entry.state === "refused" && !entry.read) };
}
