// Small things every surface shares.

import { make, part } from "./enhance";

// A further row: a copy of the last with the next number and nothing in it.
part("[data-add-row]", (button) => {
  button.addEventListener("click", () => {
    const rows = button.previousElementSibling;
    const last = rows?.lastElementChild as HTMLElement | null;
    if (!rows || !last) return;
    const path = last.dataset.rowOf ?? "";
    const index = rows.children.length;
    const dashed = path.replace(/[._]/g, "-");
    const copy = last.cloneNode(true) as HTMLElement;
    for (const entry of copy.querySelectorAll<HTMLInputElement>("[name]")) {
      entry.name = entry.name.replace(`${path}.${index - 1}.`, `${path}.${index}.`);
      if (entry.type === "checkbox" || entry.type === "radio") entry.checked = false;
      else entry.value = "";
    }
    for (const name of ["id", "for", "aria-describedby"]) {
      for (const element of copy.querySelectorAll(`[${name}]`)) {
        element.setAttribute(name, (element.getAttribute(name) ?? "").replaceAll(`f-${dashed}-${index - 1}-`, `f-${dashed}-${index}-`));
      }
    }
    copy.querySelectorAll(".error").forEach((message) => message.remove());
    rows.append(copy);
    copy.querySelector<HTMLElement>("input, select, textarea")?.focus();
  });
});

// A photo opens large above the page instead of leaving it.
part("[data-photo]", (link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const viewer = make("dialog", "viewer");
    const image = make("img");
    image.src = (link as HTMLAnchorElement).href;
    image.alt = link.querySelector("img")?.alt ?? "";
    viewer.append(image);
    viewer.addEventListener("click", () => viewer.close());
    viewer.addEventListener("close", () => viewer.remove());
    document.body.append(viewer);
    viewer.showModal();
  });
});

part("[data-print]", (button) => button.addEventListener("click", () => print()));

part("[data-offline]", (bar) => {
  const show = () => (bar.hidden = navigator.onLine);
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
});

part("time[data-clock]", (clock) => {
  const tick = () => (clock.textContent = new Date().toTimeString().slice(0, 5));
  setInterval(tick, 5000);
  tick();
});

// An open menu closes when the person goes on elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.person-menu[open], details.burger[open], details.choose[open]")) {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }
});
