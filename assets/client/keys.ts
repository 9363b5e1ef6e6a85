// The desk by keyboard, and the selection of rows.

import { part } from "./enhance";

const typing = (target: EventTarget | null) => target instanceof HTMLElement && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-row]")];
let waitingForPlace = false;

function move(by: number): void {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("current"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
  all[at]?.classList.remove("current");
  next?.classList.add("current");
  next?.querySelector<HTMLElement>(".row-link")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** `g` and a letter lead to the entry of the navigation that names it. */
function go(key: string): void {
  document.querySelector<HTMLElement>(`[data-go="${CSS.escape(key)}"]`)?.click();
}

function press(key: string): boolean {
  const all = [...document.querySelectorAll<HTMLElement>("[data-hotkey]")];
  const target = all.find((element) => element.dataset.hotkey === key);
  if (!target) return false;
  if (target.matches("input[type=radio], input[type=checkbox]")) {
    target.focus();
    target.click();
    return true;
  }
  if (target instanceof HTMLInputElement) target.select();
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
  return true;
}

function leave(): void {
  const active = document.activeElement;
  if (typing(active)) (active as HTMLElement).blur();
  else document.querySelector<HTMLElement>("[data-leave]")?.click();
}

/** Several keys at once: `mod+z`; and with the Alt key a row of a table goes up or down. */
function together(event: KeyboardEvent): boolean {
  if (typing(event.target) || document.querySelector("dialog[open]")) return false;
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = event.target instanceof Element ? event.target.closest("tr, li") : null;
    const button = way && row?.querySelector<HTMLElement>(`[data-move="${way}"]`);
    if (button) button.click();
    return Boolean(button);
  }
  return press(`mod+${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (together(event)) event.preventDefault();
    return;
  }
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) return leave();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const { key } = event;
  if (waitingForPlace) {
    waitingForPlace = false;
    return go(key);
  }
  const current = document.querySelector<HTMLElement>("[data-row].current");
  if (key === "g") waitingForPlace = true;
  else if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
  else if (key === "x") current?.querySelector<HTMLInputElement>("[data-pick]")?.click();
  else if (key === "?") document.querySelector<HTMLDialogElement>("#keys")?.showModal();
  else if (press(key)) event.preventDefault();
  else if (key === "n" && document.body.dataset.create) location.assign(document.body.dataset.create);
});

part("[data-bulk]", (form) => {
  const picks = () => [...form.querySelectorAll<HTMLInputElement>("[data-pick]")];
  const alls = () => [...form.querySelectorAll<HTMLInputElement>("[data-pick-all]")];
  const count = form.querySelector<HTMLElement>("[data-selected]");
  let last: HTMLInputElement | undefined;
  const show = () => {
    const chosen = picks().filter((pick) => pick.checked).length;
    if (count) {
      count.textContent = String(chosen);
      count.dataset.selected = String(chosen);
    }
    for (const all of alls()) {
      all.checked = chosen > 0 && chosen === picks().length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
  };
  form.addEventListener("change", (event) => {
    const { target } = event;
    if (target instanceof HTMLInputElement && alls().includes(target)) for (const pick of picks()) pick.checked = target.checked;
    show();
  });
  // With the shift key all rows between two boxes.
  form.addEventListener("click", (event) => {
    const pick = event.target;
    if (!(pick instanceof HTMLInputElement) || !("pick" in pick.dataset)) return;
    const all = picks();
    const [from, to] = [last ? all.indexOf(last) : -1, all.indexOf(pick)].sort((a, b) => a - b) as [number, number];
    if (event.shiftKey && from >= 0) for (const one of all.slice(from, to + 1)) one.checked = pick.checked;
    last = pick;
    show();
  });
  show();
});
