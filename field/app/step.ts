// One step: what is asked, the control that fits, and everything that goes with the answer. Each change is kept at once.

import type { Said } from "../sync";
import { file, locate, pad, photo, pick, readers, type Taken } from "./camera";
import { badge, button, during, h, icon } from "./markup";
import { NO_POSITION, verdict, type Known, type Position, type Procedure, type Step } from "./procedure";
import { moment, say, said as both } from "./words";

/** What a step needs of the task it stands in. */
export type Place = {
  procedure: Procedure;
  known: Known;
  /** For the mark on photos. */
  where: string;
  person: string;
  now(): number;
  /** Keeps what was recorded; false when the device could not. */
  keep(step: Step, said: Said, photos: Taken[]): Promise<boolean>;
  /** When the stopwatch of a step was started, kept until it is stopped. */
  watch: { since(step: Step): Promise<number | undefined>; set(step: Step, at: number | undefined): Promise<void> };
  /** The bytes of a photo that is still on the device. */
  bytes(id: string): Promise<Blob | undefined>;
};

export class StepCard {
  readonly element: HTMLFieldSetElement;
  private readonly state = h("span", { class: "stands" });
  private readonly previews = h("div", { class: "previews" });
  private settling = 0;
  /** Takes the camera away where there are enough photos. */
  private full = (): void => undefined;

  constructor(private readonly place: Place, readonly step: Step, private said: Said) {
    this.element = h("fieldset", { class: "group", "data-step": step.id },
      h("legend", {}, both(step.ask), step.required ? null : badge("plain", say("field-app-optional"))),
      step.hint ? h("p", { class: "sub" }, both(step.hint)) : null,
      place.procedure.cited[step.id] ? h("p", { class: "hint" }, place.procedure.cited[step.id]) : null,
      this.control(), this.state, this.more());
    this.show();
  }

  get given(): Said {
    return this.said;
  }

  stands(): ReturnType<typeof verdict> {
    return verdict(this.place.procedure, this.step, this.said, this.place.known);
  }

