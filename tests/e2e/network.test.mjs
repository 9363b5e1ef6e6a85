// The line is cut while somebody types, sends, or watches: nothing typed is lost, nothing is done twice, and the page comes alive again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, open, person, picture } from './house.mjs';

let house;
before(async () => { house = await open(); });
after(async () => { await house?.close(); });

const text = '[name=text]';
const steps = async (page, id, words) => (await ask(page, `/desk/cases/${id}`)).timeline.filter((s) => `${s.text} ${s.detail}`.includes(words)).length;

async function remark(page) {
  const { rows } = await ask(page, '/desk/cases?open=true&limit=1');
  await page.goto(`${house.url}/do/desk.case.comment?id=${rows[0].id}&next=/desk/cases/${rows[0].id}`);
  return rows[0].id;
}

test('what was typed stays when it cannot be sent, and goes out with the same key when it can', async () => {
  const page = await person(house, { login: 'linxiao' });
  const id = await remark(page);
  const keys = [];
  page.on('request', (r) => r.method() === 'POST' && keys.push(new URLSearchParams(r.postData() ?? '').get('idempotency_key') ?? /idempotency_key"\s+([\w-]+)/.exec(r.postData() ?? '')?.[1]));
  await page.fill(text, '业主说晚上七点后在家');
  await page.context().setOffline(true);
  await page.locator('main form button[type=submit]').last().click();
  await page.locator('#toasts [role=alert]').waitFor();
  assert.match(await page.locator('#toasts').innerText(), /信号|网络|没有提交|未提交/);
  assert.equal(await page.inputValue(text), '业主说晚上七点后在家');
  await picture(page, 'network-cut');
  await page.context().setOffline(false);
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForURL(`${house.url}/desk/cases/${id}`);
  assert.equal(await steps(page, id, '业主说晚上七点后在家'), 1);
  assert.equal(new Set(keys).size, 1, `one key for both tries: ${keys}`);
});

test('an answer that is lost on its way is asked for again and nothing is done twice', async () => {
  const page = await person(house, { login: 'linxiao' });
  const id = await remark(page);
  let tries = 0;
  await page.route('**/comment', async (route) => {
    tries += 1;
    if (tries > 1) return route.continue();
    await fetch(route.request().url(), {
      method: 'POST', body: route.request().postDataBuffer(), redirect: 'manual', headers: await route.request().allHeaders().then(({ ':authority': a, ':method': m, ':path': p, ':scheme': s, host, 'content-length': l, ...h }) => h),
    });
    return route.abort('connectionreset');
  });
  await page.fill(text, '已电话确认，材料今天到');
  const send = page.locator('main form button[type=submit]').last();
  await send.click();
  await page.locator('#toasts [role=alert]').waitFor();
  assert.equal(await steps(page, id, '已电话确认'), 1, 'it was done, and nobody knew');
  await send.click();
  await page.waitForURL(`${house.url}/desk/cases/${id}`);
  assert.equal(await steps(page, id, '已电话确认'), 1, 'and it was not done again');
});

test('what was typed is there again after the page was closed', async () => {
  const page = await person(house, { login: 'linxiao' });
  const id = await remark(page);
  await page.fill(text, '写到一半断电了');
  await page.waitForTimeout(700);
  await page.reload();
  assert.equal(await page.inputValue(text), '写到一半断电了');
  await page.getByRole('status').filter({ has: page.getByRole('button') }).first().waitFor();
  // A draft belongs to its record: the form of another case is empty.
  const { rows } = await ask(page, '/desk/cases?limit=2');
  const other = rows.find((row) => row.id !== id);
  await page.goto(`${house.url}/do/desk.case.comment?id=${other.id}`);
  assert.equal(await page.inputValue(text), '');
});

test('a page that lost its stream looks again when it is back, figures included', async () => {
  const [watching, other] = [await person(house, { login: 'linxiao' }), await person(house, { login: 'xuting' })];
  const { rows } = await ask(watching, '/desk/cases?open=true&limit=1');
  await watching.route('**/live**', (route) => route.abort('connectionrefused'));
  await watching.goto(`${house.url}/desk/cases/${rows[0].id}`);
  const said = await other.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/desk/cases/${id}/comment`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: '主管已看过' }),
    });
    return answer.status;
  }, rows[0].id);
  assert.equal(said, 200);
  assert.equal(await watching.getByText('主管已看过').count(), 0);
  await watching.unroute('**/live**');
  await watching.getByText('主管已看过').first().waitFor({ timeout: 15_000 });
});
