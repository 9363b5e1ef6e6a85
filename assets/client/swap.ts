// Exchanges the page, or a part of it, without jumping: what stays the same stays in place, with focus, scroll and open menus.

import { Idiomorph } from "idiomorph";
import { enhance } from "./enhance";
import { toast } from "./toast";

const surface = (page: Document) => page.documentElement.className.replace("js", "").trim();

// What a script has built (previews, a signature, an open list) is not the server's to take away.
const built = (node: Node) => node instanceof HTMLElement && "kept" in node.dataset;
const callbacks = {
  beforeNodeMorphed: (old: Node) => !built(old),
  beforeNodeRemoved: (old: Node) => !built(old),
};

// Forms somebody has begun to fill in, and lists with rows ticked.
const begun = new WeakSet<HTMLFormElement>();
document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (form) begun.add(form);
});
const inUse = (node: Node) => node instanceof HTMLFormElement && (begun.has(node) || node.contains(document.activeElement));

// A part that comes up to date under the eye must not take away what the reader is doing: entries, open menus, the chosen row.
const calm = {
  beforeNodeMorphed: (old: Node) => !built(old) && !inUse(old),
  beforeNodeRemoved: (old: Node) => !built(old) && !inUse(old),
  beforeAttributeUpdated: (name: string, element: Element) =>
    !(name === "open" && element.matches("details, dialog")) && !(name === "class" && element.matches("[data-row].current")),
};

/** Shows another page that has been fetched already. A page of another surface brings other scripts and so is loaded. */
export function showPage(html: string, url: string, push: boolean): void {
  const next = new DOMParser().parseFromString(html, "text/html");
  if (surface(next) !== surface(document)) {
    // A refusal that cannot be shown in the form is said beside it: loading its page would take the entries away.
    const refusal = push ? undefined : next.querySelector<HTMLElement>("[data-refusal]")?.dataset.refusal;
    if (refusal) toast(refusal, true);
    else location.assign(url);
    return;
  }
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  if (push) {
    // A new place: nothing of the old one may linger, least of all photos taken for another case.
    history.pushState(null, "", url);
    document.body.replaceWith(document.adoptNode(next.body));
  } else {
    // The same place with messages: photos and signature stay.
    Idiomorph.morph(document.body, next.body, { morphStyle: "outerHTML", callbacks });
  }
  enhance();
  const place = push ? document.getElementById(decodeURIComponent(new URL(url, location.href).hash.slice(1))) : null;
  if (place) return settle(place);
  const errors = document.querySelector<HTMLElement>("[data-errors]");
  (errors ?? document.getElementById("content"))?.focus({ preventScroll: !errors });
  if (push) scrollTo(0, 0);
}

/** Shows the place on the page where the reader was, so that he can go on there by keyboard too. */
function settle(place: HTMLElement): void {
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
}

/** Brings one part of the page up to date; the answer may be the part alone or a whole page that contains it. */
export function refresh(part: HTMLElement, html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html");
  const found = part.id ? next.getElementById(part.id) : null;
  Idiomorph.morph(part, (found ?? next.body).innerHTML, { morphStyle: "innerHTML", ignoreActiveValue: true, callbacks: calm });
  enhance();
}

window.addEventListener("popstate", () => location.reload());
