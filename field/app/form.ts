// A form as the house describes it, filled in where nobody can be asked; the house checks it again.

import type { Field } from "../sync";
import { file, locate, pad, photo, pick, type Taken } from "./camera";
import { button, during, h } from "./markup";
import { say } from "./words";

/** What was said, and the photos it names. */
export type Filled = { input: Record<string, unknown>; photos: Taken[] };

export type Around = { where: string; person: string; now(): number; changed(filled: Filled): void };

type Control = { element: HTMLElement; read(): unknown };

const HUNDREDTHS = ["money", "area"];

export class Form {
  readonly element = h("div", { class: "lines" });
  private readonly controls: { field: Field; control: Control; wrong: HTMLElement }[] = [];
  private photos: Taken[];
  private settling: number | undefined;

  constructor(fields: Field[], private readonly around: Around, draft?: Filled) {
    this.photos = draft?.photos ?? [];
    for (const field of fields) {
      const control = this.control(field, draft?.input[field.name]);
      const wrong = h("p", { class: "error", role: "alert" });
      this.controls.push({ field, control, wrong });
      this.element.append(h("fieldset", { class: "group", "data-field": field.name }, h("legend", {}, field.label, field.required ? " *" : ""), control.element, wrong));
    }
    this.element.addEventListener("input", () => this.typed());
    this.element.addEventListener("change", () => this.settle());
  }

  /** What was filled in; none when something is missing, which is then said beside it. */
  filled(): Filled | undefined {
    let first: HTMLElement | undefined;
    for (const { field, control, wrong } of this.controls) {
      const why = lacking(field, control.read());
      wrong.replaceChildren(why ?? "");
      if (why) first ??= wrong;
    }
    first?.scrollIntoView({ block: "center" });
    return first ? undefined : this.now();
  }

  private now(): Filled {
    const all = this.controls.map(({ field, control }) => [field.name, control.read()] as const);
    const input = Object.fromEntries(all.filter(([, value]) => value !== undefined));
    const named = JSON.stringify(input);
    return { input, photos: this.photos.filter(({ id }) => named.includes(id)) };
  }

  /** Kept while it is typed, and not only when the typing rests: a device may die at any letter. */
  private typed(): void {
    this.settling ??= window.setTimeout(() => this.settle(), 300);
  }

  /** Kept as it stands, at once. */
  private settle(): void {
    this.rest();
    this.around.changed(this.now());
  }

  /** What was typed last is told already, and not kept any more. */
  rest(): void {
    clearTimeout(this.settling);
    this.settling = undefined;
  }

  private control(field: Field, value: unknown): Control {
    if (field.kind === "group") return this.rows(field, value);
    if (field.kind === "file") return this.pictures(field, value);
    if (field.kind === "choice") return field.many ? ticks(field, value) : field.choices.length > SEEN_AT_ONCE ? menu(field, value) : radios(field, value);
    switch (field.kind) {
      case "long_text": {
        const area = h("textarea", { maxlength: String(field.max ?? 2_000), "aria-label": field.label });
        area.value = String(value ?? "");
        return { element: area, read: () => area.value.trim() || undefined };
      }
      case "bool": {
        const input = h("input", { type: "checkbox", checked: value === true });
        return { element: h("label", { class: "tick" }, input, h("span", {}, field.label)), read: () => input.checked || (field.required ? false : undefined) };
      }
      case "signature":
        return this.signature(value);
      case "location":
        return this.location(value);
      default:
        return line(field, value);
    }
  }

  private took(taken: Taken): void {
    this.photos = [...this.photos, taken];
    this.settle();
  }

  private pictures(field: Field, value: unknown): Control {
    let ids = [value ?? []].flat().map(String);
    const shown = h("div", { class: "previews" });
    const show = (): void => shown.replaceChildren(...ids.map((id) => this.picture(id, () => {
      ids = ids.filter((one) => one !== id);
      show();
      this.settle();
    })));
    const words = h("span", { class: "error", role: "alert" });
    const camera = pick(field.label, (one) => photo(one, this.around.now(), this.around.where, this.around.person).then(
      ({ taken }) => {
        ids = field.many ? [...ids, taken.id] : [taken.id];
        words.replaceChildren();
        this.took(taken);
        show();
      },
      () => words.replaceChildren(say("field-app-no-picture")),
    ));
    show();
    const element = h("div", { class: "lines" }, shown, camera, words);
    return { element, read: () => (ids.length === 0 ? undefined : field.many ? ids : ids[0]) };
  }

  private picture(id: string, drop: () => void): HTMLElement {
    const bytes = this.photos.find((one) => one.id === id)?.bytes;
    const image = h("img", { alt: say("field-app-photo") });
    if (bytes) image.src = URL.createObjectURL(bytes);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    return h("figure", {}, image, h("button", { type: "button", "aria-label": say("field-app-remove"), click: drop }, "×"));
  }

