// Keeps what was typed on the device until it has been taken, so that a lost connection loses nothing. Secrets and files are not kept.

import { make, part, said, settle } from "./enhance";

type Entry = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const keep = (entry: Entry) => entry.name !== "" && !["hidden", "password", "file"].includes(entry.type);
const entries = (form: HTMLFormElement) => [...form.elements].filter((e): e is Entry => "name" in e && "value" in e && keep(e as Entry));
const isTick = (entry: Entry): entry is HTMLInputElement => entry.type === "checkbox" || entry.type === "radio";

/** Forgets the draft of a form that has been taken. */
export function forget(form: HTMLFormElement): void {
  if (form.dataset.draft) localStorage.removeItem(`draft:${form.dataset.draft}`);
}

function restore(form: HTMLFormElement, pairs: [string, string][]): boolean {
  let changed = false;
  for (const entry of entries(form)) {
    if (isTick(entry)) {
      const on = pairs.some(([name, value]) => name === entry.name && value === entry.value);
      changed ||= on !== entry.checked;
      entry.checked = on;
    } else {
      const value = pairs.find(([name]) => name === entry.name)?.[1];
      if (value && !entry.value) {
        entry.value = value;
        changed = true;
      }
    }
  }
  return changed;
}

function note(form: HTMLFormElement): void {
  const box = make("p", "draft-note", said("changed"));
  box.setAttribute("role", "status");
  const discard = make("button", "btn btn-quiet", said("discard"));
  discard.type = "button";
  discard.addEventListener("click", () => {
    forget(form);
    form.reset();
    box.remove();
  });
  box.append(discard);
  form.prepend(box);
}

part("form[data-draft]", (element) => {
  const form = element as HTMLFormElement;
  const key = `draft:${form.dataset.draft}`;
  const known = localStorage.getItem(key);
  if (known && !form.querySelector("[data-errors]")) {
    try {
      if (restore(form, JSON.parse(known) as [string, string][])) note(form);
    } catch {
      localStorage.removeItem(key);
    }
  }
  const save = settle(400, () => {
    const pairs = entries(form).filter((e) => !isTick(e) || e.checked).map((e) => [e.name, e.value]);
    localStorage.setItem(key, JSON.stringify(pairs));
  });
  form.addEventListener("input", save);
});
