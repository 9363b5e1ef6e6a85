import { make, part } from "./enhance";

/** Shows a word at the edge of the page; a bad one stays until it is pressed. */
export function toast(text: string, bad = false): void {
  const box = make("div", `toast ${bad ? "tone-late" : "tone-done"}`);
  box.setAttribute("role", bad ? "alert" : "status");
  box.dataset.toast = "";
  box.append(make("p", "", text));
  document.getElementById("toasts")?.append(box);
  leave(box);
}

function leave(box: HTMLElement): void {
  box.addEventListener("click", () => box.remove());
  if (!box.classList.contains("tone-late")) setTimeout(() => box.remove(), 6000);
}

part("#toasts [data-toast]", leave);
