// A shift without signal on a real phone's browser: the app comes up offline, keeps everything, and brings it in once – through
// reloads, killed windows, two devices, answers that are lost and requests that come twice.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { ask, browsing, open, pause, person, picture, sound } from './house.mjs';

let house;
let planner;
before(async () => {
  house = await open();
  planner = await person(house, { login: 'xuting' });
  await plan();
});
after(async () => { await house?.close(); });

const post = (page, path, body) =>
  page.evaluate(async ([at, what]) => {
    const answer = await fetch(at, { method: 'POST', body: JSON.stringify(what), headers: { 'content-type': 'application/json' } });
    return { status: answer.status, body: await answer.json() };
  }, [`/api/v1${path}`, body]);

/** Lifts on which the daily round is due today; each test takes one of its own. */
const due = [];

/** A daily round of technicians over all lifts, in the community of 赵师傅. */
async function plan() {
  await planner.goto(`${house.url}/round/plans`);
  const { rows: procedures } = await ask(planner, '/round/procedures?q=lift_daily');
  const { rows: classes } = await ask(planner, '/asset/classes?limit=100');
  const kinds = classes.filter((row) => ['lift', 'passenger_lift'].includes(row.code));
  const lists = await Promise.all(kinds.map(({ id }) => ask(planner, `/asset/assets?class_id=${id}&limit=100`)));
  const nth = lists.findIndex(({ rows }) => rows.length > 0);
  const facts = { procedure_id: procedures.find((row) => row.code === 'lift_daily').id, class_id: kinds[nth].id, rule: 'FREQ=DAILY', role: 'technician' };
  for (const name of ['电梯早巡', '电梯午巡', '电梯晚巡', '电梯夜巡']) {
    const made = await post(planner, '/round/plans', { org_id: lists[nth].rows[0].org_id, name, ...facts });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
    const released = async () =>
      (await ask(planner, `/round/occurrences?plan_id=${made.body.id}&state=released&limit=100`)).rows.filter((row) => row.day === today);
    for (let tries = 0; (await released()).length === 0 && tries < 120; tries += 1) await pause(500);
    due.push(...(await released()).map((row) => row.id));
  }
  assert.ok(due.length >= 8, `${due.length} rounds are due`);
}

/** That there is no line is no fault of the page. */
const forgive = (page) => page.faults.splice(0, Infinity, ...page.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(fault)));

/** A technician's phone with the app on it. */
async function phone(login = 'zhaoshifu', browser = house.browser) {
  const page = await person({ ...house, browser }, { login, phone: true });
  await page.goto(`${house.url}/field/occurrences`);
  await page.getByText('离线使用').click();
  await page.waitForURL(/\/field\/app/);
  await page.locator('[data-task]').first().waitFor({ timeout: 60_000 });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return page;
}

/** By the memory of the device: what the page says of it may be a moment old. */
const waiting = async (page) => (await entries(page)).filter(({ state }) => !['acknowledged', 'refused'].includes(state)).length;
const sent = async (page) => {
  for (let tries = 0; tries < 240; tries += 1) {
    if ((await waiting(page)) === 0) return;
    await pause(250);
  }
  assert.fail(`${await waiting(page)} entries are still waiting`);
};
const record = (id) => ask(planner, `/round/occurrences/${id}`);
const openTask = async (page, id) => {
  await page.goto(`${house.url}/field/app#task/${id}`);
  await page.locator('[data-step]').first().waitFor();
};

/** Answers a step of any kind as it should be. */
async function answer(page, step) {
  const card = page.locator(`[data-step="${step}"]`);
  const good = card.locator('label:has(input[value="good"])');
  // Its mark says that it is kept; before, nobody was told so.
  const kept = () => card.locator('.stands .badge').first().waitFor();
  if (await good.count()) return good.click().then(kept);
  if (step === 'scan_lifts_code') {
    const [code] = await page.evaluate(() => globalThis.codes);
    await card.locator('input[type=text]').first().fill(code);
  } else if (await card.locator('textarea').count()) return;
  else await card.locator('input[inputmode=decimal]').first().fill(step.startsWith('temperature') ? '28' : '6.5');
  return card.locator('input').first().dispatchEvent('change').then(kept);
}

