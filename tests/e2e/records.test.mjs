// Pages of single records, every form once, papers as they are printed: taken from the demo company by the first row of each list.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ask, look, named, open, person, picture, pictures, routes, sound } from './house.mjs';

let house;
let office;
let filled;
before(async () => {
  house = await open();
  office = await person(house, { login: 'admin' });
  filled = await records(office);
});
after(async () => { await house?.close(); });

/** What stands for `{…}` in a path, by the path in front of it. */
async function records(page) {
  const first = async (path) => (await ask(page, path)).rows[0];
  const { rows: accounts } = await ask(page, '/identity/accounts?limit=200');
  const known = {
    case: (await first('/desk/cases?open=true')).id,
    room: (await first('/property/places?kind=room&state=owner_occupied')).id,
    building: (await first('/property/places?kind=building')).id,
    person: (await first('/party/persons')).id,
    occupancy: (await first('/party/occupancies')).id,
    vehicle: (await first('/party/vehicles')).id,
    asset: (await first('/asset/assets')).id,
    asset_class: (await first('/asset/classes')).id,
    account: accounts[0].id,
    org: (await first('/org/orgs?kind=community')).id,
    post: (await first('/org/posts')).id,
    staff: (await first('/org/staff')).id,
    resident: accounts.find((a) => a.resident)?.login,
  };
  known.import = await imported(page, known.org);
  known.draft = await begun(page);
  return known;
}

/** Begins a version of a process, by its page: the one with a fragment in it. */
async function begun(page) {
  await page.goto(`${house.url}/do/desk.definition.create?process=renovation`);
  await Promise.all([page.waitForURL(/\/desk\/definitions\/draft_/), page.locator('main form button[type=submit]').last().click()]);
  return /draft_[0-9a-f]+/.exec(page.url())[0];
}

