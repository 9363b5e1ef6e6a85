// Every page of the registry in a real browser: no fault in the console, nothing axe objects to, both languages, desk and phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, named, open, person, routes } from './house.mjs';

const all = routes().filter(({ verb, path }) => verb === 'GET' && !path.includes('{')).map(({ path }) => path);
const paths = all.filter((path) => !path.endsWith('/download'));

let house;
before(async () => { house = await open(); });
after(async () => { await house?.close(); });

// Each page in both languages and at both widths; by night in all four ways.
const walks = [['zh-CN', false], ['en', true]];
if (process.env.EVERY_WALK) walks.push(['zh-CN', true], ['en', false]);

for (const [lang, phone] of walks) {
  test(`every page, ${lang}, ${phone ? '390' : '1440'} px`, async (t) => {
    const page = await person(house, { login: 'admin', phone, lang });
    for (const path of [...new Set([...paths, '/', '/api', '/api/desk.case.open'])]) {
      // Some are another person's: the resident's home, a second factor nobody asked for. They say so, soundly.
      await t.test(path, () => look(page, path, `page-${named(path)}-${lang}-${phone ? 390 : 1440}`, 500));
    }
    await page.context().close();
  });
}

/** How a file of a kind begins. */
const begins = {
  'application/pdf': '%PDF-',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'PK\u0003\u0004',
};

test('what is offered to be taken along is what it says it is', async () => {
  const page = await person(house, { login: 'admin' });
  for (const path of all.filter((path) => path.endsWith('/download'))) {
    const answer = await page.request.get(house.url + path);
    assert.equal(answer.status(), 200, path);
    assert.match(answer.headers()['content-disposition'], /^attachment/, path);
    const start = begins[answer.headers()['content-type']];
    assert.ok(start, `${path} is a ${answer.headers()['content-type']}`);
    assert.ok((await answer.body()).toString('latin1').startsWith(start), path);
  }
  await page.context().close();
});
