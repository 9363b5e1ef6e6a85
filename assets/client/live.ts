// Parts that follow the event stream: an event names a topic, and the parts that asked for it are fetched again and morphed in.

import { part } from "./enhance";
import { refresh } from "./swap";

let source: EventSource | undefined;
const waiting = new Set<HTMLElement>();
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

function flush(): void {
  if (document.hidden) return;
  for (const element of waiting) void load(element);
  waiting.clear();
}

/** Notes what has to be fetched; many events at once lead to one fetch, and a page nobody looks at waits. */
function hear(topic: string): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const topics = (element.dataset.live ?? "").split(" ");
    if (topic === "" || topics.some((wanted) => wanted === topic || topic.startsWith(`${wanted}:`))) waiting.add(element);
  }
  clearTimeout(timer);
  timer = window.setTimeout(flush, 250);
}

part("body[data-live-stream]", (body) => {
  source?.close();
  let broken = false;
  source = new EventSource(body.dataset.liveStream ?? "");
  source.onmessage = (event) => hear(String(event.data));
  source.onerror = () => (broken = true);
  // After a gap nobody knows what was missed.
  source.onopen = () => {
    if (broken) hear("");
    broken = false;
  };
});
document.addEventListener("visibilitychange", flush);
