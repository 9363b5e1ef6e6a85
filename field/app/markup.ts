// Elements of the page, in the house's classes.

type Child = Node | string | null | undefined | false;
type Given = Record<string, string | boolean | ((event: never) => void) | undefined>;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, given: Given = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const set = { class: "icon", viewBox: "0 0 24 24", width: "18", height: "18", fill: "none", stroke: "currentColor", "stroke-width": "2", "aria-hidden": "true" };
  for (const [attribute, value] of Object.entries(set)) svg.setAttribute(attribute, value);
  svg.append(document.createElementNS(SVG, "use"));
  return point(svg, name);
}

/** Has an icon show another picture. */
export function point<S extends Element>(svg: S, name: string): S {
  svg.firstElementChild?.setAttribute("href", `${document.body.dataset.icons ?? ""}#${name}`);
  return svg;
}

/** Marks an element as busy until the work is over: what somebody is in the middle of is not drawn anew. */
export async function during(element: HTMLElement, work: Promise<void>): Promise<void> {
  element.setAttribute("aria-busy", "true");
  await work.finally(() => element.removeAttribute("aria-busy"));
}

/** Whether somebody is in the middle of something in an element: writing, pressing, waiting for it, at the camera, signing. */
export const inHand = (element: HTMLElement): boolean => element.querySelector(":focus, :active, [aria-busy], video, canvas[data-ready]") !== null;

export const badge = (tone: string, words: string): HTMLElement => h("span", { class: `badge tone-${tone}` }, words);

export function banner(tone: string, words: string, ...more: Child[]): HTMLElement {
  return h("div", { class: `banner tone-${tone}`, role: "status" }, icon(tone === "late" || tone === "risk" ? "alert-triangle" : "info-circle"), h("p", {}, words), ...more);
}

export function button(words: string, press: () => void, look = "btn", sign?: string): HTMLButtonElement {
  return h("button", { type: "button", class: look, click: press }, sign ? icon(sign) : null, h("span", {}, words));
}
