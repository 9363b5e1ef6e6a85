// The words of the app, in the language of whoever holds the device; both are kept on it.

export type Both = { zh: string; en: string };

let words: Record<string, string> = {};
let lang = "zh-CN";

export async function learn(): Promise<void> {
  lang = localStorage.getItem("lang") ?? document.documentElement.lang;
  document.documentElement.lang = lang;
  words = (await (await fetch(`/field/app/words/${lang}`)).json()) as Record<string, string>;
}

/** The other language, and its own name. */
export const other = (): [string, string] => (lang === "en" ? ["zh-CN", "中文"] : ["en", "English"]);

export function choose(tag: string): void {
  localStorage.setItem("lang", tag);
}

/** The words for a key of the catalogue, with what stands in them. */
export function say(key: string, args: Record<string, string | number> = {}): string {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(args[name] ?? whole));
}

/** Words that were written in both languages. */
export const said = (both: Both | null | undefined): string => (both ? (lang === "en" ? both.en : both.zh) : "");

/** An instant by the wall clock of the communities, which has stood eight hours before that of the world since 1992. */
const wall = (at: number | string): string => new Date(new Date(at).getTime() + 8 * 3_600_000).toISOString();

/** `11-22 14:05`. */
export const moment = (at: number | string): string => wall(at).slice(5, 16).replace("T", " ");

/** `14:05`, where the day is said already. */
export const hour = (at: number | string): string => moment(at).slice(6);

/** The day of an instant by the same clock, as in `2026-11-22`. */
export const day = (at: number | string): string => wall(at).slice(0, 10);
