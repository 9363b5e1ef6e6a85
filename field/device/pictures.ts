// Photos of the cases carried along, to be looked at without a line; what is carried no longer is forgotten.

import type { Case } from "../sync";

const NAME = "pictures";
const PATH = "/files/";

export async function remember(cases: Case[]): Promise<void> {
  const wanted = new Set(cases.flatMap(({ photos }) => photos ?? []).map((id) => PATH + id));
  const cache = await caches.open(NAME);
  for (const { url } of await cache.keys()) if (!wanted.has(new URL(url).pathname)) await cache.delete(url);
  for (const path of wanted) if (!(await cache.match(path, { ignoreVary: true }))) await cache.add(path).catch(() => undefined);
}

export const isPicture = (path: string): boolean => path.startsWith(PATH);

export async function remembered(request: Request): Promise<Response> {
  return (await (await caches.open(NAME)).match(request, { ignoreVary: true })) ?? fetch(request);
}
