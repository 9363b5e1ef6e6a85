// What the device sees and feels: photos marked and shrunk, signatures, codes, tags, where it is.

import { newFile, type Photo } from "../sync";
import { chance } from "../device/database";
import { roomy } from "../device/room";
import { button, during, h, icon } from "./markup";
import type { Position } from "./procedure";
import { moment, say } from "./words";

export type Taken = Omit<Photo, "entry">;

/** The longest side of a photo, and where little room is left: a small photo proves more than none. */
const LONGEST = 1280;
const TIGHT = 800;
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Where the device is now, or nothing after some seconds or without leave; where it was a minute ago proves nothing. */
export function locate(): Promise<Position | undefined> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: round(coords.latitude), longitude: round(coords.longitude), accuracy: Math.round(coords.accuracy) }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 0 },
    );
  });
}

export async function file(bytes: Blob, name: string): Promise<Taken> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer()));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id: newFile(Date.now(), chance), size: bytes.size, sha256, name, bytes };
}

const jpeg = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/jpeg", 0.8));

/**
 * The photo at most 1280 pixels long, or 800 where room is short, with time, place and person written on it. Where the device was goes beside it: whoever sees the
 * photo reads the name of the place, and only leaders where somebody was.
 */
export async function photo(taken: File, now: number, place: string, person: string): Promise<{ taken: Taken; at: Position | undefined }> {
  const picture = await createImageBitmap(taken, { imageOrientation: "from-image" });
  const position = await Promise.race([locate(), new Promise<undefined>((done) => setTimeout(done, 2500))]);
  const scale = Math.min(1, ((await roomy()) ? LONGEST : TIGHT) / Math.max(picture.width, picture.height));
  const canvas = h("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no picture");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const lines = [`${moment(now)}  ${person}`, place];
  const size = Math.max(13, Math.round(canvas.width / 40));
  pen.fillStyle = "rgb(0 0 0 / .55)";
  pen.fillRect(0, canvas.height - size * 3.4, canvas.width, size * 3.4);
  pen.fillStyle = "#fff";
  pen.font = `${size}px sans-serif`;
  lines.forEach((line, nth) => pen.fillText(line, size, canvas.height - size * (2 - nth * 1.4), canvas.width - size * 2));
  return { taken: await file(await jpeg(canvas), `photo-${now}.jpg`), at: position };
}

/** The button that takes photos; busy from the press until the last one is kept or none was taken. `about` is what they are of. */
export function pick(about: string, take: (photo: File) => Promise<void>): HTMLElement {
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", "aria-label": `${say("field-app-take-photo")} ${about}` });
  const label = h("label", { class: "pick" }, input, icon("camera"), say("field-app-take-photo"));
  input.addEventListener("click", () => label.setAttribute("aria-busy", "true"));
  input.addEventListener("cancel", () => label.removeAttribute("aria-busy"));
  input.addEventListener("change", () => void during(label, (async () => {
    for (const one of input.files ?? []) await take(one);
    input.value = "";
  })()));
  return h("div", { class: "files" }, label);
}

/** A field to sign on; `signed` gets the picture when the pen is lifted. */
export function pad(signed: (picture: Blob) => void): HTMLElement {
  const canvas = h("canvas", { role: "img", "aria-label": say("field-app-sign") });
  const pen = canvas.getContext("2d");
  let drawing = false;
  const begin = (event: PointerEvent): void => {
    if (!canvas.dataset.ready && pen) {
      [canvas.width, canvas.height] = [canvas.clientWidth * 2, canvas.clientHeight * 2];
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.scale(2, 2);
      pen.lineWidth = 2.4;
      pen.lineCap = pen.lineJoin = "round";
      canvas.dataset.ready = "yes";
    }
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen?.beginPath();
    pen?.moveTo(event.offsetX, event.offsetY);
  };
  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen?.lineTo(event.offsetX, event.offsetY);
    pen?.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    canvas.toBlob((blob) => blob && signed(blob), "image/png");
  });
  const clear = h("button", { type: "button", class: "btn btn-quiet", click: () => delete canvas.dataset.ready && pen?.reset() }, say("field-app-clear"));
  return h("div", { class: "signature" }, canvas, h("div", { class: "sign-line" }, h("span", { class: "hint" }, say("field-app-sign")), clear));
}

