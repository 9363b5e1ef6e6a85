// The device's memory in IndexedDB: each call is one transaction, on the disk when it returns.

import { made, newId, type Carried, type Case, type Draft, type Entry, type Memory, type Photo, type Task } from "../sync";

type Held = { cursor?: string; person?: string; name?: string; at?: string };
/** All that the list shows, as it stood at one moment. */
export type Today = { held: Held; entries: Entry[]; tasks: Task[]; cases: Case[] };
const STORES = ["settled", "tasks", "procedures", "cases", "entries", "photos"];
/** How long what is over stays on the device. */
const KEPT_MS = 7 * 86_400_000;

export const chance = (bytes: Uint8Array): Uint8Array => crypto.getRandomValues(bytes);

const ask = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

function opened(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store));
  return ask(request);
}

export class Database implements Memory {
  private constructor(private readonly db: IDBDatabase) {
    db.onversionchange = () => db.close();
  }

  static async open(name = "field"): Promise<Database> {
    return new Database(await opened(name));
  }

  /** One transaction over some stores; what is thrown within takes all of it back. */
  private async run<T>(stores: string[], mode: IDBTransactionMode, does: (of: (store: string) => IDBObjectStore) => Promise<T>): Promise<T> {
    const tx = this.db.transaction(stores, mode, { durability: "strict" });
    const over = new Promise<void>((done, failed) => {
      tx.oncomplete = () => done();
      tx.onabort = () => failed(tx.error ?? new DOMException("aborted", "AbortError"));
    });
    over.catch(() => undefined);
    try {
      const answer = await does((store) => tx.objectStore(store));
      await over;
      return answer;
    } catch (error) {
      try {
        tx.abort();
      } catch {
        // It was over already.
      }
      throw tx.error ?? error;
    }
  }

  private all<T>(store: string): Promise<T[]> {
    return this.run([store], "readonly", (of) => ask(of(store).getAll() as IDBRequest<T[]>));
  }

  device(): Promise<string> {
    return this.run(["settled"], "readwrite", (of) => deviceOf(of("settled")));
  }

  keep(draft: Draft, photos: Omit<Photo, "entry">[]): Promise<Entry> {
    return this.run(["settled", "entries", "photos"], "readwrite", async (of) => {
      await deviceOf(of("settled"));
      const seq = (((await ask(of("settled").get("seq"))) as number | undefined) ?? 0) + 1;
      const before = (await ask(of("entries").getAll())) as Entry[];
      const entry = made(draft, newId(Date.now(), chance), seq, before);
      of("settled").put(seq, "seq");
      of("entries").put(entry, entry.id);
      for (const photo of photos) of("photos").put({ ...photo, entry: entry.id }, photo.id);
      return entry;
    });
  }

  async entries(): Promise<Entry[]> {
    return (await this.all<Entry>("entries")).sort((a, b) => a.seq - b.seq);
  }

  change(ids: string[], by: (entry: Entry) => Entry): Promise<void> {
    return this.run(["entries"], "readwrite", async (of) => {
      for (const id of ids) {
        const entry = (await ask(of("entries").get(id))) as Entry | undefined;
        if (entry) of("entries").put(by(entry), id);
      }
    });
  }

  photo(id: string): Promise<Photo | undefined> {
    return this.run(["photos"], "readonly", (of) => ask(of("photos").get(id) as IDBRequest<Photo | undefined>));
  }

  forgetPhoto(id: string): Promise<void> {
    return this.run(["photos"], "readwrite", async (of) => void of("photos").delete(id));
  }

  carried(): Promise<Held> {
    return this.run(["settled"], "readonly", async (of) => ((await ask(of("settled").get("carried"))) as Held | undefined) ?? {});
  }

  take(carried: Carried): Promise<void> {
    return this.run(["settled", "tasks", "procedures", "cases", "entries"], "readwrite", async (of) => {
      const held = ((await ask(of("settled").get("carried"))) as Held | undefined) ?? {};
      const all = new Set(carried.all);
      for (const [store, records] of [["tasks", carried.tasks], ["procedures", carried.procedures], ["cases", carried.cases]] as const) {
        // What belonged to somebody else is not shown to the next one.
        if (held.person !== carried.person) of(store).clear();
        else for (const id of (await ask(of(store).getAllKeys())) as string[]) if (!all.has(id)) of(store).delete(id);
        for (const record of records) of(store).put(record, record.id);
      }
      const { cursor, person, name, now } = carried;
      of("settled").put({ cursor, person, name, at: now }, "carried");
      const old = Date.parse(now) - KEPT_MS;
      for (const entry of (await ask(of("entries").getAll())) as Entry[]) {
        const over = (entry.state === "acknowledged" && entry.settled) || (entry.state === "refused" && entry.read);
        if (over && Date.parse(entry.device_at) < old) of("entries").delete(entry.id);
        else if (entry.state === "acknowledged" && !entry.settled) of("entries").put({ ...entry, settled: true }, entry.id);
      }
    });
  }

  /** Asked for together: one after the other, a slow phone waits for each. */
  today(): Promise<Today> {
    return this.run(["settled", "entries", "tasks", "cases"], "readonly", async (of) => {
      const every = <T>(store: string): Promise<T[]> => ask(of(store).getAll() as IDBRequest<T[]>);
      const held = ask(of("settled").get("carried") as IDBRequest<Held | undefined>);
      const [found, entries, tasks, cases] = await Promise.all([held, every<Entry>("entries"), every<Task>("tasks"), every<Case>("cases")]);
      return { held: found ?? {}, entries: entries.sort((a, b) => a.seq - b.seq), tasks, cases };
    });
  }

  task(id: string): Promise<Task | undefined> {
    return this.run(["tasks"], "readonly", (of) => ask(of("tasks").get(id) as IDBRequest<Task | undefined>));
  }

  case(id: string): Promise<Case | undefined> {
    return this.run(["cases"], "readonly", (of) => ask(of("cases").get(id) as IDBRequest<Case | undefined>));
  }

  procedure<T>(id: string): Promise<T | undefined> {
    return this.run(["procedures"], "readonly", async (of) => {
      const one = (await ask(of("procedures").get(id))) as { body: object; cited?: Record<string, string> } | undefined;
      return one && ({ ...one.body, cited: one.cited ?? {} } as T);
    });
  }

  /** How far the clock is off, and other figures that outlive the app. */
  noted<T>(name: string): Promise<T | undefined> {
    return this.run(["settled"], "readonly", (of) => ask(of("settled").get(name) as IDBRequest<T | undefined>));
  }

  note(name: string, value: unknown): Promise<void> {
    return this.run(["settled"], "readwrite", async (of) => void (value === undefined ? of("settled").delete(name) : of("settled").put(value, name)));
  }
}

/** The device is known by an id it makes once. */
async function deviceOf(settled: IDBObjectStore): Promise<string> {
  const known = (await ask(settled.get("device"))) as string | undefined;
  if (known) return known;
  const id = newId(Date.now(), chance);
  settled.put(id, "device");
  return id;
}
