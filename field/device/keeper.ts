// One memory, one line, one clock: what the app and its worker both stand on.

import { looked, sync, unknown, type Clock, type Draft, type Entry, type Outcome, type Photo } from "../sync";
import { Database } from "./database";
import { house } from "./house";
import { remember } from "./pictures";

export type Recorded = Pick<Draft, "title" | "occurrence_id" | "case_id" | "kind" | "step" | "said">;

export class Keeper {
  private clock: Clock = unknown;
  private readonly channel = new BroadcastChannel("field");
  /** How the last try to bring everything in ended. */
  last: Outcome | undefined;

  private constructor(readonly memory: Database) {}

  static async open(): Promise<Keeper> {
    const keeper = new Keeper(await Database.open());
    const error = (await keeper.memory.noted<number>("clock")) ?? null;
    keeper.clock = { error, wall: Date.now(), steady: performance.now() };
    return keeper;
  }

  /** Calls whenever something has changed, in this window or another. */
  listen(heard: () => void): void {
    this.channel.onmessage = heard;
  }

  private tell = (): void => this.channel.postMessage("changed");

  /** The house's time as far as the device knows it. */
  now(): number {
    return Date.now() + (this.clock.error ?? 0);
  }

  async keep(recorded: Recorded, by: string, photos: Omit<Photo, "entry">[] = []): Promise<Entry> {
    const wall = Date.now();
    const clock = looked(this.clock, wall, performance.now());
    if (clock.error !== this.clock.error) await this.memory.note("clock", clock.error);
    this.clock = clock;
    const draft = { ...recorded, by, device_at: new Date(wall).toISOString(), clock_error: clock.error };
    const entry = await this.memory.keep(draft, photos);
    this.tell();
    return entry;
  }

  /** Brings in what waits and fetches what has changed; once at a time on a device. */
  async sync(): Promise<Outcome | undefined> {
    if (!navigator.onLine) return (this.last = "cut");
    const line = house((clock) => {
      this.clock = clock;
      void this.memory.note("clock", clock.error);
    });
    const once = async (lock: unknown): Promise<Outcome | undefined> => (lock ? sync(this.memory, line, this.tell) : undefined);
    const outcome = await (navigator.locks ? navigator.locks.request("field-sync", { ifAvailable: true }, once) : once(true));
    if (outcome) this.last = outcome;
    if (outcome === "done" && "caches" in globalThis) void remember((await this.memory.today()).cases);
    return outcome;
  }
}