/** Says what a code before the camera says; nothing as long as none is seen. */
type Look = (video: HTMLVideoElement) => Promise<string | undefined>;
type Detector = { detect(from: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type Detecting = { BarcodeDetector?: { new (how: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> } };

const FORMATS = ["qr_code", "data_matrix", "code_128"];
/** The longest side of a picture in which a code is looked for: a slow phone looks at several a second. */
const SEEN = 960;

const canScan = (): boolean => "mediaDevices" in navigator;

/** The browser's own eye; where it has none, or one that knows no QR codes, ours. */
async function eye(): Promise<Look> {
  const Own = (window as Detecting).BarcodeDetector;
  const known = (await Own?.getSupportedFormats().catch(() => [])) ?? [];
  if (Own && known.includes("qr_code")) {
    const own = new Own({ formats: FORMATS.filter((format) => known.includes(format)) });
    return async (video) => (await own.detect(video))[0]?.rawValue;
  }
  const { read } = (await import(document.body.dataset.decoder ?? "")) as typeof import("../decoder");
  const canvas = h("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, SEEN / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = pen?.getImageData(0, 0, canvas.width, canvas.height);
    return picture && read(picture);
  };
}

/** Reads a code by the camera into `seen`; the picture stands in `place` until something is read or it is closed. */
async function scan(place: HTMLElement, seen: (code: string) => void): Promise<void> {
  const look = await eye();
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const video = h("video", { class: "scan", playsinline: true, muted: true });
  let open = true;
  const end = (): void => {
    open = false;
    stream.getTracks().forEach((track) => track.stop());
    box.remove();
  };
  const box = h("div", { class: "lines" }, video, h("button", { type: "button", class: "btn", click: end }, say("field-app-close")));
  place.append(box);
  video.srcObject = stream;
  try {
    await video.play();
    while (open && box.isConnected) {
      const code = await look(video).catch(() => undefined);
      if (open && code) {
        end();
        seen(code);
      } else await new Promise((next) => setTimeout(next, 150));
    }
  } finally {
    end();
  }
}

type Tag = { serialNumber: string; message: { records: { recordType: string; encoding?: string; data?: DataView }[] } };
type Radio = { scan(how: { signal: AbortSignal }): Promise<void>; onreading: ((tag: Tag) => void) | null; onreadingerror: (() => void) | null };
type Touching = { NDEFReader?: new () => Radio };

const canTouch = (): boolean => "NDEFReader" in window;

/** What a tag says: the address or words written on it, else the number it was made with. */
function saysOf({ serialNumber, message }: Tag): string {
  const written = message.records.find(({ recordType }) => ["url", "absolute-url", "text"].includes(recordType));
  const words = written?.data ? new TextDecoder(written.encoding ?? "utf-8").decode(written.data).trim() : "";
  return words || serialNumber;
}

/** Reads a tag by radio (NFC) into `seen`; what to do stands in `place` until one is touched or it is closed. */
async function touch(place: HTMLElement, seen: (code: string) => void): Promise<void> {
  const Reader = (window as Touching).NDEFReader;
  if (!Reader) return;
  const stop = new AbortController();
  const words = h("p", { role: "status" }, say("field-app-touch-near"));
  const end = (): void => {
    stop.abort();
    box.remove();
  };
  const box = h("div", { class: "lines", "aria-busy": "true" }, words, h("button", { type: "button", class: "btn", click: end }, say("field-app-close")));
  place.append(box);
  const radio = new Reader();
  radio.onreadingerror = () => words.replaceChildren(say("field-app-touch-again"));
  radio.onreading = (tag) => {
    // A tag that answers after its task was left says nothing about the next one.
    const open = box.isConnected;
    end();
    if (open) seen(saysOf(tag));
  };
  await radio.scan({ signal: stop.signal }).catch(() => words.replaceChildren(say("field-app-no-touch")));
}

/** The ways this device reads a code without typing: by camera, by radio. `typing` is where to go when neither answers. */
export function readers(place: HTMLElement, seen: (code: string) => void, typing: HTMLElement): HTMLElement[] {
  const press = (words: string, sign: string, read: typeof scan): HTMLElement =>
    button(say(words), () => void read(place, seen).catch(() => typing.focus()), "btn", sign);
  return [
    ...(canScan() ? [press("field-app-scan", "scan", scan)] : []),
    ...(canTouch() ? [press("field-app-touch", "device-mobile", touch)] : []),
  ];
}