/** What the codes of a task say, from the memory of the device. */
const readCodes = (page, id) => page.evaluate((at) => new Promise((done) => {
  const request = indexedDB.open('field');
  request.onsuccess = () => {
    const get = request.result.transaction('tasks').objectStore('tasks').get(at);
    get.onsuccess = () => { globalThis.codes = get.result.asset_codes; request.result.close(); done(); };
  };
}), id);

const entries = (page) => page.evaluate(() => new Promise((done) => {
  const request = indexedDB.open('field');
  request.onsuccess = () => {
    const get = request.result.transaction('entries').objectStore('entries').getAll();
    get.onsuccess = () => { request.result.close(); done(get.result); };
  };
}));

/** Says that the task is done; the list comes back once that is kept. */
async function finish(page) {
  await page.getByRole('button', { name: '完成任务' }).click();
  await page.locator('[data-task]').first().waitFor();
}

async function all(page, id) {
  await openTask(page, id);
  await readCodes(page, id);
  for (const step of await page.locator('[data-step]').evaluateAll((cards) => cards.map((card) => card.dataset.step))) await answer(page, step);
}

test('the app is light, sound in both languages, and comes up without signal', async () => {
  const page = await phone();
  await sound(page, '/field/app');
  await picture(page, 'field-app', true);
  const id = due.shift();
  await openTask(page, id);
  await sound(page, '/field/app#task');
  await picture(page, 'field-app-task', true);
  await page.context().setOffline(true);
  await page.goto(`${house.url}/field/app`);
  await page.locator('[data-task]').first().waitFor();
  assert.ok((await page.textContent('[data-status]')).includes('没有信号'));
  await picture(page, 'field-app-offline');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('No signal').waitFor();
  forgive(page);
  await sound(page, '/field/app in English');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a round is done without signal, through a reload and a killed window, and counts once', async () => {
  let page = await phone();
  const id = due.shift();
  await page.context().setOffline(true);
  await openTask(page, id);
  await readCodes(page, id);
  const steps = await page.locator('[data-step]').evaluateAll((cards) => cards.map((card) => card.dataset.step));
  for (const step of steps.slice(0, 8)) await answer(page, step);
  await page.reload();
  await page.locator('[data-step]').first().waitFor();
  assert.equal(await page.locator('input[value="good"]:checked').count() > 0, true, 'what was answered stands there again');
  await readCodes(page, id);
  for (const step of steps.slice(8, 12)) await answer(page, step);
  // The window is killed in the middle, and another opened.
  const context = page.context();
  await page.close({ runBeforeUnload: false });
  page = await context.newPage();
  await openTask(page, id);
  await readCodes(page, id);
  for (const step of steps.slice(12)) await answer(page, step);
  const proof = page.locator(`[data-step="${steps[0]}"]`);
  await proof.locator('summary').click();
  await proof.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') });
  await proof.locator('.previews img').waitFor();
  await finish(page);
  await page.getByText('已完成，等待信号').first().waitFor();
  assert.ok((await waiting(page)) > steps.length);
  await picture(page, 'field-app-waiting', true);
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await sent(page);
  const done = await record(id);
  assert.equal(done.state, 'done');
  assert.equal(done.passed, true);
  const photo = done.results.find((row) => row.step === steps[0]).photos[0];
  assert.equal((await planner.request.get(`${house.url}/files/${photo}`)).status(), 200, 'the supervisor sees the photo');
  assert.ok((await entries(page)).every((entry) => entry.state === 'acknowledged'));
  await context.close();
});

