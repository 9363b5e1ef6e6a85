// Leaving a whole task out on the spot: why, in the words of its procedure or in one's own.

import type { Keeper } from "../device/keeper";
import type { Field, Said, Task } from "../sync";
import { Form, type Filled } from "./form";
import { button, h } from "./markup";
import type { Procedure } from "./procedure";
import { say, said } from "./words";

/** The reason that is none of the procedure's. */
const OTHER = "other";

const plain = { many: false, choices: [], fields: [] };

/** The form of it, folded until it is wanted; nothing for what was missed, which is made up for or stays missed. */
export async function leaveOut(keeper: Keeper, task: Task, { skip_reasons }: Procedure, leave: (why: Said) => Promise<boolean>): Promise<HTMLElement> {
  if (task.state === "missed") return h("div");
  const reasons = skip_reasons.map(({ id, words, explain }) => ({ id, words: said(words), explain }));
  if (reasons.every(({ id }) => id !== OTHER)) reasons.push({ id: OTHER, words: say("field-app-skip-other"), explain: true });
  const fields: Field[] = [
    { ...plain, name: "skipped", kind: "choice", label: say("field-app-skip-reason"), required: true, choices: reasons.map(({ id, words }) => [id, words]) },
    { ...plain, name: "note", kind: "text", label: say("field-app-note"), required: false, max: 300 },
  ];
  const name = `draft ${task.id} skip`;
  const draft = await keeper.memory.noted<Filled>(name);
  const form = new Form(fields, { where: "", person: "", now: () => keeper.now(), changed: (filled) => void keeper.memory.note(name, filled) }, draft);
  const wrong = h("p", { class: "error", role: "alert" });
  const press = async (): Promise<void> => {
    const why = form.filled()?.input as Said | undefined;
    const explained = !reasons.find(({ id }) => id === why?.skipped)?.explain || why?.note;
    wrong.replaceChildren(explained ? "" : say("field-app-skip-explain"));
    if (!why || !explained) return;
    form.rest();
    if (await leave(why)) await keeper.memory.note(name, undefined);
  };
  return h("details", { class: "card pad", "data-skip": true, open: draft !== undefined }, h("summary", {}, say("field-app-skip-task")),
    h("div", { class: "lines" }, form.element, wrong, button(say("field-app-skip-task"), () => void press())));
}
