// The field app: a shift without signal. The device keeps everything at once; the line brings it in when there is one.

import { job } from "./app/job";
import { list } from "./app/list";
import { banner, button, h, icon, inHand } from "./app/markup";
import { page } from "./app/task";
import { choose, learn, moment, other, say } from "./app/words";
import type { Today } from "./device/database";
import { Keeper } from "./device/keeper";
import { roomy } from "./device/room";
import { about, isOver, type Entry } from "./sync";

const RETRY_MS = 60_000;
/** After which a try comes again that found another of this device at it, or somebody in the middle of something. */
const BUSY_MS = 1_000;

const status = h("div", { class: "lines", "data-status": true });
const content = h("div", { class: "lines" });

/** The page that is asked for: of which kind, and of what. */
const shown = (): string[] => location.hash.slice(1).split("/");

const MINUTE_MS = 60_000;

/** All that the list, or the page of a task or a case, is drawn from. The list tells what is late by now. */
function ground({ held, tasks, cases, entries }: Today, now: number, id?: string): string {
  const all = [...tasks, ...cases];
  const own = entries.filter((entry) => !id || about(entry) === id).map(({ id, state, settled }) => [id, state, settled]);
  return JSON.stringify(id ? [all.find((one) => one.id === id), own] : [held.person, Math.floor(now / MINUTE_MS), all, own]);
}

/** When what was just drawn is on the screen; nobody waits for a page that is not looked at. */
const painted = (): Promise<void> =>
  new Promise((seen) => (document.hidden ? seen() : requestAnimationFrame(() => setTimeout(seen))));

/** What is unfolded on the page, by its step. */
const unfolded = (): string[] =>
  [...content.querySelectorAll<HTMLElement>("details[open]")].map((one) => {
    const step = one.closest<HTMLElement>("[data-step]");
    return `[data-step="${CSS.escape(step?.dataset.step ?? "")}"]${step === one ? "" : " details"}`;
  });

type Background = ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };

class App {
  private timer = 0;
  /** What the page that is shown was drawn from. */
  private drawn = "";
  private roomy = true;

  constructor(private readonly keeper: Keeper) {}