  private async put(change: Partial<Said>, photos: Taken[] = []): Promise<void> {
    const before = this.said;
    // Answered is not left out, and the other way round.
    const other = change.skipped ? "answer" : change.answer !== undefined ? "skipped" : undefined;
    if (other) this.element.querySelectorAll<HTMLInputElement>(`[name="${this.step.id}-${other}"]`).forEach((one) => (one.checked = false));
    if (other === "skipped") change = { ...change, skipped: undefined };
    const said = Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && value !== "")) as Said;
    this.said = said;
    if (!(await this.place.keep(this.step, said, photos))) this.said = before;
    this.show();
  }

  /** Words are kept while they are typed: a device may die at any letter. */
  private typed(change: () => Partial<Said>): { input: () => void; change: () => void } {
    const now = (): void => {
      clearTimeout(this.settling);
      const next = change();
      const same = Object.entries(next).every(([name, value]) => (this.said[name as keyof Said] ?? "") === value);
      if (!same) void this.put(next);
    };
    return { change: now, input: () => { clearTimeout(this.settling); this.settling = window.setTimeout(now, 700); } };
  }

  private show(): void {
    const { verdict: stands, photo: lacks } = this.stands();
    const tone = { good: "active", warned: "risk", failed: "late", missing: "", skipped: "waiting", open: "", not_applicable: "done" }[stands];
    const badges = [
      tone ? badge(tone, say(`field-app-verdict-${stands.replace("_", "-")}`)) : null,
      this.step.kind === "meter" && (stands === "failed" || stands === "warned") ? badge("risk", say("field-app-look-again")) : null,
      stands === "failed" && this.step.on_fail !== "none" ? badge("risk", say("field-app-follows")) : null,
      lacks ? badge("risk", say("field-app-photo-wanted")) : null,
    ];
    this.state.replaceChildren(...badges.flatMap((one) => (one ? [one, " "] : [])));
    this.full();
    void this.showPhotos();
  }

  private async showPhotos(): Promise<void> {
    const own = this.step.kind === "photo" && Array.isArray(this.said.answer) ? (this.said.answer as string[]) : [];
    const signed = this.step.kind === "signature" && this.said.answer ? [String(this.said.answer)] : [];
    const figures = await Promise.all([...own, ...(this.said.photos ?? []), ...signed].map((id) => this.figure(id)));
    this.previews.replaceChildren(...figures);
  }

  private async figure(id: string): Promise<HTMLElement> {
    const bytes = await this.place.bytes(id);
    if (!bytes) return h("a", { class: "chip", href: `/files/${id}` }, icon("photo"), say("field-app-photo-kept"));
    const image = h("img", { alt: say("field-app-photo") });
    image.src = URL.createObjectURL(bytes);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    const remove = h("button", { type: "button", "aria-label": say("field-app-remove"), click: () => void this.drop(id) }, "×");
    return h("figure", {}, image, this.step.kind === "signature" ? null : remove);
  }

  private drop(id: string): Promise<void> {
    const rest = (list: unknown): string[] | undefined => (Array.isArray(list) ? list.filter((one) => one !== id) : undefined);
    const answer = this.step.kind === "photo" ? { answer: rest(this.said.answer) } : {};
    return this.put({ ...answer, photos: rest(this.said.photos) });
  }

  private radios(name: string, choices: [string, string][], chosen: unknown, take: (value: string) => void): HTMLElement {
    const group = `${this.step.id}-${name}`;
    const one = ([value, words]: [string, string]): HTMLElement =>
      h("label", {}, h("input", { type: "radio", name: group, value, checked: chosen === value, change: () => take(value) }), h("span", {}, words));
    return h("div", { class: "radios", role: "radiogroup", "aria-label": both(this.step.ask) }, ...choices.map(one));
  }

  private control(): HTMLElement {
    const { step } = this;
    const answer = (value: unknown): void => void this.put({ answer: value });
    switch (step.kind) {
      case "check": {
        const choices: [string, string][] = [["good", say("field-app-good")], ["bad", say("field-app-bad")]];
        if (step.not_applicable) choices.push(["not_applicable", say("field-app-not-applicable")]);
        return this.radios("answer", choices, this.said.answer, answer);
      }
      case "choice":
        return this.radios("answer", (step.choices ?? []).map((one) => [one.value, both(one)]), this.said.answer, answer);
      case "number":
      case "meter":
        return this.figures();
      case "text":
        return this.text();
      case "photo":
        return this.photos();
      case "signature":
        return pad((picture) => void file(picture, "signature.png").then((taken) => this.put({ answer: taken.id }, [taken])));
      case "location":
        return this.location();
      case "scan":
        return this.code();
      case "stopwatch":
        return this.stopwatch();
      case "read":
        return h("label", { class: "tick" },
          h("input", { type: "checkbox", checked: this.said.answer === true, change: (event: Event) => answer((event.target as HTMLInputElement).checked || undefined) }),
          h("span", {}, say("field-app-read")));
    }
  }

  private figures(): HTMLElement {
    const { step } = this;
    const input: HTMLInputElement = h("input", { type: "text", inputmode: "decimal", maxlength: "20", value: String(this.said.answer ?? ""), "aria-label": both(step.ask),
      ...this.typed(() => ({ answer: input.value.trim() })) });
    const last = this.place.known.readings[step.id] ?? this.place.known.last?.[step.id];
    return h("div", { class: "lines" },
      step.limits ? h("p", { class: "hint" }, limits(step)) : null,
      last ? h("p", { class: "hint" }, say("field-app-last", { count: last, unit: both(step.unit) })) : null,
      h("div", { class: "with-unit" }, input, h("span", { class: "unit" }, both(step.unit))));
  }

  private text(): HTMLElement {
    const area: HTMLTextAreaElement = h("textarea", { maxlength: String(this.step.most ?? 500), "aria-label": both(this.step.ask), ...this.typed(() => ({ answer: area.value.trim() })) });
    area.value = String(this.said.answer ?? "");
    return area;
  }

  /** `put` says what a photo with this id changes. */
  private camera(put: (id: string) => Partial<Said>): HTMLElement {
    return pick(both(this.step.ask), (one) => photo(one, this.place.now(), this.place.where, this.place.person).then(
      ({ taken, at }) => this.put({ ...put(taken.id), ...(at ? { located: { ...this.said.located, [taken.id]: at } } : {}) }, [taken]),
      () => this.state.append(badge("late", say("field-app-no-picture"))),
    ));
  }

  /** As many as are asked for; more than that are not taken. */
  private photos(): HTMLElement {
    const taken = (): string[] => (this.said.answer as string[] | undefined) ?? [];
    const { least = 1, most } = this.step;
    const camera = this.camera((id) => ({ answer: [...taken(), id] }));
    this.full = (): void => void (camera.hidden = most !== undefined && taken().length >= most);
    const count = most === undefined ? say("field-app-photos-from", { least }) : say("field-app-photos-between", { least, most });
    return h("div", { class: "lines" }, h("p", { class: "hint" }, count), camera);
  }

  private location(): HTMLElement {
    const words = h("output", { class: "sub" });
    // What the house has is told back without the place: where somebody was is for his leaders only.
    const show = (at: Partial<Position> | undefined): void => {
      words.textContent = at?.latitude === undefined ? (at ? say("field-app-located") : "") : `${at.latitude.toFixed(5)}, ${at.longitude?.toFixed(5)} ±${at.accuracy} m`;
    };
    show(this.said.answer as Partial<Position> | undefined);
    // Nobody can be made to tell where he is: without a position the step is left out, and nothing else is lost.
    const without = button(say("field-app-no-position"), () => {
      without.remove();
      void this.put({ skipped: NO_POSITION, answer: undefined });
    }, "btn btn-quiet");
    const press = async (): Promise<void> => {
      const at = await locate();
      if (at) await this.put({ answer: at });
      if (at) show(at);
      else {
        words.textContent = say("field-app-no-location");
        if (!without.isConnected) words.after(without);
      }
    };
    const box = h("div", { class: "location" }, button(say("field-app-locate"), () => void during(box, press()), "btn", "map-pin"), words);
    return box;
  }

  private code(): HTMLElement {
    const input: HTMLInputElement = h("input", { type: "text", maxlength: "300", value: String(this.said.answer ?? ""), "aria-label": both(this.step.ask), placeholder: say("field-app-code"),
      ...this.typed(() => ({ answer: input.value.trim() })) });
    const box = h("div", { class: "lines" }, input);
    const seen = (code: string): void => {
      input.value = code;
      void this.put({ answer: code });
    };
    const ways = readers(box, seen, input);
    if (ways.length > 0) box.prepend(h("div", { class: "buttons" }, ...ways));
    return box;
  }

  /** It runs on when the page is left or the device goes out: when it was started is kept. Seconds taken otherwise are typed. */
  private stopwatch(): HTMLElement {
    const seconds: HTMLInputElement = h("input", { type: "text", inputmode: "numeric", maxlength: "6", value: String(this.said.answer ?? ""), "aria-label": both(this.step.ask),
      ...this.typed(() => ({ answer: /^\d+$/.test(seconds.value.trim()) ? Number(seconds.value) : undefined })) });
    const running = h("output", { class: "sub" });
    let since: number | undefined;
    const show = (): void => {
      running.textContent = since === undefined ? "" : say("field-app-running", { at: moment(new Date(since).toISOString()) });
      running.toggleAttribute("aria-busy", since !== undefined);
      press.lastElementChild?.replaceChildren(say(since === undefined ? "field-app-start" : "field-app-stop"));
    };
    const toggle = async (): Promise<void> => {
      const begun = since;
      since = begun === undefined ? this.place.now() : undefined;
      await this.place.watch.set(this.step, since);
      if (begun !== undefined) {
        seconds.value = String(Math.max(0, Math.round((this.place.now() - begun) / 1000)));
        await this.put({ answer: Number(seconds.value) });
      }
      show();
    };
    const press = button(say("field-app-start"), () => void toggle(), "btn", "clock");
    void this.place.watch.since(this.step).then((at) => {
      since ??= at;
      show();
    });
    return h("div", { class: "lines" }, this.step.limits ? h("p", { class: "hint" }, limits(this.step)) : null,
      h("div", { class: "location" }, press, running), h("div", { class: "with-unit" }, seconds, h("span", { class: "unit" }, "s")));
  }

  /** A note, photos beside the answer, and why it is left out. */
  private more(): HTMLElement {
    const { step, said } = this;
    const parts: Node[] = [];
    if (!["photo", "read", "signature"].includes(step.kind)) {
      parts.push(this.camera((id) => ({ photos: [...(this.said.photos ?? []), id] })));
    }
    if (!["text", "read"].includes(step.kind)) {
      const note: HTMLInputElement = h("input", { type: "text", maxlength: "500", value: said.note ?? "", placeholder: say("field-app-note"), "aria-label": `${say("field-app-note")} ${both(step.ask)}`,
        ...this.typed(() => ({ note: note.value.trim() })) });
      parts.push(note);
    }
    const choices: [string, string][] = step.skippable ? this.place.procedure.skip_reasons.map((one) => [one.id, both(one.words)]) : [];
    if (step.kind === "location") choices.push([NO_POSITION, say("field-app-no-position")]);
    if (choices.length > 0) {
      parts.push(h("p", { class: "hint" }, say("field-app-skip")), this.radios("skipped", choices, said.skipped, (value) => void this.put({ skipped: value, answer: undefined })));
    }
    const open = Boolean(said.note || said.photos?.length || said.skipped);
    return h("div", { class: "lines" }, this.previews, parts.length > 0 ? h("details", { class: "more", open }, h("summary", {}, say("field-app-more")), ...parts) : null);
  }
}

function limits(step: Step): string {
  const { least, greatest } = step.limits ?? {};
  const unit = step.kind === "stopwatch" ? "s" : both(step.unit);
  if (least && greatest) return `${least}–${greatest} ${unit}`;
  return least ? `≥ ${least} ${unit}` : greatest ? `≤ ${greatest} ${unit}` : "";
}
