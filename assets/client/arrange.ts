// Columns are moved where they stand, instead of by a round to the server for each step.

import { part } from "./enhance";

part("form[data-arrange]", (element) => {
  const form = element as HTMLFormElement;
  const next = form.querySelector<HTMLInputElement>("input[name=next]");
  if (next && form.dataset.next) next.value = form.dataset.next;
  form.addEventListener("click", (event) => {
    const arrow = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[name=shift]") : null;
    if (!arrow) return;
    event.preventDefault();
    const row = arrow.closest("li");
    const up = arrow.value.startsWith("up:");
    const other = up ? row?.previousElementSibling : row?.nextElementSibling;
    if (!row || !other) return;
    if (up) other.before(row);
    else other.after(row);
    arrow.focus();
  });
});