test('answers that are lost and requests that come twice change nothing', async () => {
  const page = await phone();
  const id = due.shift();
  // What the worker sends by itself does not pass here.
  await page.addInitScript(() => Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined }));
  await page.reload();
  let calls = 0;
  await page.context().route('**/api/v1/field/entries', async (route) => {
    calls += 1;
    if (calls % 3 === 1) return route.abort();
    const answer = await route.fetch();
    if (calls % 3 === 2) await route.fetch();
    // Heard by the house, and never answered.
    if (calls < 6) return route.abort();
    return route.fulfill({ response: answer });
  });
  await all(page, id);
  await finish(page);
  for (let tries = 0; tries < 20 && (await waiting(page)) > 0; tries += 1) {
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await pause(500);
  }
  await sent(page);
  assert.ok(calls >= 6, `${calls} requests`);
  const done = await record(id);
  assert.equal(done.state, 'done');
  assert.deepEqual(done.cases, []);
  await page.context().close();
});

test('two phones bring what they recorded late, in the wrong order and twice: nothing is lost and nothing doubled', async () => {
  const phones = [];
  for (let nth = 0; nth < 2; nth += 1) {
    const page = await phone();
    // What the worker sends by itself does not pass here.
    await page.addInitScript(() => Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined }));
    await page.reload();
    const one = { page, heard: undefined };
    await page.context().route('**/api/v1/field/entries', (route) => {
      one.heard = route.request().postDataJSON();
      return route.abort();
    });
    phones.push(one);
  }
  const [first, second] = phones;
  const id = due.shift();
  await all(first.page, id);
  // The second answers everything anew, one figure differently, and says that it is done.
  await all(second.page, id);
  const figure = second.page.locator('[data-step^=temperature]');
  const step = await figure.getAttribute('data-step');
  await figure.locator('input[inputmode=decimal]').fill('30');
  await figure.locator('input[inputmode=decimal]').dispatchEvent('change');
  await finish(second.page);
  for (const { page } of phones) await page.evaluate(() => dispatchEvent(new Event('online')));
  for (let tries = 0; tries < 40 && !(second.heard?.entries.at(-1).kind === 'finish' && first.heard); tries += 1) await pause(250);
  for (const { page } of phones) await page.context().unrouteAll({ behavior: 'ignoreErrors' });

  const told = new Map();
  const bring = async ({ page, heard }, entries) => {
    for (const entry of entries) {
      const { status, body } = await post(page, '/field/entries', { device_id: heard.device_id, entries: [entry] });
      assert.equal(status, 200, JSON.stringify(body));
      const [answer] = body.answers;
      const before = told.get(entry.id);
      if (before && before !== 'waiting') assert.deepEqual([answer.answer, answer.again], [before, true], 'it counts once');
      told.set(entry.id, answer.answer);
    }
  };
  // The last first, twice: what was made before it has not come. Then in order, and once more.
  for (let times = 0; times < 2; times += 1) for (const one of [second, first]) await bring(one, [...one.heard.entries].reverse());
  assert.ok([...told.values()].includes('waiting'), 'something came before its turn');
  for (let times = 0; times < 2; times += 1) for (const one of [first, second]) await bring(one, one.heard.entries);
  for (const { page } of phones) {
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await sent(page);
    assert.ok((await entries(page)).filter((entry) => entry.occurrence_id === id).every(({ state }) => state === 'acknowledged'), 'nothing is lost');
    forgive(page);
  }
  const done = await record(id);
  assert.deepEqual([done.state, done.passed, done.cases.length], ['done', true, 0]);
  assert.ok(done.results.find((row) => row.step === step).answer.startsWith('30'), 'what was recorded last stands, however it came');
  await Promise.all(phones.map(({ page }) => page.context().close()));
});

