// The points of a round on a route: where one has been, and the way to say that one is at the next, by its code or by where the phone is.

import type { Point, Said } from "../sync";
import { locate, readers } from "./camera";
import { badge, button, during, h } from "./markup";
import { near, reached, type Position } from "./procedure";
import { moment, say } from "./words";

export type Walk = {
  points: Point[];
  person: string;
  now(): number;
  /** Keeps that one is at a point; false when the device could not. */
  keep(said: Said): Promise<boolean>;
};

/** Points with what was scanned on this device and has not come back from the house. */
export function walked(points: Point[], scans: { said: Said; at: number }[], person: string): Point[] {
  const list = points.map((point) => ({ ...point }));
  for (const { said, at } of scans) {
    const point = reached(list, said.code, said.location as Position | undefined);
    if (point && !point.at) Object.assign(point, { at: new Date(at).toISOString(), by_name: person });
  }
  return list;
}

export function card(walk: Walk): HTMLElement {
  const points = walk.points.map((point) => ({ ...point }));
  const list = h("ol", { class: "lines" });
  const words = h("p", { role: "status" });
  const show = (): void => {
    const line = (point: Point): HTMLElement =>
      h("li", { "data-point": point.id }, point.name, " ", point.at ? badge("done", `${point.by_name ?? ""} ${moment(point.at)}`) : badge("plain", say("field-app-point-open")));
    list.replaceChildren(...points.map(line));
  };
  const input = h("input", { type: "text", maxlength: "300", placeholder: say("field-app-code"), "aria-label": say("field-app-code") });
  const go = async (code: string): Promise<void> => {
    // Where the phone is goes along when it may be told; the code alone counts as well.
    words.replaceChildren(say("field-app-locating"));
    const location = await locate();
    const point = reached(points, code, location);
    if (!point) {
      words.replaceChildren(badge("late", say(code ? "field-app-point-stranger" : location ? "field-app-point-nowhere" : "field-app-no-location")));
      return;
    }
    if (!(await walk.keep({ ...(code ? { code } : {}), ...(location ? { location } : {}) }))) return;
    const stands = location && point.spot ? near(location, point.spot) : undefined;
    words.replaceChildren(badge(stands === "out" || stands === "unsure" ? "risk" : "active", say(`field-app-point-${stands ?? "reached"}`, { name: point.name })));
    if (!point.at) Object.assign(point, { at: new Date(walk.now()).toISOString(), by_name: walk.person });
    input.value = "";
    show();
  };
  show();
  const box = h("div", { class: "lines" }, input);
  const at = (): void => void during(box, go(input.value.trim()));
  const buttons = h("div", { class: "buttons" }, button(say("field-app-at-point"), at, "btn btn-main", "map-pin"));
  buttons.prepend(...readers(box, (code) => void during(box, go(code)), input));
  return h("section", { class: "card pad lines" }, h("h2", {}, say("field-app-points")), list, box, buttons, words, h("p", { class: "hint" }, say("field-app-point-hint")));
}
