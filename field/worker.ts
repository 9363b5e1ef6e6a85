// Keeps the app on the device, and brings in what waits when the signal comes back while nobody looks.

import { Keeper } from "./device/keeper";
import { isPicture, remembered } from "./device/pictures";

type Keeps = { version: string; files: string[] };
type Waits = Event & { waitUntil(work: Promise<unknown>): void };
type Asks = Waits & { request: Request; respondWith(answer: Promise<Response>): void };
type Worker = {
  KEEPS: Keeps;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(name: string, does: (event: never) => void): void;
};
const scope = self as unknown as Worker;

const NAME = "field-";
const { version, files } = scope.KEEPS;

/** The whole version or none: a page of one never meets scripts of another. */
async function install(): Promise<void> {
  const cache = await caches.open(NAME + version);
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(NAME) && name !== NAME + version) await caches.delete(name);
  await scope.clients.claim();
}

async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(NAME + version);
  const found = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  return found ?? fetch(request);
}

scope.addEventListener("install", (event: Waits) => event.waitUntil(install()));
scope.addEventListener("activate", (event: Waits) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event: Asks) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (files.includes(pathname)) event.respondWith(kept(event.request));
  else if (isPicture(pathname)) event.respondWith(remembered(event.request));
});
scope.addEventListener("sync", (event: Waits) => event.waitUntil(Keeper.open().then((keeper) => keeper.sync())));