test('two devices at one task: one finishes it, the other is told so plainly', async () => {
  const [first, second] = [await phone(), await phone()];
  const id = due.shift();
  await second.context().setOffline(true);
  await all(second, id);
  await finish(second);
  await all(first, id);
  await finish(first);
  await sent(first);
  await second.context().setOffline(false);
  await second.evaluate(() => dispatchEvent(new Event('online')));
  await sent(second);
  await second.locator('[data-conflict="finished"]').first().waitFor();
  await picture(second, 'field-app-conflict', true);
  forgive(second);
  await sound(second, '/field/app with a conflict');
  const done = await record(id);
  assert.equal(done.state, 'done');
  await second.getByRole('button', { name: '知道了' }).first().click();
  await Promise.all([first, second].map((page) => page.context().close()));
});

test('a task that was called off meanwhile says so, and what was recorded is kept', async () => {
  const page = await phone();
  const id = due.shift();
  await page.context().setOffline(true);
  await openTask(page, id);
  await page.locator('label:has(input[value="good"])').first().click();
  const skipped = await post(planner, `/round/occurrences/${id}/skip`, { reason: '电梯停用检修' });
  assert.equal(skipped.status, 200, JSON.stringify(skipped.body));
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.locator('[data-conflict="cancelled"]').waitFor();
  assert.match(await page.textContent('[data-conflict]'), /电梯停用检修/);
  await page.locator(`[data-task="${id}"]`).waitFor({ state: 'detached' });
  assert.match(await page.textContent('[data-conflict]'), /电梯.巡/, 'it is named although it is no longer carried along');
  await page.context().close();
});

test('a stopwatch that was started runs on through a reload, and seconds can be typed', async () => {
  const facts = { procedure_id: (await ask(planner, '/round/procedures?q=litter_dwell')).rows[0].id, rule: 'FREQ=DAILY', role: 'technician', name: '垃圾滞留巡查' };
  const { rows: [first] } = await ask(planner, '/round/occurrences?state=released&limit=1');
  const { rows: [place] } = await ask(planner, `/property/places?org_id=${first.org_id}&kind=public_area&limit=1`);
  const plan = await post(planner, '/round/plans', { ...facts, org_id: first.org_id, place_id: place.id });
  assert.equal(plan.status, 200, JSON.stringify(plan.body));
  let task;
  for (let tries = 0; !task && tries < 120; tries += 1) {
    [task] = (await ask(planner, `/round/occurrences?plan_id=${plan.body.id}&state=released&limit=1`)).rows;
    if (!task) await pause(500);
  }
  const page = await phone();
  await page.context().setOffline(true);
  await openTask(page, task.id);
  const watch = page.locator('[data-step="litter_lobby_lift"]');
  await watch.getByText('服务标准').waitFor();
  await watch.getByRole('button', { name: '开始计时' }).click();
  await watch.getByText('计时中').waitFor();
  await pause(1_100);
  await page.reload();
  await watch.getByRole('button', { name: '停止' }).click();
  await watch.locator('.stands .badge').waitFor();
  assert.ok(Number(await watch.locator('input').first().inputValue()) >= 1, 'it went on while the page was away');
  const typed = page.locator('[data-step="litter_within_20"] input').first();
  await typed.fill('400');
  await typed.dispatchEvent('change');
  await page.locator('[data-step="litter_within_20"] .badge.tone-late').waitFor();
  forgive(page);
  await sound(page, '/field/app#task with stopwatches');
  await picture(page, 'field-app-stopwatch', true);
  await page.context().close();
});

/** Gives the browser the radio of a phone that reads tags; `touched` is a tag held to it, by what is written on it or by its number alone. */
const withRadio = (page) => page.evaluate(() => {
  globalThis.NDEFReader = class {
    async scan({ signal }) {
      globalThis.touched = (said, serialNumber = '04:00') => {
        if (signal.aborted) throw new Error('nobody listens');
        const records = said ? [{ recordType: 'url', data: new DataView(new TextEncoder().encode(said).buffer) }] : [];
        this.onreading({ serialNumber, message: { records } });
      };
    }
  };
});

/** A route as its lead sees it. */
async function routeOf(lead) {
  const { rows: routes } = await ask(lead, '/round/routes?limit=10');
  return ask(lead, `/round/routes/${routes[0].id}`);
}