/** Brings a workbook in through the browser: the list of rooms as it was exported, as if another system had written it. */
async function imported(page, org) {
  await page.goto(`${house.url}/intake/imports`);
  const bytes = await page.evaluate(async () => {
    const answer = await fetch('/export/property.place.list?kind=room&columns=code&columns=name&columns=built_area');
    return [...new Uint8Array(await answer.arrayBuffer())];
  });
  const workbook = { name: '房间.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: Buffer.from(bytes) };
  await page.goto(`${house.url}/do/intake.import.upload`);
  await page.locator('select[name=org_id]').evaluate((select, value) => { select.value = value; }, org);
  await page.setInputFiles('main form input[type=file]', workbook);
  await Promise.all([page.waitForURL(/\/intake\/imports\/import_/), page.locator('main form button[type=submit]').last().click()]);
  return /import_[0-9a-f]+/.exec(page.url())[0];
}

/** The path with a record in it; nothing for a page that only one's own record opens. */
function place(path) {
  const of = {
    '/property/places/{id}': 'room', '/party/persons/{id}': 'person', '/asset/assets/{id}': 'asset', '/desk/cases/{id}': 'case',
    '/field/cases/{id}': 'case', '/identity/accounts/{id}': 'account', '/org/orgs/{id}': 'org', '/org/posts/{id}': 'post',
    '/org/staff/{id}': 'staff', '/q/{code}': 'room', '/intake/imports/{id}': 'import',
    '/desk/definitions/{id}': 'draft', '/catalogue/designs/{id}': 'draft', '/catalogue/designs/{id}/preview': 'draft',
  };
  if (path === '/desk/processes/{process}') return '/desk/processes/repair';
  if (path === '/identity/roles/{key}') return '/identity/roles/agent';
  const id = filled[of[path]];
  return id && path.replace(/\{\w+\}/, id);
}

for (const [lang, phone, dark] of [['zh-CN', false, false], ['zh-CN', true, true], ['en', false, true], ['en', true, false]]) {
  const size = phone ? 390 : 1440;
  test(`the page of a record, ${lang}, ${size} px${dark ? ', dark' : ''}`, async (t) => {
    const page = await person(house, { login: 'admin', phone, lang, dark });
    const paths = routes().filter(({ verb, path }) => verb === 'GET' && path.includes('{')).map(({ path }) => place(path));
    assert.ok(paths.filter(Boolean).length >= 12, `few records: ${paths}`);
    paths.push(`/property/places/${filled.building}`, '/desk/processes/complaint', `/desk?place=${filled.room}`,
      `/catalogue/designs/${filled.draft}/preview?stage=reviewing&role=engineer`,
      `/catalogue/designs/compare?process=renovation&later=${filled.draft}`, '/desk/definitions/move?process=repair');
    for (const path of paths.filter(Boolean)) {
      await t.test(path, () => look(page, path, `record-${named(path).replace(/_[0-9a-f]{32}/, '')}-${lang}-${size}${dark ? '-dark' : ''}`));
    }
    await page.context().close();
  });
}

test('the resident on the phone, with his own case', async () => {
  assert.ok(filled.resident, 'the demo has a resident with a log-in');
  for (const lang of ['zh-CN', 'en']) {
    const page = await person(house, { login: filled.resident, phone: true, lang });
    for (const path of ['/home', '/home/report', '/home/cases']) await look(page, path, `resident-${named(path)}-${lang}`);
    const own = page.locator('a[href^="/home/cases/case_"]').first();
    if (await own.count()) await look(page, await own.getAttribute('href'), `resident-case-${lang}`);
    await page.context().close();
  }
});

/** What a form is about, by the parts of its path and by its fields' usual names. */
function about(path, name) {
  const query = new URLSearchParams();
  const noun = { place: 'room', owner: 'room', session: 'account', password: 'account', totp: 'account', grant: 'account', assignment: 'staff',
    definition: 'draft' };
  const own = name.split('.')[1];
  if (path.startsWith('/catalogue/designs/')) query.set('id', filled.draft);
  else if (path.includes('{id}')) query.set('id', filled[noun[own] ?? own] ?? filled[{ case: 'case', work: 'case', import_row: 'import' }[own]] ?? filled.case);
  const parts = { stage: 'reviewing', clock: 'review', field: 'scope', table: 'limits', fragment: 'consent',
    work_item: 'site_check', inside: 'work_item.site_check.step', step: 'badges_worn', follows: 'work_item.site_check.on_fail', does: 'notify', nth: '0' };
  if (name.startsWith('catalogue.')) for (const [part, of] of Object.entries(parts)) query.set(part, of);
  if (name.startsWith('catalogue.') && path.includes('{action}')) query.set('action', 'pass_review');
  if (path.includes('{process}')) query.set('process', 'repair');
  if (path.includes('{key}')) query.set('key', 'agent');
  if (path.includes('{action}') && !query.has('action')) query.set('action', 'force_close');
  if (path.includes('{list}')) query.set('list', 'desk.case.list');
  for (const [, part] of path.matchAll(/\{(\w+)\}/g)) if (!query.has(part)) query.set(part, 'x');
  query.set('next', '/');
  return `/do/${name}?${query}`;
}

for (const [lang, phone, dark] of [['zh-CN', false, false], ['en', true, true]]) {
  test(`every form once, ${lang}, ${phone ? 390 : 1440} px`, async (t) => {
    const admin = await person(house, { login: 'admin', phone, lang, dark });
    // What a process lets one do depends on the post: an administrator holds none.
    const supervisor = await person(house, { login: 'xuting', phone, lang, dark });
    for (const { path, name } of routes().filter(({ verb }) => verb === 'POST')) {
      await t.test(name, async () => {
        const page = path.includes('{action}') && !name.startsWith('catalogue.') ? supervisor : admin;
        page.faults.length = 0;
        const answer = await page.goto(house.url + about(path, name), { waitUntil: 'load' });
        // A form about a record that is not in the state for it says so on a page of its own.
        assert.ok(answer.status() < 500, `${name} answers ${answer.status()}`);
        await sound(page, name);
        await picture(page, `form-${name}-${lang}`, true);
      });
    }
    await admin.context().close();
    await supervisor.context().close();
  });
}

test('a record, a list and a sheet of labels as they are printed', async () => {
  const page = await person(house, { login: 'admin' });
  const papers = {
    case: `/desk/cases/${filled.case}`, cases: '/desk/cases', labels: `/property/labels?within=${filled.building}`,
    'asset-labels': '/asset/labels', room: `/property/places/${filled.room}`,
  };
  for (const [name, path] of Object.entries(papers)) {
    await page.goto(house.url + path);
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.rail', '.top', '.toasts']) assert.equal(await page.locator(hidden).first().isVisible(), false, `${hidden} on ${name}`);
    await picture(page, `print-${name}`, true);
    const paper = await page.pdf({ path: join(pictures, `print-${name}.pdf`), format: 'A4' });
    assert.ok(paper.length > 5_000, `${name} prints ${paper.length} bytes`);
    await page.emulateMedia({ media: null });
  }
  await page.goto(house.url + papers.labels);
  assert.ok((await page.locator('.labels li svg.qr').count()) > 0, 'codes on the sheet');
});
