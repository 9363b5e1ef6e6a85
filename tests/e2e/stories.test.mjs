// The loop as its people see it: the agent at her desk, the technician's phone, the supervisor's board. Each ends in a picture.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, open, person, picture } from './house.mjs';

let house;
before(async () => { house = await open(); });
after(async () => { await house?.close(); });

test('the agent finds a household by its room and registers a repair with the keyboard', async () => {
  const page = await person(house, { login: 'linxiao' });
  const { rows } = await ask(page, '/property/places?kind=room&state=owner_occupied&limit=1');
  await page.goto(`${house.url}/desk`);
  // On a busy machine the keys may be there before the box has the focus.
  await page.locator('[name=q]:focus').waitFor();
  await page.keyboard.type(rows[0].code);
  await page.keyboard.press('Enter');
  await page.waitForURL(/[?&](q|place)=/);
  await page.getByText(rows[0].code).first().waitFor();
  await page.fill('[name="input.summary"]', '厨房水槽下漏水，已渗到楼下');
  await page.check('[name="input.trade"][value="water"]', { force: true });
  await picture(page, 'desk');
  await page.focus('[name="input.summary"]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/place=/);
  await page.getByRole('link', { name: /BX/ }).filter({ hasText: /BX/ }).first().waitFor();
  await page.locator('a[href^="/desk/cases/case_"]').first().click();
  await page.waitForURL(/\/desk\/cases\/case_/);
  await picture(page, 'case');
  assert.deepEqual(page.faults, []);
});

test('the supervisor sees what is due, late and paused, and a process with its counts', async () => {
  const page = await person(house, { login: 'xuting' });
  await page.goto(`${house.url}/desk/board`);
  await picture(page, 'board');
  await page.goto(`${house.url}/desk/processes/repair`);
  await picture(page, 'process');
  const { rows } = await ask(page, '/property/places?kind=building&limit=1');
  await page.goto(`${house.url}/property/places/${rows[0].id}`);
  await page.locator('.elevation').first().scrollIntoViewIfNeeded();
  await picture(page, 'elevation');
  assert.deepEqual(page.faults, []);
});

test('the technician has his jobs on the phone, also in the dark', async () => {
  const page = await person(house, { login: 'zhaoshifu', phone: true });
  await page.goto(`${house.url}/field`);
  await picture(page, 'field');
  const dark = await person(house, { login: 'zhaoshifu', phone: true, dark: true });
  await dark.goto(`${house.url}/field`);
  await picture(dark, 'field-dark');
  assert.deepEqual([...page.faults, ...dark.faults], []);
});

test('a passer-by reports a fault by the code on a place, without log-in, and without scripts', async () => {
  const agent = await person(house, { login: 'linxiao' });
  const { rows } = await ask(agent, '/property/places?kind=public_area&limit=1');
  const context = await house.browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${house.url}/q/${rows[0].id}`);
  await page.fill('[name=summary], [name="input.summary"], textarea', '灯不亮了');
  await picture(page, 'report');
  await page.locator('form button[type=submit]').last().click();
  await page.waitForURL(/\/q\/cases\//);
  await picture(page, 'reported');
});
