// The searching select and the box that finds anything: both are a box with a list under it.

import { make, part, said, settle } from "./enhance";

type Hit = { id?: string; label: string; detail?: string; href?: string };
type Source = (words: string) => Hit[] | Promise<Hit[]>;

let counter = 0;

/** Puts a list under a box. Arrows move, Enter takes, Esc closes. */
function list(box: HTMLInputElement, place: HTMLElement, source: Source, take: (hit: Hit) => void): void {
  const options = make("ul", "options");
  options.id = `options-${++counter}`;
  options.setAttribute("role", "listbox");
  options.hidden = true;
  options.dataset.kept = "";
  place.append(options);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": options.id, "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off" })) {
    box.setAttribute(name, value);
  }
  let hits: Hit[] = [];
  let at = -1;
  let asked = 0;
  const close = () => {
    options.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (next: number) => {
    at = hits.length ? (next + hits.length) % hits.length : -1;
    [...options.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    const row = options.children[at];
    if (row) {
      box.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    }
  };
  const choose = (hit: Hit | undefined) => {
    if (!hit) return;
    close();
    take(hit);
  };
  const show = () => {
    options.replaceChildren(...hits.map((hit, index) => row(hit, `${options.id}-${index}`, () => choose(hit))));
    if (!hits.length) options.append(make("li", "none", said("none")));
    options.hidden = false;
    box.setAttribute("aria-expanded", "true");
    mark(0);
  };
  const ask = async () => {
    const turn = ++asked;
    const found = await source(box.value.trim());
    if (turn !== asked || document.activeElement !== box) return;
    hits = found;
    show();
  };
  const later = settle(120, () => void ask());
  box.addEventListener("input", () => (box.value.trim() || place.classList.contains("combo") ? later() : close()));
  box.addEventListener("focus", () => place.classList.contains("combo") && later());
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.hidden) later();
      else mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !options.hidden && hits[at]) {
      event.preventDefault();
      choose(hits[at]);
    } else if (event.key === "Escape" && !options.hidden) {
      event.stopPropagation();
      close();
    }
  });
}

function row(hit: Hit, id: string, take: () => void): HTMLLIElement {
  const line = make("li", "", hit.label);
  line.id = id;
  line.setAttribute("role", "option");
  if (hit.detail) line.append(make("small", "", hit.detail));
  // A press must not take the focus from the box before it is heard.
  line.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take();
  });
  return line;
}

async function fetchHits(url: string, words: string): Promise<Hit[]> {
  try {
    const answer = await fetch(`${url}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Hit[]) : [];
  } catch {
    return [];
  }
}

/** A select with a search: the select stays, hidden, and is what the form sends. */
part("select[data-search], form select:not([multiple], [data-plain])", (element) => {
  const select = element as HTMLSelectElement;
  const url = select.dataset.search;
  if (!url && select.options.length <= 12) return;
  const combo = make("div", "combo");
  const box = make("input");
  box.type = "text";
  box.id = select.id;
  select.removeAttribute("id");
  for (const name of ["aria-describedby", "aria-invalid"]) {
    const value = select.getAttribute(name);
    if (value) box.setAttribute(name, value);
  }
  const chosen = () => (select.value ? (select.selectedOptions[0]?.textContent ?? "") : "");
  box.value = chosen();
  box.placeholder = select.options[0]?.value === "" ? (select.options[0].textContent ?? "") : "";
  select.replaceWith(combo);
  combo.append(box, select);
  const own = (words: string) =>
    [...select.options].filter((o) => o.value && (!words || words === chosen() || o.text.includes(words))).map((o) => ({ id: o.value, label: o.text }));
  list(box, combo, (words) => (url && words && words !== chosen() ? fetchHits(url, words) : own(words)), (hit) => {
    const value = hit.id ?? "";
    if (![...select.options].some((o) => o.value === value)) select.add(new Option(hit.label, value));
    select.value = value;
    box.value = hit.label;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.addEventListener("focus", () => box.select());
  box.addEventListener("change", () => {
    if (!box.value.trim()) select.value = "";
  });
  // Words that were not chosen from the list are not a choice.
  box.addEventListener("blur", () => setTimeout(() => (box.value = chosen()), 200));
});

part("input[data-find]", (element) => {
  const box = element as HTMLInputElement;
  const place = box.closest("form") ?? box.parentElement;
  if (!place) return;
  list(box, place, (words) => fetchHits(box.dataset.find ?? "", words), (hit) => {
    if (hit.href) location.assign(hit.href);
  });
});
