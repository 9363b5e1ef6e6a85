// A quality manager changes three processes in the designer – a simple one, one used all day, one that includes fragments – and somebody
// else puts them into force: with the mouse, with the keyboard, on the desk and on the phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, open, person, picture, sound } from './house.mjs';

let house;
before(async () => { house = await open(); });
after(async () => { await house?.close(); });

/** Does something through the API of whoever looks at the page. */
async function send(page, path, body) {
  const [status, answer] = await page.evaluate(async ([at, said]) => {
    const told = await fetch(at, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) });
    return [told.status, await told.json()];
  }, [`/api/v1${path}`, body]);
  assert.equal(status, 200, `${path}: ${JSON.stringify(answer)}`);
  return answer;
}

const written = async (page, draft) => (await ask(page, `/desk/definitions/${draft}`)).body;
const problems = async (page, draft) => (await ask(page, `/catalogue/designs/${draft}`)).problems;
const comments = (text) => text.split('\n').filter((line) => line.startsWith('#'));

/** Fills the form on the screen, sends it, and is back at the design. */
async function fill(page, values) {
  const form = page.locator('main form').last();
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`);
    const kind = await field.first().evaluate((one) => `${one.localName} ${one.type}`);
    if (/checkbox|radio/.test(kind)) await form.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
    else if (kind.startsWith('select')) await field.first().evaluate((select, chosen) => { select.value = chosen; }, value);
    else await field.first().fill(value);
  }
  await form.locator('button[type=submit]').last().click();
  await page.waitForURL(/\/catalogue\/designs\/draft_[0-9a-f]+/);
}

/** Adds a check with a step and what follows its failure. */
async function addCheck(page, draft, stage) {
  await page.locator('a[href*="catalogue.work_item.create"]').click();
  await fill(page, { key: 'last_look', label_zh: '最后检查', label_en: 'Last look', roles: 'staff', from_stages: stage });
  await page.getByText('工作项没有步骤').first().waitFor();
  await page.locator('a[href*="catalogue.step.create"][href*="last_look"]').click();
  await fill(page, { key: 'reading', label_zh: '读数', label_en: 'Reading', holds: 'meter', low: '10', high: '90' });
  await page.getByText('合格范围 10–90').waitFor();
  await page.locator('[id="work_item-last_look-on_fail"] + details summary').click();
  await page.locator('a[href*="catalogue.effect.create"][href*="last_look.on_fail"][href*="notify"]').click();
  await fill(page, { tell: '项目经理', zh: '最后检查不合格', en: 'The last look failed' });
  await page.getByText('最后检查不合格').waitFor();
  assert.deepEqual(await problems(page, draft), []);
}

/** Moves the second stage up and down again, and takes changes back, by keyboard alone. */
async function reorder(page, draft) {
  const before = await written(page, draft);
  const up = page.locator('[id^="stage-"][id$="-up"]').nth(1);
  const id = await up.getAttribute('id');
  await up.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await page.waitForFunction((place) => [...document.querySelectorAll('[id^="stage-"][id$="-up"]')][0]?.id === place, id);
  assert.equal(await page.evaluate(() => document.activeElement.id), id, 'the reader goes on where he was');
  const moved = await written(page, draft);
  assert.notEqual(moved, before);
  assert.deepEqual(comments(moved).length, comments(before).length);
  await page.keyboard.press('Control+z');
  await page.waitForFunction((place) => [...document.querySelectorAll('[id^="stage-"][id$="-up"]')][1]?.id === place, id);
  assert.equal(await written(page, draft), before);
  await page.keyboard.press('Control+Shift+z');
  await page.waitForFunction((place) => [...document.querySelectorAll('[id^="stage-"][id$="-up"]')][0]?.id === place, id);
  assert.equal(await written(page, draft), moved);
  await page.keyboard.press('Control+z');
  await page.waitForFunction((place) => [...document.querySelectorAll('[id^="stage-"][id$="-up"]')][1]?.id === place, id);
}

for (const [process, stage] of [['praise', 'active'], ['repair', 'working'], ['renovation', 'under_works']]) {
  test(`${process} is changed in place, reviewed, and in force`, async () => {
    const page = await person(house, { login: 'qiaoxin' });
    const { id } = await send(page, '/desk/definitions', { process });
    const before = await written(page, id);
    await page.goto(`${house.url}/catalogue/designs/${id}`);
    await reorder(page, id);
    await addCheck(page, id, stage);
    // Where a fragment says how long a case may wait, its values say it.
    const cap = page.locator('a[href*="catalogue.pause.edit"]');
    if (await cap.count()) {
      await cap.first().click();
      await fill(page, { cap: '9 天' });
    }
    assert.deepEqual(await problems(page, id), []);
    const now = await written(page, id);
    assert.deepEqual(comments(now), comments(before), 'comments stay, in their order');
    await picture(page, `design-${process}`, true);
    await sound(page, `the design of ${process}`);
    const phone = await person(house, { login: 'qiaoxin', phone: true });
    await phone.goto(`${house.url}/catalogue/designs/${id}`);
    await picture(phone, `design-${process}-390`, true);
    await sound(phone, `the design of ${process} on the phone`);
    await phone.context().close();
    await send(page, `/desk/definitions/${id}/submit`, {});
    const director = await person(house, { login: 'gumingyuan' });
    await send(director, `/desk/definitions/${id}/publish`, {});
    const { parts } = await ask(page, `/catalogue/designs/compare?process=${process}&earlier=current&later=${id}`);
    assert.deepEqual(parts, [], 'what is in force is what was designed');
    const { parts: changed } = await ask(page, `/catalogue/designs/compare?process=${process}&earlier=shipped&later=current`);
    assert.ok(changed.some((part) => part.key === 'last_look'), JSON.stringify(changed));
    await director.context().close();
    await page.context().close();
  });
}
