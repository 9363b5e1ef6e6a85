// What scripts add to a page that works without them: each part names the elements it cares for, and is run on whatever comes into the page.

type Part = { selector: string; add: (element: HTMLElement) => void };

const parts: Part[] = [];
const done = new WeakMap<HTMLElement, Set<Part>>();

/** Registers a part; it is run once for each matching element. */
export function part(selector: string, add: (element: HTMLElement) => void): void {
  parts.push({ selector, add });
}

/** Runs all parts on what is new in the page. */
export function enhance(): void {
  for (const one of parts) {
    for (const element of document.querySelectorAll<HTMLElement>(one.selector)) {
      const seen = done.get(element) ?? new Set<Part>();
      if (seen.has(one)) continue;
      done.set(element, seen.add(one));
      one.add(element);
    }
  }
}

/** The words the page brought along for scripts, in its language. */
export function said(name: string, from: HTMLElement = document.body): string {
  return from.dataset[`said${name[0]?.toUpperCase()}${name.slice(1)}`] ?? "";
}

/** A new element with classes and text. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", text = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** Calls `run` once calls have ceased for `wait` milliseconds. */
export function settle<A extends unknown[]>(wait: number, run: (...args: A) => void): (...args: A) => void {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => run(...args), wait);
  };
}
