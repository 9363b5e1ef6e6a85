// A supervisor's list: by keyboard and without scripts, many rows at once, figures that change under the eye.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, open, person, picture, sound } from './house.mjs';

let house;
before(async () => { house = await open(); });
after(async () => { await house?.close(); });

const heads = (page) => page.locator('th[scope=col]:not(.pick)').allInnerTexts();

test('columns are chosen, ordered and saved as a view by keyboard alone', async () => {
  const page = await person(house, { login: 'xuting' });
  await page.goto(`${house.url}/desk/cases?open=true`);
  const before = (await heads(page)).map((t) => t.trim());
  const panel = page.locator('.choose:has([name=columns])');
  await panel.locator('summary').focus();
  await page.keyboard.press('Enter');
  const up = panel.locator('button[value="up:title"]');
  await up.focus();
  await page.keyboard.press('Enter');
  assert.equal(await panel.locator('li input').first().getAttribute('value'), 'title', 'it moved, and no page was loaded');
  await panel.locator('input[value=topic]').focus();
  await page.keyboard.press('Space');
  await sound(page, 'the panel of columns');
  await panel.locator('.btn-main').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction((n) => document.querySelectorAll('th[scope=col]:not(.pick)').length === n, before.length - 1);
  const now = (await heads(page)).map((t) => t.trim());
  assert.equal(now[0], before[1]);
  assert.ok(page.url().includes('open=true'), 'the filter stays');
  const views = page.locator('.choose.views');
  await views.locator('summary').click();
  await views.locator('[name=name]').fill('在办');
  await picture(page, 'list');
  await page.keyboard.press('Enter');
  await page.waitForURL(/view=list_view_/);
  assert.ok(await page.locator('.tools .chip[aria-current]', { hasText: '在办' }).first().isVisible());
  assert.deepEqual(page.faults, []);
});

test('the same without scripts', async () => {
  const context = await house.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${house.url}/sign_in`);
  await page.fill('[name=login]', 'admin');
  await page.fill('[name=password]', 'anhe-demo-2026');
  await page.press('[name=password]', 'Enter');
  await page.goto(`${house.url}/property/places`);
  const [first, second] = await heads(page);
  await page.locator('.choose:has([name=columns]) summary').click();
  await page.locator('button[value="down:code"]').click();
  await page.waitForURL(/arrange=yes/);
  assert.deepEqual((await heads(page)).slice(0, 2).map((t) => t.trim()), [second.trim(), first.trim()]);
  assert.ok(await page.locator('button[value="down:code"]').isVisible(), 'the panel stays open for the next move');
  await page.locator('tbody [name=id]').first().check();
  await page.locator('.bulk button').first().click();
  assert.equal(await page.locator('main a[data-leave], main .form-end').count() > 0, true);
  await context.close();
});

test('rows are ticked with j and x, done at once, and each says what became of it', async () => {
  const page = await person(house, { login: 'xuting' });
  await page.goto(`${house.url}/desk/cases?view=all&open=true`);
  for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
  assert.equal(await page.locator('[data-selected]').innerText(), '3');
  await picture(page, 'list-ticked');
  // A row half under the bar is small only until one scrolls: the bar is looked at in its place below the rows.
  await page.evaluate(() => { document.querySelector('.bulk').style.position = 'static'; });
  await sound(page, 'a list with ticked rows');
  await page.locator('.bulk button', { hasText: '催办' }).click();
  await page.locator('main h1', { hasText: '催办' }).waitFor();
  const go = page.locator('main form .form-end .btn-main');
  if (await go.count()) await go.click();
  await page.getByText(/办成 \d+ 条，未办成 \d+ 条/).waitFor();
  assert.equal(await page.locator('main tbody tr').count(), 3);
  await sound(page, 'the results of a bulk work');
  await picture(page, 'bulk');
  await page.getByText('回到列表').click();
  await page.waitForURL(/\/desk\/cases\?.*open=true/);
  const phone = await person(house, { login: 'xuting', phone: true });
  await phone.goto(`${house.url}/desk/cases?view=all`);
  await phone.locator('tbody [data-pick]').first().check();
  await phone.locator('.bulk .pick-all input').check();
  assert.equal(await phone.locator('[data-selected]').innerText(), String(await phone.locator('tbody [data-pick]').count()));
  await sound(phone, 'ticked rows on a phone');
  await picture(phone, 'list-phone');
});

test('a page further and back again without the history of the browser', async () => {
  const page = await person(house, { login: 'admin' });
  await page.goto(`${house.url}/property/places?limit=20`);
  const codes = () => page.locator('tbody .row-link').allInnerTexts();
  const first = await codes();
  await page.locator('.pager [rel=next]').click();
  await page.waitForURL(/after=/);
  assert.notDeepEqual(await codes(), first);
  await page.locator('.pager [rel=prev]').click();
  await page.waitForURL(/before=/);
  assert.deepEqual(await codes(), first);
  assert.equal(await page.locator('.pager [rel=prev]').count(), 0);
});

test('the figure beside the jobs rises while the technician looks on', async () => {
  const [agent, technician] = [await person(house, { login: 'linxiao' }), await person(house, { login: 'zhaoshifu', phone: true })];
  await technician.goto(`${house.url}/field`);
  const figure = technician.locator('.tabs [data-waits-at="/field"]');
  const before = Number((await figure.textContent()).replace('+', ''));
  const { rows: rooms } = await ask(agent, '/property/places?kind=room&limit=1');
  const staff = (await ask(await person(house, { login: 'admin' }), '/org/staff?q=赵师傅')).rows[0].id;
  const post = (path, body) => agent.evaluate(async ([to, what]) => {
    const answer = await fetch(`/api/v1${to}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) });
    return answer.json();
  }, [path, body]);
  const opened = await post('/desk/processes/repair/cases', {
    place_id: rooms[0].id, channel: 'phone', input: { summary: '门锁卡住', trade: 'door_window', urgency: 'normal', facility_class: 'home' },
  });
  await post(`/desk/cases/${opened.id}/act/assign`, { input: { assignee: staff } });
  await technician.waitForFunction((n) => {
    const mark = document.querySelector('.tabs [data-waits-at="/field"]');
    return mark && !mark.hidden && Number(mark.textContent) === n;
  }, before + 1, { timeout: 15_000 });
  await picture(technician, 'field-figure');
});

test('what cannot be done is said beside the form, which keeps what was typed', async () => {
  const page = await person(house, { login: 'admin' });
  await page.goto(`${house.url}/do/org.holiday.create`);
  await page.fill('[name=name]', '厂庆');
  // The record the form is about has gone in the meantime.
  await page.locator('main form').evaluate((form) => { form.action = '/org/orgs/org_0192f0c0000070008000000000000000/end'; form.noValidate = true; });
  await page.locator('main form .form-end .btn-main').click();
  await page.locator('#toasts [role=alert]', { hasText: '没有这条记录' }).waitFor();
  assert.equal(await page.locator('[name=name]').inputValue(), '厂庆');
  await sound(page, 'a refusal beside a form');
});
