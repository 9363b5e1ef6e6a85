// A repair is mended where there is no signal: every step is told on the phone, outlives a reload and a killed window, and comes in
// once, at the time it was done – or is told plainly not to count.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, open, pause, person, picture, sound } from './house.mjs';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let house;
let desk;
before(async () => {
  house = await open();
  desk = await person(house, { login: 'linxiao' });
  await desk.goto(`${house.url}/desk/cases`);
});
after(async () => { await house?.close(); });

const post = (page, path, body) =>
  page.evaluate(async ([at, what]) => {
    const answer = await fetch(at, { method: 'POST', body: JSON.stringify(what), headers: { 'content-type': 'application/json' } });
    return { status: answer.status, body: await answer.json() };
  }, [`/api/v1${path}`, body]);

const done = async (page, path, body) => {
  const { status, body: answer } = await post(page, path, body);
  assert.equal(status, 200, JSON.stringify(answer));
  return answer;
};

/** A repair in the hands of the technician whose phone it is. */
async function given(summary) {
  const { rows } = await ask(desk, '/org/staff?q=' + encodeURIComponent('赵师傅'));
  const places = await ask(desk, '/property/places?kind=public_area&limit=20');
  const said = { summary, trade: 'water', urgency: 'normal', facility_class: 'other' };
  const { id } = await done(desk, '/desk/processes/repair/cases', { place_id: places.rows[0].id, input: said });
  await done(desk, `/desk/cases/${id}/act/assign`, { input: { assignee: rows[0].id } });
  return id;
}

const record = (id) => ask(desk, `/desk/cases/${id}`);

/** The technician's phone with the app on it, and this job in it. */
async function phone(id) {
  const page = await person(house, { login: 'zhaoshifu', phone: true });
  await page.goto(`${house.url}/field/app`);
  await page.locator(`a[href="#case/${id}"]`).waitFor({ timeout: 60_000 });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return page;
}

const entries = (page) => page.evaluate(() => new Promise((found) => {
  const request = indexedDB.open('field');
  request.onsuccess = () => {
    const get = request.result.transaction('entries').objectStore('entries').getAll();
    get.onsuccess = () => { request.result.close(); found(get.result); };
  };
}));

const over = async (page) => {
  for (let tries = 0; tries < 240; tries += 1) {
    if ((await entries(page)).every(({ state }) => ['acknowledged', 'refused'].includes(state))) return;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await pause(250);
  }
  assert.fail('entries are still waiting');
};

const forgive = (page) => page.faults.splice(0, Infinity, ...page.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(fault)));
const told = (page, count) => page.locator('[data-told] li').nth(count - 1).waitFor();

