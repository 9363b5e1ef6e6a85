// The house at the other end of the line.

import { compared, Cut, Refused, SignedOut, type Answered, type Arrived, type Carried, type Clock, type Entry, type House, type Photo } from "../sync";

const PATIENCE_MS = 30_000;

type Problem = { title?: string; errors?: { detail?: string }[] };

/** Asks the house; anything but its answer counts as a broken line, save that nobody is signed in or that it says no for good. */
async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { ...init, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) return (await response.json()) as T;
  } catch {
    throw new Cut();
  }
  if (response.status === 401 || response.status === 403) throw new SignedOut();
  if (response.status === 422) {
    const problem = (await response.json().catch(() => ({}))) as Problem;
    throw new Refused(problem.errors?.[0]?.detail ?? problem.title ?? "422");
  }
  throw new Cut();
}

/** What the house reads of an entry. */
function wire({ id, occurrence_id, case_id, seq, previous, by, kind, step, said, device_at, clock_error }: Entry): object {
  return { id, occurrence_id, case_id, seq, previous, by, kind, step, said, device_at, clock_error: clock_error ?? undefined };
}

export function house(onClock: (clock: Clock) => void): House {
  const timed = async <T extends { now: string }>(ask: () => Promise<T>): Promise<T> => {
    const asked = Date.now();
    const answer = await ask();
    onClock(compared(asked, Date.now(), Date.parse(answer.now), performance.now()));
    return answer;
  };
  const send = async (device: string, entries: Entry[]): Promise<Answered[]> => {
    const body = JSON.stringify({ device_id: device, entries: entries.map(wire) });
    const post = { method: "POST", body, headers: { "content-type": "application/json" } };
    try {
      return (await timed(() => call<{ answers: Answered[]; now: string }>("/field/entries", post))).answers;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // One that cannot be read must not hold up the others.
      if (entries.length === 1) return entries.map(({ id }) => ({ id, answer: "refused", again: false, reason: "unfit", words: error.message }));
      const each = [];
      for (const entry of entries) each.push(...(await send(device, [entry])));
      return each;
    }
  };
  return {
    send,
    arrived: (photo) => call<Arrived>(`/files/parts/${photo}`),
    add: ({ id, size, sha256, name }: Photo, offset, part) => {
      const asked = new URLSearchParams({ offset: String(offset), size: String(size), sha256, name });
      return call<Arrived>(`/files/parts/${id}?${asked}`, { method: "POST", body: part, headers: { "content-type": "application/octet-stream" } });
    },
    carry: (since) => timed(() => call<Carried>(`/field/carried${since ? `?${new URLSearchParams({ since })}` : ""}`)),
  };
}
