// Sends forms so that a second press does nothing and a lost connection loses nothing: the entry stays, and the same key makes a retry harmless.

import { forget } from "./draft";
import { part, said } from "./enhance";
import { showPage } from "./swap";
import { toast } from "./toast";

function bodyOf(form: HTMLFormElement, submitter: HTMLElement | null): FormData | URLSearchParams {
  const fields = new FormData(form, submitter);
  if (form.enctype === "multipart/form-data") return fields;
  return new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]));
}

/** An answer that is a file is kept as one. */
async function download(answer: Response): Promise<void> {
  const name = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(answer.headers.get("content-disposition") ?? "")?.[1];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name ? decodeURIComponent(name) : "";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The place on the next page a form leads to: an answer that was redirected does not say it. */
function placeOf(form: HTMLFormElement): string {
  const next = new FormData(form).get("next");
  return (typeof next === "string" && /#.+$/.exec(next)?.[0]) || "";
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  const busy = setTimeout(() => submitter?.setAttribute("aria-busy", "true"), 300);
  try {
    const answer = await fetch(action, { method: "POST", body: bodyOf(form, submitter), headers: { Accept: "text/html" } });
    if (answer.ok) forget(form);
    if (!answer.headers.get("content-type")?.startsWith("text/html")) await download(answer);
    else showPage(await answer.text(), answer.redirected ? answer.url + placeOf(form) : location.href, answer.redirected);
  } catch {
    toast(said(navigator.onLine ? "failed" : "offline"), true);
  } finally {
    clearTimeout(busy);
    submitter?.removeAttribute("aria-busy");
    delete form.dataset.sending;
  }
}

part("form[data-guard]", (element) => {
  const form = element as HTMLFormElement;
  form.addEventListener("submit", (event) => {
    if (form.method !== "post" || form.target) return;
    event.preventDefault();
    if (form.dataset.sending !== undefined) return;
    form.dataset.sending = "";
    void send(form, event.submitter);
  });
});