test('a job is done in a cellar, and the house knows of it later as it happened', async () => {
  const id = await given('地下室水泵房漏水');
  let page = await phone(id);
  await page.context().setOffline(true);
  await page.locator(`a[href="#case/${id}"]`).click();
  const part = (step) => page.locator(`[data-step="${step}"]`);
  const press = async (step, count) => {
    await part(step).getByRole('button').last().click();
    await told(page, count);
  };
  const unfold = async (step) => { if (!(await part(step).evaluate((one) => one.open))) await part(step).locator('summary').click(); };
  await unfold('accept');
  await press('accept', 1);
  await unfold('arrive');
  await press('arrive', 2);
  await sound(page, '/field/app#case');
  await picture(page, 'field-app-case', true);
  await unfold('start');
  await press('start', 3);
  // He waits for a part, and goes on where he was.
  await unfold('pause');
  await part('pause').locator('[data-field="reason"]').getByText('等配件').click();
  await press('pause', 4);
  await press('resume', 5);
  await unfold('closing_check');
  for (const field of ['tested', 'cleaned']) await part('closing_check').locator(`[data-field="${field}"] input`).check();
  await press('closing_check', 6);
  // What is missing is said beside it; what was typed outlives a reload and a killed window.
  await unfold('complete');
  await part('complete').getByRole('button', { name: '完工' }).click();
  await part('complete').locator('[data-field="result"] .error').getByText('必填').waitFor();
  await part('complete').locator('[data-field="result"] textarea, [data-field="result"] input').fill('更换机械密封，试水半小时不漏');
  await part('complete').locator('[data-field="photos_after"] input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') });
  await part('complete').locator('[data-field="photos_after"] img').waitFor();
  await part('complete').locator('[data-field="materials"]').getByRole('button', { name: '加一行' }).click();
  await part('complete').locator('[data-field="materials"] [data-field="name"] input').fill('机械密封');
  await pause(600);
  const context = page.context();
  await page.close({ runBeforeUnload: false });
  page = await context.newPage();
  page.faults = [];
  await page.goto(`${house.url}/field/app#case/${id}`);
  const result = part('complete').locator('[data-field="result"] textarea, [data-field="result"] input');
  await result.waitFor();
  assert.equal(await result.inputValue(), '更换机械密封，试水半小时不漏');
  assert.equal(await part('complete').locator('[data-field="photos_after"] img').count(), 1);
  await part('complete').getByRole('button', { name: '完工' }).click();
  await part('complete').locator('[data-field="materials"] > .error').getByText('数量').waitFor();
  await part('complete').locator('[data-field="materials"] [data-field="quantity"] input').fill('1');
  await picture(page, 'field-app-case-form', true);
  await part('complete').getByRole('button', { name: '完工' }).click();
  await told(page, 7);
  await page.getByText('7 条记录等待信号').waitFor();
  await context.setOffline(false);
  await over(page);
  const is = await record(id);
  assert.equal(is.stage, 'finished');
  assert.equal(is.fields.result, '更换机械密封，试水半小时不漏');
  assert.equal((await desk.request.get(`${house.url}/files/${is.fields.photos_after[0]}`)).status(), 200);
  assert.ok((await entries(page)).every(({ state }) => state === 'acknowledged'));
  forgive(page);
  assert.deepEqual(page.faults, []);
  await context.close();
});

test('an open page of a case is told what the house has answered, but never under somebody\'s hands', async () => {
  const id = await given('地下车库水管渗水');
  const page = await phone(id);
  await page.context().setOffline(true);
  await page.locator(`a[href="#case/${id}"]`).click();
  const part = (step) => page.locator(`[data-step="${step}"]`);
  await part('accept').getByRole('button').last().click();
  await told(page, 1);
  await part('arrive').waitFor();
  await done(desk, `/desk/cases/${id}/act/offer_to_pool`, { input: {} });
  // He writes while the answer arrives: the banner says it, and his words stay under his hands.
  const note = page.locator('details[data-step]').filter({ has: page.locator('textarea, input[type=text]') }).first();
  if (!(await note.evaluate((one) => one.open))) await note.locator('summary').first().click();
  const field = note.locator('textarea, input[type=text]').first();
  await field.pressSequentially('阀门已关');
  await page.context().setOffline(false);
  await over(page);
  await page.locator('[data-conflict]').getByText('待抢单').waitFor();
  await pause(1_500);
  assert.equal(await field.inputValue(), '阀门已关');
  assert.ok(await field.evaluate((one) => one === document.activeElement), 'nothing is drawn anew under his hands');
  await field.evaluate((one) => one.blur());
  // What he told does not count, and stands there no longer; nor do the steps it would have led to.
  await page.locator('[data-told]').waitFor({ state: 'detached' });
  await part('arrive').waitFor({ state: 'detached' });
  await picture(page, 'field-app-case-told', true);
  forgive(page);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('what the desk did meanwhile is told plainly, and nothing is overwritten', async () => {
  const id = await given('走廊照明不亮');
  const page = await phone(id);
  await page.context().setOffline(true);
  await page.locator(`a[href="#case/${id}"]`).click();
  await page.locator('[data-step="accept"]').getByRole('button').last().click();
  await told(page, 1);
  await done(desk, `/desk/cases/${id}/act/offer_to_pool`, { input: {} });
  await page.context().setOffline(false);
  await over(page);
  await page.locator('[data-conflict]').waitFor();
  await page.locator('[data-conflict]').getByText('待抢单').waitFor();
  await picture(page, 'field-app-case-conflict', true);
  assert.equal((await record(id)).stage, 'pool');
  await page.getByRole('button', { name: '知道了' }).click();
  await page.locator('[data-conflict]').waitFor({ state: 'detached' });
  await page.context().close();
});
