// What is to be done: late, now, later, done – and the cases carried along.

import type { Today } from "../device/database";
import type { Case, Entry } from "../sync";
import { badge, h, icon, point } from "./markup";
import { course, seen, type Seen } from "./overlay";
import { day, hour, moment, say } from "./words";

const SIGNS: Record<string, string> = {
  lift: "elevator", power: "bolt", lighting: "bulb", water: "droplet", pool: "droplet", fire: "flame", low_voltage: "cpu",
};

function state({ task, finished, skipped, waiting, given }: Seen, now: number): [string, string] {
  if (skipped) return waiting > 0 ? ["waiting", say("field-app-skipped-waiting")] : ["done", say("field-app-skipped")];
  if (finished) return waiting > 0 ? ["waiting", say("field-app-done-waiting")] : ["done", say("field-app-done")];
  if (Date.parse(task.opens_at) > now) return ["plain", say("field-app-opens", { at: hour(task.opens_at) })];
  if (task.state === "missed") return ["late", say("field-app-missed")];
  if (Date.parse(task.closes_at) <= now) return ["late", say("field-app-late")];
  return Object.keys(given).length > 0 ? ["active", say("field-app-begun", { count: Object.keys(given).length })] : ["new", say("field-app-open")];
}

type Line = { href: string; task?: string; sign: string; tone: string; title: string; detail: string; state: string };

let pattern: HTMLLIElement | undefined;

/** A line of the list. Copied from a pattern: a slow phone makes two hundred of them in a fraction of the time. */
function line(one: Line): HTMLElement {
  pattern ??= h("li", {}, h("a", {}, h("span", {}, icon("")), h("span", { class: "task-words" }, h("b"), h("span", { class: "sub" })), badge("", "")));
  const element = pattern.cloneNode(true) as HTMLLIElement;
  const link = element.firstElementChild as HTMLAnchorElement;
  const [sign, words, state] = link.children as unknown as [Element, Element, Element];
  link.setAttribute("href", one.href);
  if (one.task) link.dataset.task = one.task;
  sign.className = `task-icon tone-${one.tone}`;
  if (sign.firstElementChild) point(sign.firstElementChild, one.sign);
  words.firstElementChild?.append(one.title);
  words.lastElementChild?.append(one.detail);
  state.className = `badge tone-${one.tone}`;
  state.append(one.state);
  return element;
}

function todo(one: Seen, now: number): HTMLElement {
  const [tone, words] = state(one, now);
  const { task } = one;
  const detail = [task.title, task.place === task.thing ? null : task.place, say("field-app-until", { at: moment(task.closes_at) })].filter(Boolean).join(" · ");
  return line({ href: `#task/${task.id}`, task: task.id, sign: SIGNS[task.system] ?? "checklist", tone, title: task.thing, detail, state: words });
}

function part(title: string, lines: HTMLElement[]): HTMLElement | null {
  return lines.length > 0 ? h("section", {}, h("h2", {}, title), h("ul", { class: "tasks" }, ...lines)) : null;
}

function job(one: Case, entries: Entry[], now: number): HTMLElement {
  const late = one.due_at ? Date.parse(one.due_at) <= now : false;
  const detail = [one.number, one.due_at ? say("field-app-until", { at: moment(one.due_at) }) : null].filter(Boolean).join(" · ");
  const { stage, waiting } = course(one, entries);
  const tone = waiting > 0 ? "waiting" : late ? "late" : one.own ? "new" : "plain";
  return line({ href: `#case/${one.id}`, sign: "tool", tone, title: [one.place, one.title].filter(Boolean).join(" "), detail, state: waiting > 0 ? say("field-app-waiting", { count: waiting }) : (stage?.label ?? one.stage) });
}

export function list({ tasks, entries, cases }: Today, now: number): Node[] {
  const made = new Map<string, Entry[]>(tasks.map(({ id }) => [id, []]));
  for (const entry of entries) made.get(entry.occurrence_id ?? "")?.push(entry);
  const all = tasks.map((task) => seen(task, made.get(task.id) ?? [])).sort((a, b) => a.task.closes_at.localeCompare(b.task.closes_at) || a.task.id.localeCompare(b.task.id));
  const today = day(now);
  const tomorrow = (one: Seen): boolean => day(one.task.opens_at) > today;
  const late = (one: Seen): boolean => one.task.state === "missed" || Date.parse(one.task.closes_at) <= now;
  const isOver = (one: Seen): boolean => one.finished || one.skipped;
  const open = all.filter((one) => !isOver(one));
  const lines = (some: Seen[]): HTMLElement[] => some.map((one) => todo(one, now));
  const parts = [
    part(say("field-app-part-late"), lines(open.filter((one) => late(one)))),
    part(say("field-app-part-today"), lines(open.filter((one) => !late(one) && !tomorrow(one)))),
    part(say("field-app-part-cases"), cases.map((one) => job(one, entries.filter((entry) => entry.case_id === one.id), now))),
    part(say("field-app-part-tomorrow"), lines(open.filter((one) => !late(one) && tomorrow(one)))),
    part(say("field-app-part-done"), lines(all.filter(isOver))),
  ].filter((one) => one !== null);
  if (parts.length > 0) return parts;
  return [h("div", { class: "empty" }, icon("circle-check"), h("p", { class: "empty-title" }, say("field-app-empty")), h("p", { class: "sub" }, say("field-app-empty-hint")))];
}