  async begin(): Promise<void> {
    const main = document.getElementById("content");
    main?.replaceChildren(status, content);
    main?.classList.add("ready");
    this.keeper.listen(() => void this.heard());
    addEventListener("hashchange", () => void this.show());
    content.addEventListener("focusout", () => setTimeout(() => void this.heard(), BUSY_MS));
    addEventListener("online", () => this.soon(0));
    addEventListener("offline", () => void this.showStatus());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.soon(0));
    setInterval(() => this.soon(0), RETRY_MS);
    await this.show();
    document.documentElement.classList.add("js");
    // First the work is seen, then asked after: a slow phone does one of both at a time.
    await painted();
    this.soon(0);
    await this.room();
  }

  private async room(): Promise<void> {
    await navigator.storage?.persist?.();
    this.roomy = await roomy();
    await this.showStatus();
  }

  /** Brings in what waits, after a moment in which more may come. */
  private soon(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.bring(), wait);
  }

  private async bring(): Promise<void> {
    const outcome = await this.keeper.sync();
    // What was kept since the other one began may not be with him.
    if (outcome === undefined) this.soon(BUSY_MS);
    await this.heard();
  }

  /** Something has changed: what is told news is drawn anew, an open page only when nobody is in the middle of something. */
  private async heard(): Promise<void> {
    const today = await this.keeper.memory.today();
    const [, id] = shown();
    if (this.drawn === this.ground(today) || (id && inHand(content))) await this.showStatus(today);
    else await this.show(Boolean(id));
  }

  /** What the page that is asked for is drawn from; without anybody signed in, how the house was reached. */
  private ground = (today: Today): string => (today.held.person ? ground(today, this.keeper.now(), shown()[1]) : String(this.keeper.last));

  private changed = (): void => {
    void roomy().then((roomy) => (this.roomy = roomy)).then(() => this.showStatus());
    this.soon(1_000);
    void navigator.serviceWorker?.ready.then((ready: Background) => ready.sync?.register("entries")).catch(() => undefined);
  };

  /** Draws the page; `again` leaves everything where it was: how far one has read, and what is unfolded. */
  private async show(again = false): Promise<void> {
    const today = await this.keeper.memory.today();
    const { hash } = location;
    const nodes = await this.nodes(today);
    // Meanwhile somebody has gone elsewhere, or begun something.
    if (hash !== location.hash || (again && inHand(content))) return;
    const [kind] = shown();
    const open = again ? unfolded() : [];
    const y = again ? scrollY : 0;
    await this.showStatus(today);
    content.replaceChildren(...nodes);
    this.drawn = this.ground(today);
    for (const details of open) content.querySelector(details)?.setAttribute("open", "");
    if (kind) scrollTo(0, y);
  }

  private async nodes(today: Today): Promise<Node[]> {
    const { person, name } = today.held;
    if (!person) return this.strangers();
    const [kind, id] = shown();
    const own = { id: person, name: name ?? "" };
    const back = h("p", {}, h("a", { class: "btn btn-quiet", href: "#" }, icon("chevron-left"), say("field-app-back")));
    if (kind === "task" && id) return [back, ...(await page(this.keeper, id, own, this.changed))];
    if (kind === "case" && id) return [back, ...(await job(this.keeper, id, own, this.changed, () => void this.show()))];
    return [...list(today, this.keeper.now()), this.foot(name)];
  }

  /** Nobody has been signed in on this device yet. */
  private strangers(): Node[] {
    if (this.keeper.last === undefined) return [h("p", { class: "sub" }, say("field-app-fetching"))];
    return [h("section", { class: "card pad lines" }, h("h2", {}, say("field-app-sign-in")), h("p", {}, say("field-app-sign-in-hint")), this.signIn())];
  }

  private signIn(): HTMLElement {
    return h("a", { class: "btn btn-main", href: "/sign_in?next=/field/app" }, say("field-app-sign-in"));
  }

  private foot(name: string | undefined): HTMLElement {
    const [tag, words] = other();
    const turn = (): void => {
      choose(tag);
      location.reload();
    };
    return h("p", { class: "buttons" }, name ? h("span", { class: "sub" }, name) : null, button(words, turn, "btn btn-quiet"), h("a", { class: "btn btn-quiet", href: "/field" }, say("field-app-online")));
  }

  private async showStatus(known?: Today): Promise<void> {
    const today = known ?? (await this.keeper.memory.today());
    const { held, entries } = today;
    const waiting = entries.filter((entry) => !isOver(entry));
    const others = waiting.filter((entry) => held.person && entry.by !== held.person).length;
    const lines: Node[] = [];
    if (this.keeper.last === "signed_out" && held.person) lines.push(banner("risk", say("field-app-signed-out", { count: waiting.length }), this.signIn()));
    else if (waiting.length > 0) lines.push(banner("waiting", say("field-app-waiting", { count: waiting.length })));
    else if (!navigator.onLine || this.keeper.last === "cut") lines.push(banner("waiting", say("field-app-offline")));
    else if (held.at) lines.push(h("p", { class: "sub", role: "status" }, say("field-app-all-sent", { at: moment(held.at) })));
    if (others > 0) lines.push(banner("risk", say("field-app-of-others", { count: others })));
    if (!this.roomy) lines.push(banner("late", say("field-app-no-room")));
    status.replaceChildren(...lines, ...this.conflicts(today));
  }

  /** What does not count, told plainly until it has been read. */
  private conflicts({ entries }: Today): Node[] {
    const refused = entries.filter((entry) => entry.state === "refused" && !entry.read);
    const groups: Entry[][] = [];
    for (const entry of refused) {
      const like = groups.find(([one]) => one && about(one) === about(entry) && one.words === entry.words);
      if (like) like.push(entry);
      else groups.push([entry]);
    }
    return groups.map((group) => {
      const [first] = group as [Entry, ...Entry[]];
      const read = (): void => void this.keeper.memory.change(group.map(({ id }) => id), (entry) => ({ ...entry, read: true })).then(() => this.heard());
      return h("section", { class: "card pad lines", "data-conflict": first.reason ?? "" },
        h("h2", {}, icon("alert-triangle"), " ", say("field-app-conflict", { count: group.length })),
        first.title ? h("p", { class: "sub" }, first.title) : null,
        h("p", {}, first.words ?? ""), h("p", { class: "sub" }, moment(first.device_at)), button(say("field-app-understood"), read));
    });
  }
}

async function begin(): Promise<void> {
  if ("serviceWorker" in navigator) {
    // Registered first: what comes next is then on the device already the second time.
    void navigator.serviceWorker.register("/field/app/worker.js", { scope: "/field/app" }).catch(() => undefined);
  }
  const safe = globalThis.isSecureContext && "indexedDB" in globalThis;
  const [keeper] = await Promise.all([safe ? Keeper.open() : undefined, learn()]);
  if (keeper) await new App(keeper).begin();
  else document.getElementById("content")?.replaceChildren(banner("late", say("field-app-insecure")));
}

void begin();
