// Parts that follow the event stream: an event names a topic, and the parts that asked for it are fetched again and morphed in.
// The figures of the navigation follow it as well.

import { part } from "./enhance";
import { refresh } from "./swap";

type Waiting = { path: string; count: number; alarm: boolean };

let source: EventSource | undefined;
let address = "";
const waiting = new Set<HTMLElement>();
let figures = false;
let timer = 0;

async function load(element: HTMLElement): Promise<void> {
  const href = element.dataset.liveHref ?? location.href;
  try {
    const answer = await fetch(href, { headers: { Accept: "text/html" } });
    if (answer.ok && element.isConnected) refresh(element, await answer.text());
  } catch {
    // Without signal the next event brings it up to date.
  }
}

async function count(): Promise<void> {
  try {
    const answer = await fetch("/waiting", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    for (const one of (await answer.json()) as Waiting[]) {
      for (const mark of document.querySelectorAll<HTMLElement>(`[data-waits-at="${CSS.escape(one.path)}"]`)) {
        mark.hidden = one.count === 0;
        mark.textContent = one.count > 99 ? "99+" : String(one.count);
        mark.classList.toggle("alarm", one.alarm);
      }
    }
  } catch {
    // Without signal the next event brings them up to date.
  }
}

function flush(): void {
  if (document.hidden) return;
  for (const element of waiting) void load(element);
  waiting.clear();
  if (figures) void count();
  figures = false;
}

/** Notes what has to be fetched; many events at once lead to one fetch, and a page nobody looks at waits. */
function hear(topic: string): void {
  const wanted = (list: string) => topic === "" || list.split(" ").some((one) => one === topic || topic.startsWith(`${one}:`));
  for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
    if (wanted(element.dataset.live ?? "")) waiting.add(element);
  }
  figures ||= document.body.dataset.waits !== undefined && wanted(document.body.dataset.waits);
  clearTimeout(timer);
  timer = window.setTimeout(flush, 250);
}

/** Listens; `missed` says that something may have happened meanwhile. */
function listen(missed: boolean): void {
  source?.close();
  let broken = missed;
  source = new EventSource(address);
  source.onmessage = (event) => hear(String(event.data));
  source.onerror = () => {
    broken = true;
    // Refused rather than cut off (the server was starting): the browser gives up, we do not.
    if (source?.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || listen(true), 3000);
  };
  // After a gap nobody knows what was missed.
  source.onopen = () => {
    if (broken) hear("");
    broken = false;
  };
}

part("body[data-live-stream]", (body) => {
  address = body.dataset.liveStream ?? "";
  listen(false);
});

// A browser opens few connections to one server: pages in the background leave theirs to the others, and look again when seen.
document.addEventListener("visibilitychange", () => {
  if (!address) return;
  if (document.hidden) source?.close();
  else listen(true);
});
