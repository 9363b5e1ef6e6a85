// A case dragged to a person is given to him, a task dragged to a day is moved there: through the same form as without a mouse.

import { part } from "./enhance";

const KIND = "application/x-case";

part("[data-drag]", (element) => {
  element.addEventListener("dragstart", (event) => {
    event.dataTransfer?.setData(KIND, element.dataset.drag ?? "");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    element.classList.add("dragged");
  });
  element.addEventListener("dragend", () => element.classList.remove("dragged"));
});

part("[data-take]", (element) => {
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes(KIND)) return;
    event.preventDefault();
    element.classList.add("over");
  };
  element.addEventListener("dragenter", over);
  element.addEventListener("dragover", over);
  element.addEventListener("dragleave", (event) => {
    if (!element.contains(event.relatedTarget as Node | null)) element.classList.remove("over");
  });
  element.addEventListener("drop", (event) => {
    element.classList.remove("over");
    const id = event.dataTransfer?.getData(KIND);
    const form = id ? document.querySelector<HTMLFormElement>(`form[data-give="${CSS.escape(id)}"]`) : null;
    const choice = form?.querySelector<HTMLSelectElement | HTMLInputElement>("select, input[data-dropped]");
    if (!form || !choice) return;
    event.preventDefault();
    choice.value = element.dataset.take ?? "";
    form.requestSubmit();
  });
});