/** A patrol of guards on a route that is due today. */
async function patrol(lead, route, name) {
  const { rows: procedures } = await ask(lead, '/round/procedures?q=patrol_residential');
  const facts = { procedure_id: procedures[0].id, route_id: route.id, rule: 'FREQ=DAILY', role: 'guard', name };
  const plan = await post(lead, '/round/plans', { org_id: route.org_id, ...facts });
  assert.equal(plan.status, 200, JSON.stringify(plan.body));
  for (let tries = 0; tries < 120; tries += 1) {
    const { rows: [due] } = await ask(lead, `/round/occurrences?plan_id=${plan.body.id}&state=released`);
    if (due) return due.id;
    await pause(500);
  }
  return assert.fail('no patrol is due');
}

/** What a camera sees that is held before the code on a page, as a film of its own. */
async function film(page, folder) {
  const [width, height] = [640, 480];
  const seen = await page.evaluate(([across, down]) => {
    const svg = document.querySelector('svg.qr');
    const side = svg.viewBox.baseVal.width;
    const canvas = new OffscreenCanvas(across, down);
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#e8e6e0';
    pen.fillRect(0, 0, across, down);
    // Held a little askew, as a hand does.
    pen.translate(across / 2, down / 2);
    pen.rotate(0.12);
    pen.scale(300 / side, 300 / side);
    pen.translate(-side / 2, -side / 2);
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, side, side);
    pen.fillStyle = '#111';
    pen.fill(new Path2D(svg.querySelector('path').getAttribute('d')));
    const { data } = pen.getImageData(0, 0, across, down);
    return Array.from({ length: across * down }, (_, at) => data[at * 4]);
  }, [width, height]);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(seen), Buffer.alloc((width * height) / 2, 128)]);
  const file = join(folder, 'code.y4m');
  writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`), frame, frame]));
  return file;
}

test('a point is scanned by the camera without signal, in a browser that cannot read codes itself', async () => {
  const lead = await person(house, { login: 'guojian' });
  await lead.goto(`${house.url}/round/routes`);
  const route = await routeOf(lead);
  const id = await patrol(lead, route, '扫码巡逻');
  const [, point] = route.list;
  const { place_id: place, asset_id: asset } = point.asked;
  await lead.goto(place ? `${house.url}/property/places/${place}` : `${house.url}/asset/assets/${asset}`);
  const folder = mkdtempSync(join(tmpdir(), 'steward-film-'));
  const args = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${await film(lead, folder)}`];
  const browser = await chromium.launch({ ...browsing, args: [...browsing.args, ...args] });
  try {
    const page = await phone('hanlei', browser);
    await page.context().grantPermissions(['camera']);
    assert.equal(await page.evaluate(() => 'BarcodeDetector' in globalThis), false, 'this browser reads no codes');
    await page.context().setOffline(true);
    await openTask(page, id);
    await page.getByRole('button', { name: '扫码' }).first().click();
    await page.getByText(`已到 ${point.name}`).waitFor();
    assert.equal(await page.locator('video').count(), 0, 'the camera is given back');
    assert.equal(await page.locator('[data-point] .badge.tone-done').count(), 1);
    const scan = (await entries(page)).find(({ kind }) => kind === 'scan');
    assert.ok(point.codes.includes(scan.said.code) || scan.said.code.endsWith(`/q/${place ?? asset}`), scan.said.code);
    await picture(page, 'field-app-scanned');
    forgive(page);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
  await lead.context().close();
});

