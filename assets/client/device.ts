// What a phone can do: take photos, mark and shrink them, take a signature, say where it is.

import { make, part, said } from "./enhance";

const LONGEST = 1600;

type Position = { latitude: number; longitude: number; accuracy: number };

/** Where the device is, or nothing after some seconds or without leave. */
function locate(): Promise<Position | undefined> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: round(coords.latitude), longitude: round(coords.longitude), accuracy: Math.round(coords.accuracy) }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 0 },
    );
  });
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

/** When a photo was taken. Where the device was is not written on it: whoever sees a photo need not know. */
function stamp(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}

/** The photo at most 1600 pixels long as JPEG, with the time written on it. What is no picture is sent as it is. */
async function shrink(file: File, mark: string): Promise<File> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = make("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  if (!pen) return file;
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const size = Math.max(14, Math.round(canvas.width / 52));
  pen.fillStyle = "rgb(0 0 0 / .5)";
  pen.fillRect(0, canvas.height - size * 2, canvas.width, size * 2);
  pen.fillStyle = "#fff";
  pen.font = `${size}px sans-serif`;
  pen.textBaseline = "middle";
  pen.fillText(mark, size, canvas.height - size, canvas.width - size * 2);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
  return blob ? new File([blob], `photo-${Date.now()}.jpg`, { type: "image/jpeg" }) : file;
}

function give(input: HTMLInputElement, files: File[]): void {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  input.files = carrier.files;
}

part(".files", (place) => {
  const input = place.querySelector<HTMLInputElement>("input[type=file]");
  const previews = place.querySelector<HTMLElement>(".previews");
  if (!input || !previews) return;
  previews.dataset.kept = "";
  const photos = "photos" in place.dataset;
  let kept: File[] = [];
  const show = () => {
    give(input, kept);
    previews.replaceChildren(...kept.map((file) => preview(file, () => {
      kept = kept.filter((one) => one !== file);
      show();
    })));
  };
  input.addEventListener("change", async () => {
    const taken = [...(input.files ?? [])];
    place.setAttribute("aria-busy", "true");
    const ready = photos ? await Promise.all(taken.map((file) => shrink(file, stamp()))) : taken;
    kept = input.multiple ? [...kept, ...ready] : ready;
    place.removeAttribute("aria-busy");
    show();
  });
});

function preview(file: File, remove: () => void): HTMLElement {
  const figure = make("figure");
  if (file.type.startsWith("image/")) {
    const image = make("img");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    figure.append(image);
  } else {
    figure.append(make("span", "chip", file.name));
  }
  const button = make("button", "", "×");
  button.type = "button";
  button.setAttribute("aria-label", `${said("discard")} ${file.name}`);
  button.addEventListener("click", remove);
  figure.append(button);
  return figure;
}

part("[data-signature]", (place) => {
  const input = place.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  const canvas = make("canvas");
  canvas.dataset.kept = "";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", said("pad", place));
  const line = make("div", "sign-line");
  const clear = make("button", "btn btn-quiet", said("clear", place));
  clear.type = "button";
  line.append(make("span", "hint", said("pad", place)), clear);
  line.dataset.kept = "";
  place.append(canvas, line);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const fit = () => {
    canvas.width = canvas.clientWidth * 2;
    canvas.height = canvas.clientHeight * 2;
    pen.scale(2, 2);
    pen.lineWidth = 2.4;
    pen.lineCap = pen.lineJoin = "round";
  };
  let drawing = false;
  canvas.addEventListener("pointerdown", (event) => {
    if (!canvas.dataset.ready) {
      fit();
      canvas.dataset.ready = "yes";
    }
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(event.offsetX, event.offsetY);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(event.offsetX, event.offsetY);
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    canvas.toBlob((blob) => blob && give(input, [new File([blob], "signature.png", { type: "image/png" })]), "image/png");
  });
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    give(input, []);
  });
});

part("[data-location]", (place) => {
  const input = place.querySelector("input");
  if (!input) return;
  const button = make("button", "btn", said("ask", place));
  button.type = "button";
  const words = make("output", "sub");
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    const position = await locate();
    button.removeAttribute("aria-busy");
    if (position) input.value = `${position.latitude}, ${position.longitude} ±${position.accuracy} m`;
    words.textContent = position ? "" : said("failed", place);
  });
  place.append(button, words);
});
