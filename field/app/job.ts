// One case: what is known of it, and its next steps with their forms. What is told is kept on the device and goes in when there is a line.

import type { Keeper } from "../device/keeper";
import type { Case, Entry, Field } from "../sync";
import { Form, type Filled } from "./form";
import { badge, banner, button, h, icon } from "./markup";
import { course, type Course } from "./overlay";
import type { Person } from "./task";
import { moment, say } from "./words";

/** `again` draws the page anew. */
export async function job(keeper: Keeper, id: string, person: Person, changed: () => void, again: () => void): Promise<Node[]> {
  const one = await keeper.memory.case(id);
  if (!one) return [banner("risk", say("field-app-no-task"))];
  const view = course(one, (await keeper.memory.entries()).filter((entry) => entry.case_id === id));
  const problems = h("div", { role: "alert" });
  const keep: Keep = async (kind, step, { input, photos }) => {
    try {
      await keeper.keep({ title: `${one.number} ${one.title}`, case_id: one.id, kind, step, said: { input } }, person.id, photos);
      await keeper.memory.note(draftOf(one, kind, step), undefined);
      changed();
      again();
    } catch {
      problems.replaceChildren(banner("late", say("field-app-not-kept")));
    }
  };
  const place = { keeper, where: [one.place, one.title].filter(Boolean).join(" "), person: person.name };
  const forms = await Promise.all(open(view).map((what) => part(place, one, what, keep)));
  return [head(one, view), ...told(one, view), ...forms, problems, further(one, view)];
}

type Keep = (kind: "act" | "item", step: string, filled: Filled) => Promise<void>;

type What = { kind: "act" | "item"; step: string; label: string; form: Field[]; lacks: string[]; main: boolean; done: boolean };

/** What can be told now: what is to be recorded, then the way when all is well, then the other steps. */
function open({ stage, recorded }: Course): What[] {
  if (!stage) return [];
  const label = (item: string): string => stage.work.find((one) => one.item === item)?.label ?? item;
  const work = stage.work.map(({ item, label, form }): What => ({ kind: "item", step: item, label, form, lacks: [], main: false, done: recorded.has(item) }));
  const steps = stage.steps.map(({ action, label: words, main, needs, form }): What => ({ kind: "act", step: action, label: words, form, lacks: needs.filter((item) => !recorded.has(item)).map(label), main: main ?? false, done: false }));
  return [...work, ...steps.filter(({ main }) => main), ...steps.filter(({ main }) => !main)];
}

function head(one: Case, { stage }: Course): HTMLElement {
  const facts = one.facts.map(({ label, words }) => h("div", {}, h("dt", {}, label), h("dd", {}, words)));
  return h("section", { class: "card pad" }, h("p", { class: "sub" }, one.number), h("h2", {}, [one.place, one.title].filter(Boolean).join(" ")),
    h("p", {}, badge("plain", stage?.label ?? one.stage)), h("dl", { class: "facts" }, ...facts),
    h("div", { class: "previews" }, ...(one.photos ?? []).map((id) => h("a", { href: `/files/${id}` }, h("img", { src: `/files/${id}`, alt: say("field-app-photo"), loading: "lazy" })))));
}

/** What was told here and is not known there yet. */
function told(one: Case, { told }: Course): Node[] {
  if (told.length === 0) return [];
  const words = new Map((one.stages ?? []).flatMap(({ steps, work }) => [...steps.map((step) => [step.action, step.label] as const), ...work.map((item) => [item.item, item.label] as const)]));
  const line = (entry: Entry): HTMLElement => h("li", {}, `${words.get(entry.step ?? "") ?? entry.step} · ${moment(entry.device_at)}`);
  return [h("section", { class: "card pad" }, h("h2", {}, say("field-app-told")), h("ul", { "data-told": true }, ...told.map(line)))];
}

type Place = { keeper: Keeper; where: string; person: string };

const draftOf = (one: Case, kind: string, step: string): string => `draft ${one.id} ${kind} ${step}`;

/** A form that can be unfolded; what is typed outlives reload and crash. */
async function part(place: Place, one: Case, what: What, keep: Keep): Promise<HTMLElement> {
  const name = draftOf(one, what.kind, what.step);
  const draft = await place.keeper.memory.noted<Filled>(name);
  const form = new Form(what.form, { ...place, now: () => place.keeper.now(), changed: (filled) => void place.keeper.memory.note(name, filled) }, draft);
  const lacks = what.lacks.length > 0 ? h("p", { class: "hint" }, say("field-app-needs", { what: what.lacks.join("、") })) : null;
  const send = (): void => {
    const filled = form.filled();
    if (!filled) return;
    form.rest();
    void keep(what.kind, what.step, filled);
  };
  const press = button(what.label, send, what.main || what.kind === "item" ? "btn btn-main" : "btn", what.kind === "act" ? "arrow-right" : "check");
  press.disabled = what.lacks.length > 0;
  if (what.form.length === 0) return h("section", { class: "card pad lines", "data-step": what.step }, lacks, press);
  return h("details", { class: "card pad", "data-step": what.step, open: what.main || draft !== undefined },
    h("summary", {}, what.label, what.done ? badge("done", say("field-app-recorded")) : null),
    h("div", { class: "lines" }, form.element, lacks, press));
}

/** The page of the case, for what cannot be done without the house. */
function further(one: Case, { stage }: Course): HTMLElement {
  return h("div", { class: "lines" },
    stage ? null : banner("waiting", say("field-app-house-says")),
    h("p", {}, h("a", { class: "btn", href: one.href ?? `/field/cases/${one.id}` }, icon("arrow-right"), say("field-app-case-online"))));
}
