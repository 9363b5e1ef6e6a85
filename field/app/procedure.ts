// A procedure as it is carried along, and what an answer is worth at once on the device. The house judges again and has the last word.

import type { Point, Said, Spot } from "../sync";
import type { Both } from "./words";

export type Limits = { least: string | null; greatest: string | null; warn_below: string | null; warn_above: string | null };
export type Choice = { value: string; zh: string; en: string; fails: boolean };

export type Position = { latitude: number; longitude: number; accuracy: number };

export type Step = {
  id: string;
  ask: Both;
  hint: Both | null;
  kind: "check" | "number" | "text" | "choice" | "photo" | "signature" | "location" | "scan" | "meter" | "stopwatch" | "read";
  required: boolean;
  skippable: boolean;
  proof: "never" | "failed" | "always";
  on_fail: string;
  not_applicable?: boolean;
  unit?: Both;
  limits?: Limits;
  most?: number;
  least?: number;
  choices?: Choice[];
  of?: "place" | "asset";
  by?: Both | null;
  digits?: number | null;
  factor?: string | number | null;
  deviation?: string | number | null;
  within?: number | null;
};

export type Procedure = {
  title: Both;
  tools: Both[];
  parts: Both[];
  safety: Both[];
  skip_reasons: { id: string; words: Both; explain: boolean }[];
  sections: { title: Both; hours: string | null; steps: Step[] }[];
  /** Where the figures of the steps are written, by step. */
  cited: Record<string, string>;
};

export type Verdict = "good" | "warned" | "failed" | "missing" | "skipped" | "open" | "not_applicable";
export type Known = { readings: Record<string, string>; usual?: Record<string, string>; last?: Record<string, string>; place_codes: string[]; asset_codes: string[]; spot?: Spot | null };

export const steps = (procedure: Procedure): Step[] => procedure.sections.flatMap((section) => section.steps);

/** A figure as people type it. */
export const figure = (text: unknown): number => Number(String(text ?? "").replace(/[，,]/g, ".").trim() || Number.NaN);

function within(limits: Limits | undefined, value: number): Verdict {
  const edge = (text: string | null | undefined): number => (text === null || text === undefined ? Number.NaN : Number(text));
  if (Number.isNaN(value)) return "missing";
  if (value < edge(limits?.least) || value > edge(limits?.greatest)) return "failed";
  return value < edge(limits?.warn_below) || value > edge(limits?.warn_above) ? "warned" : "good";
}

/** Whether what a meter shows can be true: after its last digit it begins again at zero, and it goes on about as usual. */
function dial(step: Step, shown: number, last: string | undefined, usual: number): Verdict {
  const range = step.digits ? 10 ** step.digits : Number.POSITIVE_INFINITY;
  if (shown < 0 || shown >= range) return "failed";
  if (last === undefined) return "good";
  const most = usual > 0 && step.factor ? usual * Number(step.factor) : Number.NaN;
  const forward = shown - Number(last);
  const used = forward < 0 ? forward + range : forward;
  if (forward < 0 && !(used <= (Number.isNaN(most) ? range / 10 : most))) return "failed";
  if (used > most) return "failed";
  return usual > 0 && step.deviation && (Math.abs(used - usual) * 100) / usual > Number(step.deviation) ? "warned" : "good";
}

const METRES_OF_DEGREE = (6_371_008.8 * Math.PI) / 180;

/** Metres between two positions on a round earth, as the house reckons them. */
export function metres(a: { latitude: number; longitude: number }, b: { latitude: number; longitude: number }): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (x: number, y: number): number => Math.sin(rad(x - y) / 2) ** 2;
  const chord = half(a.latitude, b.latitude) + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * half(a.longitude, b.longitude);
  return ((2 * Math.asin(Math.min(1, Math.sqrt(chord))) * 180) / Math.PI) * METRES_OF_DEGREE;
}

/** Whether a position is at a spot; what the device may be off decides for neither side. */
export function near(at: Position, spot: Spot): "in" | "out" | "unsure" {
  const off = Math.max(0, at.accuracy);
  const distance = metres(at, spot);
  if (distance + off <= spot.radius) return "in";
  return distance - off > spot.radius ? "out" : "unsure";
}

/** The point a code stands for, or the nearest one whoever is here is certainly at. */
export function reached(points: Point[], code: string | undefined, at: Position | undefined): Point | undefined {
  const end = (text: string): string => text.trim().split("/").at(-1) ?? "";
  if (code?.trim()) return points.find((point) => point.codes.some((known) => end(known) === end(code)));
  if (!at) return undefined;
  const here = points.flatMap((point) => (point.spot && near(at, point.spot) === "in" ? [{ point, off: metres(at, point.spot) }] : []));
  return here.sort((a, b) => a.off - b.off)[0]?.point;
}

/** The reason for leaving a position out that needs no word of the procedure. */
export const NO_POSITION = "no_position";

/** Whether an answer is there and good. */
function answered(step: Step, said: Said, known: Known): Verdict {
  const { answer } = said;
  const empty = answer === undefined || answer === null || answer === "" || answer === false || (Array.isArray(answer) && answer.length === 0);
  if (empty) return "missing";
  switch (step.kind) {
    case "check":
      return answer === "bad" ? "failed" : answer === "good" ? "good" : "not_applicable";
    case "number":
      return within(step.limits, figure(answer));
    case "stopwatch":
      return within(step.limits, Number(answer));
    case "choice":
      return step.choices?.find((choice) => choice.value === answer)?.fails ? "failed" : "good";
    case "meter": {
      const shown = figure(answer);
      return Number.isNaN(shown) ? "missing" : dial(step, shown, known.readings[step.id], Number(known.usual?.[step.id] ?? 0));
    }
    case "photo":
      return Array.isArray(answer) && answer.length < (step.least ?? 1) ? "missing" : "good";
    case "location": {
      const at = answer as Position;
      if (!known.spot || at.latitude === undefined) return "good";
      return ({ in: "good", out: "failed", unsure: "warned" } as const)[near(at, { ...known.spot, radius: step.within ?? known.spot.radius })];
    }
    case "scan": {
      const codes = step.of === "place" ? known.place_codes : known.asset_codes;
      return codes.length === 0 || codes.includes(String(answer)) ? "good" : "failed";
    }
    default:
      return "good";
  }
}

/** How a step stands, and whether a photo is still asked for. */
export function verdict(procedure: Procedure, step: Step, said: Said | undefined, known: Known): { verdict: Verdict; photo: boolean } {
  if (said?.skipped === NO_POSITION && !said.answer && step.kind === "location") return { verdict: "skipped", photo: false };
  if (said?.skipped && !said.answer) {
    const reason = procedure.skip_reasons.find((one) => one.id === said.skipped);
    return { verdict: reason?.explain && !said.note?.trim() ? "missing" : "skipped", photo: false };
  }
  const found = answered(step, said ?? {}, known);
  if (found === "missing") return { verdict: step.required || said?.answer ? "missing" : "open", photo: false };
  const wanted = step.proof === "always" ? ["good", "warned", "failed"] : step.proof === "failed" ? ["failed"] : [];
  const photo = wanted.includes(found) && step.kind !== "photo" && !(said?.photos?.length);
  return { verdict: found, photo };
}
