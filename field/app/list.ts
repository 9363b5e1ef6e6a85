// What is to be done: late, now, later, done – and the cases carried along.

import type { Case, Entry, Task } from "../sync";
import { badge, h, icon } from "./markup";
import { seen, type Seen } from "./overlay";
import { day, hour, moment, say } from "./words";

const SIGNS: Record<string, string> = {
  lift: "elevator", power: "bolt", lighting: "bulb", water: "droplet", pool: "droplet", fire: "flame", low_voltage: "cpu",
};

function state({ task, finished, waiting, given }: Seen, now: number): [string, string] {
  if (finished) return waiting > 0 ? ["waiting", say("field-app-done-waiting")] : ["done", say("field-app-done")];
  if (Date.parse(task.opens_at) > now) return ["plain", say("field-app-opens", { at: hour(task.opens_at) })];
  if (task.state === "missed") return ["late", say("field-app-missed")];
  if (Date.parse(task.closes_at) <= now) return ["late", say("field-app-late")];
  return Object.keys(given).length > 0 ? ["active", say("field-app-begun", { count: Object.keys(given).length })] : ["new", say("field-app-open")];
}

function line(one: Seen, now: number): HTMLElement {
  const [tone, words] = state(one, now);
  const { task } = one;
  const detail = [task.title, task.place === task.thing ? null : task.place, say("field-app-until", { at: moment(task.closes_at) })].filter(Boolean).join(" · ");
  return h("li", {}, h("a", { href: `#task/${task.id}`, "data-task": task.id },
    h("span", { class: `task-icon tone-${tone}` }, icon(SIGNS[task.system] ?? "checklist")),
    h("span", { class: "task-words" }, h("b", {}, task.thing), h("span", { class: "sub" }, detail)), badge(tone, words)));
}

function part(title: string, lines: HTMLElement[]): HTMLElement | null {
  return lines.length > 0 ? h("section", {}, h("h2", {}, title), h("ul", { class: "tasks" }, ...lines)) : null;
}

function job(one: Case, now: number): HTMLElement {
  const late = one.due_at ? Date.parse(one.due_at) <= now : false;
  const detail = [one.number, one.due_at ? say("field-app-until", { at: moment(one.due_at) }) : null].filter(Boolean).join(" · ");
  const tone = late ? "late" : one.own ? "new" : "plain";
  return h("li", {}, h("a", { href: `#case/${one.id}` }, h("span", { class: `task-icon tone-${tone}` }, icon("tool")),
    h("span", { class: "task-words" }, h("b", {}, [one.place, one.title].filter(Boolean).join(" ")), h("span", { class: "sub" }, detail)), badge(tone, one.stage)));
}

export function list(tasks: Task[], entries: Entry[], cases: Case[], now: number): Node[] {
  const all = tasks.map((task) => seen(task, entries)).sort((a, b) => a.task.closes_at.localeCompare(b.task.closes_at) || a.task.id.localeCompare(b.task.id));
  const tomorrow = (one: Seen): boolean => day(one.task.opens_at) > day(now);
  const late = (one: Seen): boolean => one.task.state === "missed" || Date.parse(one.task.closes_at) <= now;
  const open = all.filter((one) => !one.finished);
  const lines = (some: Seen[]): HTMLElement[] => some.map((one) => line(one, now));
  const parts = [
    part(say("field-app-part-late"), lines(open.filter((one) => late(one)))),
    part(say("field-app-part-today"), lines(open.filter((one) => !late(one) && !tomorrow(one)))),
    part(say("field-app-part-cases"), cases.map((one) => job(one, now))),
    part(say("field-app-part-tomorrow"), lines(open.filter((one) => !late(one) && tomorrow(one)))),
    part(say("field-app-part-done"), lines(all.filter((one) => one.finished))),
  ].filter((one) => one !== null);
  if (parts.length > 0) return parts;
  return [h("div", { class: "empty" }, icon("circle-check"), h("p", { class: "empty-title" }, say("field-app-empty")), h("p", { class: "sub" }, say("field-app-empty-hint")))];
}

/** A case, to be read on the way to it. */
export function card(one: Case): Node[] {
  const facts = one.facts.map(({ label, words }) => h("div", {}, h("dt", {}, label), h("dd", {}, words)));
  return [
    h("section", { class: "card pad" }, h("p", { class: "sub" }, one.number), h("h2", {}, [one.place, one.title].filter(Boolean).join(" ")), h("p", {}, badge("plain", one.stage)), h("dl", { class: "facts" }, ...facts)),
    h("p", {}, h("a", { class: "btn", href: one.href ?? `/field/cases/${one.id}` }, icon("arrow-right"), say("field-app-case-online"))),
  ];
}