test('a whole task is left out with its reason without signal, and the house knows of it as it was said', async () => {
  const page = await phone();
  const id = due.shift();
  await page.context().setOffline(true);
  await openTask(page, id);
  const leave = page.locator('[data-skip]');
  await leave.locator('summary').click();
  await leave.getByRole('button', { name: '这次不做' }).click();
  await leave.locator('.error').getByText('必填').waitFor();
  await leave.getByText('其他', { exact: true }).click();
  await leave.getByRole('button', { name: '这次不做' }).click();
  await leave.getByText('请在备注里写明情况').waitFor();
  await leave.locator('[data-field="note"] input').fill('底坑积水，停梯');
  await pause(500);
  await page.reload();
  await leave.locator('[data-field="note"] input').waitFor();
  assert.equal(await leave.locator('[data-field="note"] input').inputValue(), '底坑积水，停梯', 'what was typed outlives a reload');
  forgive(page);
  await sound(page, '/field/app#task to be left out');
  await picture(page, 'field-app-skip', true);
  await leave.getByRole('button', { name: '这次不做' }).click();
  await page.locator(`[data-task="${id}"]`).getByText('已跳过，等待信号').waitFor();
  await picture(page, 'field-app-skipped');
  const [said] = (await entries(page)).filter((entry) => entry.occurrence_id === id);
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await sent(page);
  const left = await record(id);
  assert.deepEqual([left.state, left.reason], ['skipped', '其他：底坑积水，停梯']);
  assert.ok(Math.abs(Date.parse(left.ended_at) - Date.parse(said.device_at)) < 2_000, `${left.ended_at}, said ${said.device_at}`);
  await page.locator(`[data-task="${id}"]`).waitFor({ state: 'detached' });
  await page.context().close();
});

test('a patrol is walked without signal, by code, by tag and by where the phone is', async () => {
  const lead = await person(house, { login: 'guojian' });
  const route = await routeOf(lead);
  const [gate] = route.list;
  const here = { latitude: 31.2304, longitude: 121.4737 };
  await lead.context().grantPermissions(['geolocation']);
  await lead.context().setGeolocation({ ...here, accuracy: 6 });
  await lead.goto(`${house.url}/round/routes/${route.id}`);
  await lead.getByRole('link', { name: '设置位置' }).first().click();
  await lead.getByRole('button', { name: '记录当前位置' }).click();
  // What the device says stands where it can be typed as well.
  await lead.waitForFunction(() => document.querySelector('[data-location] input')?.value.startsWith('31.2304, 121.4737'));
  await lead.locator('form .form-end button').first().click();
  await lead.getByText('已设，30 米内').first().waitFor();
  await sound(lead, '/round/routes/{id}');
  const id = await patrol(lead, route, '演练巡逻');
  const page = await phone('hanlei');
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation({ ...here, accuracy: 6 });
  await withRadio(page);
  await openTask(page, id);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '我在这个点' }).click();
  await page.getByText(`已到 ${gate.name}，位置相符`).waitFor();
  await page.context().setGeolocation({ latitude: 31.25, longitude: 121.4737, accuracy: 6 });
  await page.getByRole('button', { name: '我在这个点' }).click();
  await page.getByText('不在任何点位的范围内').waitFor();
  const code = page.getByPlaceholder('扫不出时输入编码').first();
  await code.fill(route.list[1].codes.at(-1));
  await page.getByRole('button', { name: '我在这个点' }).click();
  await page.getByText(`已到 ${route.list[1].name}`).waitFor();
  const tagged = page.getByRole('button', { name: '碰 NFC' });
  await tagged.first().click();
  await page.getByText('请把手机背面靠近标签').waitFor();
  await page.evaluate(() => globalThis.touched('', '04:a2:1f'));
  await page.getByText('这个编码不是本路线的点位').waitFor();
  await tagged.first().click();
  await page.getByText('请把手机背面靠近标签').waitFor();
  await page.evaluate((said) => globalThis.touched(said), route.list[2].codes[0]);
  await page.getByText(`已到 ${route.list[2].name}`).waitFor();
  await picture(page, 'field-app-patrol', true);
  await page.reload();
  await page.locator('[data-point]').first().waitFor();
  assert.equal(await page.locator('[data-point] .badge.tone-done').count(), 3, 'what was scanned stands there again');
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await sent(page);
  forgive(page);
  await sound(page, '/field/app#patrol');
  const { points } = await ask(lead, `/round/occurrences/${id}`);
  const of = (point) => points.find((one) => one.point === point.id);
  assert.deepEqual([of(gate), of(route.list[1]), of(route.list[2])].map(({ judgement }) => judgement), ['on_time', 'on_time', 'on_time']);
  assert.equal(of(gate).near, 'in');
  await lead.goto(`${house.url}/round/occurrences/${id}`);
  await lead.getByRole('button', { name: '查看定位' }).click();
  await lead.getByText('31.23040, 121.47370').waitFor();
  await Promise.all([lead, page].map((one) => one.context().close()));
});

