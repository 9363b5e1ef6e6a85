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
};

export function seen(task: Task, entries: Entry[]): Seen {
  const given = { ...task.given };
  let finished = task.state === "done";
  const own = entries.filter((entry) => entry.occurrence_id === task.id).sort((a, b) => a.seq - b.seq);
  for (const entry of own) {
    if (entry.state === "refused" || (entry.state === "acknowledged" && entry.settled)) continue;
    if (entry.kind === "finish") finished = true;
    else if (entry.step) given[entry.step] = entry.said;
  }
  const waiting = own.filter((entry) => entry.state !== "acknowledged" && entry.state !== "refused").length;
  return { task, given, waiting, finished, refused: own.filter((entry) => entry.state === "refused" && !entry.read) };
}
