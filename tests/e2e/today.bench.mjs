// How soon a slow phone shows today's work in the app, from cold, with and without signal – beside the same page with a script of the same
// weight that is never called. Started by the bench `today`: TASKS and ROUNDS say how many; prints one line of JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ask, browsing, freePort, open, pause, person, signIn } from './house.mjs';

const tasks = Number(process.env.TASKS ?? 200);
const rounds = Number(process.env.ROUNDS ?? 7);
/** How much slower a phone is than this machine. */
const SLOWER = 4;

/** Work for the technicians of 赵师傅's community until so much is due today; each plan at a place of its own. */
async function planned(house) {
  const [planner, doer] = [await person(house, { login: 'xuting' }), await person(house, { login: 'zhaoshifu' })];
  const { rows: procedures } = await ask(planner, '/round/procedures?q=lift_daily');
  const { rows: places } = await ask(planner, '/property/places?limit=200');
  const due = async () => (await ask(doer, '/field/carried')).tasks.filter(({ state }) => state === 'released').length;
  const procedure_id = procedures.find(({ code }) => code === 'lift_daily').id;
  const { org_id } = (await ask(doer, '/field/carried')).tasks[0];
  for (let nth = await due(); nth < tasks; nth += 1) {
    const place = places.filter((one) => (one.org_id ?? one.community) === org_id)[nth % 50];
    const data = { org_id, procedure_id, place_id: place.id, rule: 'FREQ=DAILY', role: 'technician', name: `巡检 ${nth}` };
    const made = await planner.request.post(`${house.url}/api/v1/round/plans`, { data });
    if (!made.ok()) throw new Error(await made.text());
  }
  for (let tries = 0; (await due()) < tasks; tries += 1) {
    if (tries > 240) throw new Error(`${await due()} tasks of ${tasks} are due`);
    await pause(500);
  }
}

/** The same house at another address, its app's script never called. */
async function still(house) {
  const port = await freePort();
  const server = createServer(async (request, response) => {
    const answer = await fetch(house.url + request.url, { headers: { accept: request.headers.accept ?? '*/*' } });
    const type = answer.headers.get('content-type') ?? '';
    let body = Buffer.from(await answer.arrayBuffer());
    if (/\/field\.[^/]+\.js$/.test(request.url)) body = Buffer.concat([Buffer.from('()=>{'), body, Buffer.from('}')]);
    response.writeHead(answer.status, { 'content-type': type, 'service-worker-allowed': '/field/app' });
    response.end(body);
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** Notes when so many lines stand on the screen and the page answers again. */
function watch(lines) {
  const answers = () => requestAnimationFrame(() => setTimeout(() => { globalThis.usable = performance.now(); }));
  if (lines === 0) return addEventListener('load', answers);
  const seen = new MutationObserver(() => {
    if (document.querySelectorAll('[data-task]').length < lines) return;
    seen.disconnect();
    answers();
  });
  return seen.observe(document, { childList: true, subtree: true });
}

/** Milliseconds until the page of a browser that was just started can be used. */
async function opened(profile, url, lines, offline) {
  const context = await chromium.launchPersistentContext(profile, browsing);
  const [page] = context.pages();
  await page.addInitScript(watch, lines);
  const phone = await context.newCDPSession(page);
  await phone.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await context.setOffline(offline);
  await page.goto(`${url}/field/app`);
  await page.waitForFunction(() => globalThis.usable, undefined, { timeout: 120_000 });
  const took = await page.evaluate(() => globalThis.usable);
  await context.close();
  return took;
}

const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

const house = await open();
const blank = await still(house);
const profile = mkdtempSync(join(tmpdir(), 'steward-phone-'));
try {
  await planned(house);
  const context = await chromium.launchPersistentContext(profile, browsing);
  const [page] = context.pages();
  await signIn(page, house.url, 'zhaoshifu');
  for (const url of [house.url, blank.url]) {
    await page.goto(`${url}/field/app`);
    await page.evaluate(() => navigator.serviceWorker.register('/field/app/worker.js', { scope: '/field/app' })
      .then(() => navigator.serviceWorker.ready).then(() => undefined));
    if (url === house.url) await page.waitForFunction((wanted) => document.querySelectorAll('[data-task]').length >= wanted, tasks, { timeout: 120_000 });
  }
  await context.close();
  const told = {};
  for (const offline of [false, true]) {
    const times = { app: [], blank: [] };
    for (let round = 0; round < rounds; round += 1) {
      times.app.push(await opened(profile, house.url, tasks, offline));
      times.blank.push(await opened(profile, blank.url, 0, offline));
    }
    told[offline ? 'offline' : 'online'] = { app: middle(times.app), blank: middle(times.blank) };
  }
  console.log(JSON.stringify(told));
} finally {
  blank.close();
  rmSync(profile, { recursive: true, force: true });
  await house.close();
}