  private signature(value: unknown): Control {
    let id = value as string | undefined;
    const sign = pad((picture) => void file(picture, "signature.png").then((taken) => {
      id = taken.id;
      this.took(taken);
    }));
    return { element: sign, read: () => id };
  }

  private location(value: unknown): Control {
    let at = value;
    const words = h("output", { class: "sub" }, at ? say("field-app-located") : "");
    const press = async (): Promise<void> => {
      at = (await locate()) ?? at;
      words.textContent = at ? say("field-app-located") : say("field-app-no-location");
      this.settle();
    };
    const box = h("div", { class: "location" }, button(say("field-app-locate"), () => void during(box, press()), "btn", "map-pin"), words);
    return { element: box, read: () => at };
  }

  /** A small table: a form for each row. */
  private rows(field: Field, value: unknown): Control {
    const rows: Form[] = [];
    const body = h("div", { class: "lines" });
    const add = (input: Record<string, unknown>): void => {
      const row = new Form(field.fields, { ...this.around, changed: () => this.settle() }, { input, photos: this.photos });
      rows.push(row);
      const box = h("div", { class: "card pad lines" }, row.element, field.many ? button(say("field-app-remove-row"), () => {
        rows.splice(rows.indexOf(row), 1);
        box.remove();
        this.settle();
      }, "btn btn-quiet") : null);
      body.append(box);
    };
    for (const input of [value ?? []].flat()) add(input as Record<string, unknown>);
    if (!field.many && rows.length === 0) add({});
    const more = field.many ? button(say("field-app-add-row"), () => add({}), "btn", "plus") : null;
    const all = (): Record<string, unknown>[] => rows.map((row) => row.now().input).filter((input) => Object.keys(input).length > 0);
    return { element: h("div", { class: "lines" }, body, more), read: () => (all().length === 0 ? undefined : field.many ? all() : all()[0]) };
  }
}

/** Why an answer is none yet. */
function lacking(field: Field, value: unknown): string | undefined {
  const empty = value === undefined || (Array.isArray(value) && value.length === 0);
  if (empty) return field.required ? say("field-app-required") : undefined;
  if (Number.isNaN(value)) return say("field-app-no-number");
  const inner = field.kind === "group" ? [value].flat() as Record<string, unknown>[] : [];
  const missing = inner.flatMap((row) => field.fields.filter((one) => lacking(one, row[one.name]))).map(({ label }) => label);
  return missing.length > 0 ? `${say("field-app-required")} ${missing.join("、")}` : undefined;
}

/** What is typed into one line. */
function line(field: Field, value: unknown): Control {
  const shares = HUNDREDTHS.includes(field.kind);
  const number = shares || field.kind === "integer";
  const type = { date: "date", instant: "datetime-local", phone: "tel" }[field.kind] ?? "text";
  const input = h("input", { type, "aria-label": field.label, maxlength: String(number ? 20 : (field.max ?? 2_000)), ...(number ? { inputmode: "decimal" } : {}) });
  if (value !== undefined) input.value = field.kind === "instant" ? wall(String(value)) : shares ? String(Number(value) / 100) : String(value);
  const read = (): unknown => {
    const text = input.value.trim();
    if (text === "") return undefined;
    if (shares) return Math.round(Number(text) * 100);
    if (field.kind === "integer") return Number.isInteger(Number(text)) ? Number(text) : Number.NaN;
    return field.kind === "instant" ? new Date(text).toISOString() : text;
  };
  return { element: input, read };
}

/** An instant as its input wants it, by the device's own clock. */
function wall(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** More than so many choices fold into one line. */
const SEEN_AT_ONCE = 8;

function menu(field: Field, value: unknown): Control {
  const choices = [["", say("field-app-choose")] as const, ...field.choices].map(([one, words]) => h("option", { value: one, selected: value === one }, words));
  const element = h("select", { "aria-label": field.label }, ...choices);
  return { element, read: () => element.value || undefined };
}

function radios(field: Field, value: unknown): Control {
  const group = `choice-${Math.random()}`;
  const inputs = field.choices.map(([one]) => h("input", { type: "radio", name: group, value: one, checked: value === one }));
  const element = h("div", { class: "radios" }, ...field.choices.map(([, words], nth) => h("label", { class: "tick" }, inputs[nth], h("span", {}, words))));
  return { element, read: () => inputs.find(({ checked }) => checked)?.value };
}

function ticks(field: Field, value: unknown): Control {
  const chosen = [value ?? []].flat();
  const inputs = field.choices.map(([one]) => h("input", { type: "checkbox", value: one, checked: chosen.includes(one) }));
  const element = h("div", { class: "radios" }, ...field.choices.map(([, words], nth) => h("label", { class: "tick" }, inputs[nth], h("span", {}, words))));
  const all = (): string[] => inputs.filter(({ checked }) => checked).map(({ value }) => value);
  return { element, read: () => (all().length > 0 ? all() : undefined) };
}
