// The real server with a small demo company, and a real browser in front of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
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

/** Starts a demo company of one month in a folder of its own and waits until its first page is served. */
export async function open() {
  const data = mkdtempSync(join(tmpdir(), 'steward-e2e-'));
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
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const close = async () => {
    await browser.close();
    server.kill('SIGTERM');
    await new Promise((done) => (server.exitCode === null ? server.once('exit', done) : done()));
    rmSync(data, { recursive: true, force: true });
    if (server.exitCode !== 0) throw new Error(`the server ended with ${server.exitCode}:\n${log}`);
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
  if (login) {
    await page.goto(`${house.url}/sign_in`);
    await page.fill('[name=login]', login);
    await page.fill('[name=password]', password);
    await Promise.all([page.waitForURL((to) => !to.pathname.startsWith('/sign_in')), page.press('[name=password]', 'Enter')]);
  }
  return page;
}

/** Keeps what is on the screen. */
export const picture = (page, name) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: false });
