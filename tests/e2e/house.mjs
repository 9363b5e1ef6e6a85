// The real server with a small demo company, and a real browser in front of it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');
export const steward = process.env.STEWARD ?? join(root, 'target/debug/steward');
export const pictures = process.env.PICTURES ?? join(import.meta.dirname, 'pictures');
export const password = 'anhe-demo-2026';
mkdirSync(pictures, { recursive: true });

export const freePort = () =>
  new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Starts the program over a folder and waits until its first page is served. */
async function start(data) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['demo', '--data', data, '--listen', `127.0.0.1:${port}`, '--months', '1', '--scale', '0.1', '--unlimited'];
  const server = spawn(steward, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (text) => (log += text));
  for (let tries = 0; ; tries += 1) {
    const ready = await fetch(`${url}/healthz`).then((r) => r.ok, () => false);
    if (ready) break;
    if (server.exitCode !== null || tries > 1200) throw new Error(`the server did not come up:\n${log}`);
    await pause(250);
  }
  const stop = async () => {
    server.kill('SIGTERM');
    await new Promise((done) => (server.exitCode === null ? server.once('exit', done) : done()));
    if (server.exitCode !== 0) throw new Error(`the server ended with ${server.exitCode}:\n${log}`);
  };
  return { url, stop };
}

/** A demo company of one month, founded once a day by each build of the program: founding takes a minute, a copy none. */
export async function founded() {
  const { mtimeMs, size } = statSync(steward);
  const company = join(import.meta.dirname, 'company');
  const made = join(company, `${new Date().toISOString().slice(0, 10)}-${Math.round(mtimeMs)}-${size}`);
  if (!existsSync(made)) {
    rmSync(company, { recursive: true, force: true });
    const { stop } = await start(`${made}.new`);
    while (existsSync(join(`${made}.new`, 'demo.unfinished'))) await pause(250);
    await stop();
    renameSync(`${made}.new`, made);
  }
  return made;
}

/** How a browser is started. */
export const browsing = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
};

/** Opens a demo company of one's own, and a browser. */
export async function open() {
  const data = mkdtempSync(join(tmpdir(), 'steward-e2e-'));
  cpSync(await founded(), data, { recursive: true });
  const { url, stop } = await start(data);
  const browser = await chromium.launch(browsing);
  const close = async () => {
    await browser.close();
    await stop();
    rmSync(data, { recursive: true, force: true });
  };
  return { url, data, browser, close };
}

/** A browser of somebody's own: a desk screen, or a phone. */
export async function person(house, { login, phone = false, lang = 'zh-CN', dark = false } = {}) {
  const context = await house.browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    locale: lang,
    timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light',
    hasTouch: phone,
    isMobile: phone,
  });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && !/40\d|42\d/.test(line.text()) && faults.push(line.text()));
  page.faults = faults;
  page.house = house;
  if (login) await signIn(page, house.url, login);
  return page;
}

/** Signs somebody of the demo company in. */
export async function signIn(page, url, login) {
  await page.goto(`${url}/sign_in`);
  await page.fill('[name=login]', login);
  await page.fill('[name=password]', password);
  await Promise.all([page.waitForURL((to) => !to.pathname.startsWith('/sign_in')), page.press('[name=password]', 'Enter')]);
}

/** Keeps what is on the screen, or the whole page. */
export const picture = (page, name, fullPage = false) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage });

/** Something of the demo company, through the API of whoever looks at the page. */
export const ask = (page, path) => page.evaluate(async (at) => (await fetch(at)).json(), `/api/v1${path}`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } };

/** Opens a page, keeps its picture, and finds nothing axe objects to, no fault in the console, and nothing wider than the screen. */
export async function look(page, path, name, below = 400) {
  page.faults.length = 0;
  const answer = await page.goto(page.house.url + path, { waitUntil: 'load' });
  assert.ok(answer.status() < below, `${path} answers ${answer.status()}`);
  await sound(page, path);
  await picture(page, name, true);
}

/** The same for the page as it stands. */
export async function sound(page, path) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), rules);
  const said = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
  assert.deepEqual(said, [], `axe on ${path}`);
  assert.deepEqual(page.faults, [], `console on ${path}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 1, `${path} is ${over} px wider than the screen`);
}

/** Every route of the program: verb, path and name. */
export const routes = () =>
  execFileSync(steward, ['routes'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([verb, path]) => verb && path && !path.startsWith('/api/'))
    .map(([verb, path, permission, name]) => ({ verb, path, permission, name }));

export const named = (path) => path.replaceAll(/[/?=&]/g, '-').replace(/^-/, '') || 'home';
