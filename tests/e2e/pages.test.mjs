// Every page of the registry in a real browser: no fault in the console, nothing axe objects to, both languages, desk and phone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { open, person, picture, steward } from './house.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } };

const routes = execFileSync(steward, ['routes'], { encoding: 'utf8' })
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
  .filter(([verb, path]) => verb === 'GET' && path && !path.startsWith('/api/') && !path.includes('{'))
  .map(([, path]) => path);

let house;
before(async () => { house = await open(); });
after(async () => { await house?.close(); });

async function look(page, path, name) {
  await page.goto(house.url + path, { waitUntil: 'load' });
  await picture(page, name);
  await page.evaluate(axe);
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), rules);
  const said = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
  assert.deepEqual(said, [], `axe on ${path}`);
  assert.deepEqual(page.faults, [], `console on ${path}`);
}

const named = (path) => path.replaceAll('/', '-').replace(/^-/, '') || 'home';

for (const [lang, phone] of [['zh-CN', false], ['zh-CN', true], ['en', false], ['en', true]]) {
  test(`every page, ${lang}, ${phone ? '390' : '1440'} px`, async (t) => {
    const page = await person(house, { login: 'admin', phone, lang });
    for (const path of [...new Set([...routes, '/'])]) {
      await t.test(path, () => look(page, path, `page-${named(path)}-${lang}-${phone ? 390 : 1440}`));
    }
    await page.context().close();
  });
}
