// One task with its steps one under the other; everything is kept on the device at once.

import type { Keeper } from "../device/keeper";
import type { Entry, Said } from "../sync";
import type { Taken } from "./camera";
import { banner, button, h } from "./markup";
import { seen } from "./overlay";
import { card, walked } from "./points";
import type { Procedure } from "./procedure";
import { leaveOut } from "./skip";
import { StepCard, type Place } from "./step";
import { moment, say, said } from "./words";

export type Person = { id: string; name: string };

/** What stands in the way of saying that it is done, in words. */
function lacking(cards: StepCard[]): string[] {
  return cards.filter((card) => card.stands().verdict === "missing" || card.stands().photo).map((card) => said(card.step.ask));
}

export async function page(keeper: Keeper, id: string, person: Person, changed: () => void): Promise<Node[]> {
  const task = await keeper.memory.task(id);
  const procedure = task && (await keeper.memory.procedure<Procedure>(task.procedure_id));
  if (!task || !procedure) return [banner("risk", say("field-app-no-task"))];
  const view = seen(task, (await keeper.memory.entries()).filter((entry) => entry.occurrence_id === id));
  const opens = Date.parse(task.opens_at) > keeper.now();
  const head = [
    h("section", { class: "card pad" }, h("p", { class: "sub" }, task.title), h("h2", {}, task.thing), h("p", {}, [task.place, say("field-app-until", { at: moment(task.closes_at) })].filter(Boolean).join(" · "))),
    ...procedure.safety.map((one) => banner("risk", said(one))),
  ];
  const { handed } = task;
  if (handed) head.push(banner("waiting", say("field-app-handed", { name: handed.from_name, at: moment(handed.given_at), note: handed.note })));
  const lapsed = task.paper && Date.parse(task.paper.ends_at) <= keeper.now() ? task.paper : undefined;
  const tools = [...procedure.tools, ...procedure.parts].map(said).join("、");
  if (tools) head.push(h("p", { class: "sub" }, `${say("field-app-tools")}${tools}`));
  if (view.finished) return [...head, banner("active", view.waiting > 0 ? say("field-app-done-waiting") : say("field-app-done"))];
  if (view.skipped) return [...head, banner("active", view.waiting > 0 ? say("field-app-skipped-waiting") : say("field-app-skipped"))];
  if (opens) return [...head, banner("waiting", say("field-app-opens", { at: moment(task.opens_at) }))];

  const problems = h("div", { role: "alert" });
  /** Keeps an entry; false, and said so, when the device could not. */
  const tell = async (kind: Entry["kind"], what: Said, step?: string, photos: Taken[] = []): Promise<boolean> => {
    try {
      await keeper.keep({ title: `${task.title} ${task.thing}`, occurrence_id: task.id, kind, step, said: what }, person.id, photos);
      changed();
      return true;
    } catch {
      problems.replaceChildren(banner("late", say("field-app-not-kept")));
      return false;
    }
  };
  const leave = async (what: Said): Promise<boolean> => {
    const kept = await tell("skip", what);
    if (kept) location.hash = "";
    return kept;
  };
  const skip = await leaveOut(keeper, task, procedure, leave);
  if (lapsed) return [...head, banner("late", say("field-app-paper", { paper: lapsed.title, day: lapsed.until })), problems, skip];
  const place: Place = {
    procedure, known: task, where: [task.thing, task.place].filter(Boolean).join(" "), person: person.name, now: () => keeper.now(),
    bytes: async (file) => (await keeper.memory.photo(file))?.bytes,
    watch: {
      since: (step) => keeper.memory.noted<number>(`watch ${task.id} ${step.id}`),
      set: (step, at) => keeper.memory.note(`watch ${task.id} ${step.id}`, at),
    },
    keep: (step, what, photos) => tell("record", what, step.id, photos),
  };
  const walk = !task.points?.length ? [] : [card({
    points: walked(task.points, view.scans, person.name), person: person.name, now: () => keeper.now(),
    keep: (what) => tell("scan", what),
  })];
  const cards: StepCard[] = [];
  const sections = procedure.sections.map((section) => {
    const own = section.steps.map((step) => new StepCard(place, step, view.given[step.id] ?? {}));
    cards.push(...own);
    return h("section", { class: "card pad lines" }, h("h2", {}, [said(section.title), section.hours].filter(Boolean).join(" ")), ...own.map((card) => card.element));
  });
  const finish = async (): Promise<void> => {
    const missing = lacking(cards);
    if (missing.length > 0) {
      problems.replaceChildren(banner("late", `${say("field-app-missing", { count: missing.length })}${missing.slice(0, 3).join("、")}`));
      cards.find((card) => card.stands().verdict === "missing" || card.stands().photo)?.element.scrollIntoView({ block: "center" });
      return;
    }
    if (await tell("finish", {})) location.hash = "";
  };
  const end = h("div", { class: "form-end" }, button(say("field-app-finish"), () => void finish(), "btn btn-main", "circle-check"));
  return [...head, ...walk, ...sections, problems, end, skip];
}
