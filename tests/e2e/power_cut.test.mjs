// kill -9 of the real server under load: what was acknowledged is there afterwards, and nothing is half done.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort, password, pause, steward } from './house.mjs';

const kills = Number(process.env.STEWARD_KILLS ?? 3);

async function serve(data) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(steward, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--unlimited'], { stdio: 'ignore' });
  const ended = new Promise((done) => server.once('exit', done));
  for (let tries = 0; !(await fetch(`${url}/healthz`).then((r) => r.ok, () => false)); tries += 1) {
    if (tries > 400) throw new Error('the server did not come up');
    await pause(100);
  }
  return { url, server, ended };
}

async function signIn(url) {
  const answer = await fetch(`${url}/api/v1/sign_in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'linxiao', password }),
  });
  assert.equal(answer.status, 200);
  const cookie = answer.headers.getSetCookie()[0].split(';')[0];
  return (path, body, key) =>
    fetch(url + path, {
      method: body ? 'POST' : 'GET',
      headers: { cookie, 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
      body: body && JSON.stringify(body),
    });
}

test('no acknowledged case is lost and none is there twice', { timeout: 300_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'steward-power-'));
  try {
    execFileSync(steward, ['demo', '--data', data, '--months', '1', '--scale', '0.02', '--make-only'], { stdio: 'ignore' });
    const acknowledged = new Map();
    for (let round = 0; round < kills; round += 1) {
      const { url, server, ended } = await serve(data);
      const api = await signIn(url);
      const { rows } = await (await api('/api/v1/property/places?kind=room&limit=1')).json();
      let going = true;
      const agents = Array.from({ length: 8 }, async (_, nth) => {
        for (let n = 0; going; n += 1) {
          const key = `${round}-${nth}-${n}`;
          const body = { place_id: rows[0].id, channel: 'phone', input: { summary: `断电 ${key}` } };
          try {
            const answer = await api('/api/v1/desk/processes/repair/cases', body, key);
            if (answer.ok) acknowledged.set(key, (await answer.json()).number);
          } catch {
            return; // the server is gone; what was not acknowledged promises nothing
          }
        }
      });
      await pause(500 + round * 170);
      going = false;
      server.kill('SIGKILL');
      await ended;
      await Promise.all(agents);
    }
    assert.ok(acknowledged.size > kills, `only ${acknowledged.size} cases were acknowledged`);
    const { url, server, ended } = await serve(data);
    const api = await signIn(url);
    const found = new Map();
    for (let after = ''; after !== null; ) {
      const page = await (await api(`/api/v1/desk/cases?limit=200${after && `&after=${after}`}`)).json();
      for (const row of page.rows) {
        const key = /^断电 (.+)$/.exec(row.title ?? row.summary ?? '')?.[1];
        if (key) found.set(key, [...(found.get(key) ?? []), row.number]);
      }
      after = page.next ?? null;
    }
    for (const [key, number] of acknowledged) assert.deepEqual(found.get(key), [number], `case ${key}`);
    for (const [key, numbers] of found) assert.equal(numbers.length, 1, `${key} is there twice`);
    server.kill('SIGTERM');
    assert.equal(await ended, 0, 'SIGTERM drains and ends');
    execFileSync(steward, ['verify', '--data', data], { stdio: 'pipe' });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
