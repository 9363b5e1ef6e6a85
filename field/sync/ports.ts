// What the sync needs of the device and of the house; a test brings its own.

import type { Answered, Draft, Entry } from "./entry";

/** A photo or signature on its way; its bytes stay on the device until the house keeps it. */
export type Photo = { id: string; entry: string; size: number; sha256: string; name: string; bytes: Blob };

export type Task = {
  id: string;
  title: string;
  thing: string;
  place?: string | null;
  system: string;
  opens_at: string;
  closes_at: string;
  state: "planned" | "released" | "in_progress" | "done" | "skipped" | "missed";
  staff_name?: string | null;
  /** Who gave it on, and what to mind; none once it was taken. */
  handed?: { from_name: string; note: string; given_at: string } | null;
  /** The paper of whoever carries it without which it may not be begun, and when that lapses. */
  paper?: { title: string; until: string; ends_at: string } | null;
  procedure_id: string;
  given: Record<string, import("./entry").Said>;
  readings: Record<string, string>;
  usual: Record<string, string>;
  /** The figures of the last time, by step. */
  last?: Record<string, string>;
  place_codes: string[];
  asset_codes: string[];
  /** Where it is to be done, if anybody knows. */
  spot?: Spot | null;
  /** The points of its route in the order they are walked. */
  points?: Point[];
};

/** Where a place is on the ground, and how many metres around it count as there. */
export type Spot = { latitude: number; longitude: number; radius: number };

export type Point = { id: string; name: string; codes: string[]; spot?: Spot | null; at?: string | null; by_name?: string | null };

export type Case = {
  id: string;
  number: string;
  title: string;
  place?: string | null;
  stage: string;
  urgency?: string | null;
  due_at?: string | null;
  own: boolean;
  facts: { label: string; words: string }[];
  photos?: string[];
  /** The stage it stood in before this one. */
  before?: string;
  /** Where it stands and where one's own steps would lead it. */
  stages?: Stage[];
  /** The page on which it is gone on with. */
  href?: string;
};

export type Stage = {
  stage: string;
  label: string;
  /** `to`: where it leads, `back` to the stage before; none when only the house can say. `main`: the way when all is well. `needs`: what
   * must be recorded before. */
  steps: { action: string; label: string; to?: string | null; main?: boolean; needs: string[]; form: Field[] }[];
  work: { item: string; label: string; form: Field[] }[];
};

/** A field of a form. */
export type Field = {
  name: string;
  kind: string;
  label: string;
  required: boolean;
  many: boolean;
  min?: number | null;
  max?: number | null;
  choices: [string, string][];
  fields: Field[];
};

export type Carried = {
  now: string;
  person: string;
  name: string;
  cursor: string;
  all: string[];
  tasks: Task[];
  procedures: { id: string; body: unknown; cited?: Record<string, string> }[];
  cases: Case[];
};

/** The device's memory. Each call is done whole or not at all, and lasts when it returns. */
export interface Memory {
  device(): Promise<string>;
  /** Keeps an entry with its photos, behind those before it. */
  keep(draft: Draft, photos: Omit<Photo, "entry">[]): Promise<Entry>;
  entries(): Promise<Entry[]>;
  /** Changes entries as they stand at that moment. */
  change(ids: string[], by: (entry: Entry) => Entry): Promise<void>;
  photo(id: string): Promise<Photo | undefined>;
  forgetPhoto(id: string): Promise<void>;
  carried(): Promise<{ cursor?: string; person?: string }>;
  /** Takes what is carried along; what the house has acknowledged by then is in it. */
  take(carried: Carried): Promise<void>;
}

/** The line is broken. */
export class Cut extends Error {}
/** Nobody is signed in. */
export class SignedOut extends Error {}
/** The house says no, whatever is tried again. */
export class Refused extends Error {}

export type Arrived = { offset: number; kept: boolean };

/** The house at the other end of the line. Any call may end in [`Cut`], before or after it was heard. */
export interface House {
  arrived(photo: string): Promise<Arrived>;
  add(photo: Photo, offset: number, part: Blob): Promise<Arrived>;
  send(device: string, entries: Entry[]): Promise<Answered[]>;
  carry(since: string | undefined): Promise<Carried>;
}