test('a guard reads the day of his post, and gives a round he has begun to the next, who takes it over', async () => {
  const lead = await person(house, { login: 'guojian' });
  const { rows: procedures } = await ask(lead, '/round/procedures?q=gate_peak');
  const { rows: [route] } = await ask(lead, '/round/routes?limit=1');
  const { rows: places } = await ask(lead, `/property/places?org_id=${route.org_id}&q=南门&limit=5`);
  const facts = { procedure_id: procedures[0].id, place_id: places[0].id, rule: 'FREQ=DAILY', role: 'guard', name: '门岗加岗' };
  const plan = await post(lead, '/round/plans', { org_id: route.org_id, ...facts });
  assert.equal(plan.status, 200, JSON.stringify(plan.body));
  let id;
  for (let tries = 0; !id && tries < 120; tries += 1) {
    id = (await ask(lead, `/round/occurrences?plan_id=${plan.body.id}&state=released`)).rows[0]?.id;
    if (!id) await pause(500);
  }
  const first = await person(house, { login: 'hanlei', phone: true });
  await first.goto(`${house.url}/field/occurrences`);
  await first.getByText('我的一日流程').click();
  await first.getByRole('heading', { name: '门岗一日流程' }).first().waitFor();
  assert.equal(await first.getByText('巡逻岗一日流程').count(), 0, 'only that of his post');
  await sound(first, '/field/day_plan');
  await picture(first, 'field-day-plan', true);
  await first.getByRole('button', { name: '我已阅读' }).click();
  await first.getByText('第 1 版，已于').waitFor();
  await first.goto(`${house.url}/field/occurrences/${id}`);
  await first.getByRole('button', { name: '保存' }).first().click();
  await first.getByRole('link', { name: '交给接班人' }).click();
  await first.getByLabel('接班人').selectOption({ label: '冯刚' });
  await first.locator('form .form-end button').first().click();
  await first.locator('[aria-invalid=true]').first().waitFor();
  assert.equal(await first.getByLabel('接班人').locator('option:checked').textContent(), '冯刚', 'what was chosen stays');
  await first.getByLabel('备注').fill('岗亭灯不亮，已报修');
  await sound(first, '/do/round.work.hand_on');
  await first.locator('form .form-end button').first().click();
  await first.waitForURL(/\/field\/occurrences/);
  const second = await person(house, { login: 'fenggang', phone: true });
  await second.goto(`${house.url}/field/occurrences/${id}`);
  await second.getByText('岗亭灯不亮，已报修').waitFor();
  await sound(second, '/field/occurrences/{id} handed on');
  await picture(second, 'field-handed-on');
  await second.getByRole('button', { name: '确认接班' }).click();
  await second.getByRole('link', { name: '交给接班人' }).waitFor();
  await lead.goto(`${house.url}/round/occurrences/${id}`);
  await lead.getByText('韩磊 → 冯刚').waitFor();
  await sound(lead, '/round/occurrences/{id} handed on');
  await picture(lead, 'round-handoffs', true);
  await lead.goto(`${house.url}/round/procedures?q=day_gate_guard`);
  await lead.getByRole('link', { name: '门岗一日流程' }).first().click();
  await lead.getByText(/阅读回执 1 \/ \d/).waitFor();
  await sound(lead, '/round/procedures/{id} with receipts');
  await picture(lead, 'round-receipts', true);
  await Promise.all([lead, first, second].map((one) => one.context().close()));
});

/** A picture of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
