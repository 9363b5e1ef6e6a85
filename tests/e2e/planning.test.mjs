// Planning with the mouse and without: a task dragged to another day, and the same by keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, open, person, picture } from './house.mjs';

let house;
before(async () => { house = await open(); });
after(async () => { await house?.close(); });

const week = '/round/calendar?width=week';

test('a task is dragged to another day, and what its plan does not allow is refused with the reason', async () => {
  const page = await person(house, { login: 'xuting' });
  await page.goto(`${house.url}${week}`);
  const tasks = page.locator('.month li[data-drag]');
  await tasks.first().waitFor();
  await picture(page, 'calendar-week');
  const id = await tasks.first().getAttribute('data-drag');
  const { day } = await ask(page, `/round/occurrences/${id}`);
  const cells = page.locator('.month td[data-take]');
  const days = await cells.evaluateAll((list) => list.map((cell) => cell.dataset.take));
  const target = days.find((one) => one > day) ?? days[0];
  const answered = page.waitForResponse((answer) => answer.url().endsWith(`${id}/reschedule`));
  // Near the top of the day, so that nothing scrolls away from under the mouse.
  await page.locator(`li[data-drag="${id}"]`).dragTo(page.locator(`td[data-take="${target}"]`), { targetPosition: { x: 20, y: 10 } });
  await answered;
  const moved = (await ask(page, `/round/occurrences/${id}`)).day;
  if (moved !== target) await page.getByText(/次序会乱|休息日|不执行/).first().waitFor();
  assert.ok([day, target].includes(moved), moved);
  // The keyboard's way: the task itself, then another day.
  await page.goto(`${house.url}/round/occurrences/${id}`);
  await page.getByRole('link', { name: '改期' }).press('Enter');
  await page.locator('[name=day]').fill('2020-01-01');
  await page.locator('[name=day]').press('Enter');
  await page.getByText('这一天已经过去').first().waitFor();
  assert.deepEqual(page.faults, []);
});

test('the pictures of planning open for the supervisor, also on a phone', async () => {
  for (const phone of [false, true]) {
    const page = await person(house, { login: 'xuting', phone });
    for (const [name, path] of [['year', '/round/year'], ['workload', '/round/workload'], ['scores', '/round/scores'],
      ['responsibility', '/round/responsibility'], ['patrol', '/round/patrol']]) {
      await page.goto(`${house.url}${path}`);
      await page.locator('h1').first().waitFor();
      await picture(page, phone ? `${name}-phone` : name);
    }
    assert.deepEqual(page.faults, []);
  }
});
