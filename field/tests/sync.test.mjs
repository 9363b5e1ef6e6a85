// A shift without signal: whatever is cut, killed, doubled, delayed or done by somebody else meanwhile – nothing that was kept is lost,
// nothing counts twice, and each device knows what became of each entry. FIELD_SEEDS sets how many worlds are tried.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundled } from './bundle.mjs';
import { chance, Dead, Line, ModelHouse, ModelMemory } from './model.mjs';

const app = await bundled('sync/index.ts');
const seeds = Number(process.env.FIELD_SEEDS ?? 1500);
const STEPS = ['must', 'may', 'light', 'door'];

/** One world: what its people have kept is written down beside it. */
class World {
  constructor(seed) {
    this.random = chance(seed);
    this.time = Date.parse('2026-11-22T00:00:00Z');
    this.house = new ModelHouse(['t1', 't2', 't3'], ['c1', 'c2'], () => this.time);
    this.line = new Line(this.house, app, this.random);
    const colleagues = this.random.is(0.5);
    this.devices = [0, 1].map((nth) => ({
      memory: new ModelMemory(app, `device-${seed}-${nth}`, this.random),
      person: nth === 1 && colleagues ? 'qian' : 'zhao',
      // Each clock is off by up to an hour, and was compared once.
      error: this.random.below(7_200_000) - 3_600_000,
      kept: [],
    }));
  }

  /** Photos taken now. */
  photos(share) {
    const taken = [];
    for (let count = this.random.is(share) ? 1 + this.random.below(2) : 0; count > 0; count -= 1) {
      const bytes = 'x'.repeat(this.random.below(this.random.is(0.2) ? 400_000 : 40)) + this.random.below(1e9);
      taken.push({ id: app.newFile(this.time, this.random.bytes), size: bytes.length, sha256: bytes, name: 'p.jpg', bytes });
    }
    return taken;
  }

  /** The next step of a case as the device sees it: from where the house saw it last, over what was told since. */
  act(device) {
    const { stored, taken } = device.memory;
    const id = this.random.one(['c1', 'c2']);
    const told = stored.filter((one) => one.case_id === id && one.state !== 'refused' && !(one.state === 'acknowledged' && one.settled));
    const stage = taken.cases?.find((one) => one.id === id)?.stage ?? 0;
    const photos = this.photos(0.2);
    return [{ case_id: id, kind: 'act', step: String(stage + told.length), said: { input: { photos: photos.map((one) => one.id) } } }, photos];
  }

  /** Something at a task. */
  step() {
    const kind = this.random.is(0.12) ? 'finish' : this.random.is(0.03) ? 'skip' : this.random.is(0.15) ? 'scan' : 'record';
    const plain = kind !== 'record';
    const photos = plain ? [] : this.photos(0.3);
    const named = photos.length > 0 ? { photos: photos.map(({ id }) => id) } : {};
    const said = kind === 'scan' ? { code: `p${this.random.below(9)}` } : kind === 'skip' ? (this.random.is(0.8) ? { skipped: 'no_access' } : {}) : plain ? {} : { answer: String(this.random.below(1000)), ...named };
    return [{ occurrence_id: this.random.one(['t1', 't1', 't2', 't3']), kind, said, ...(plain ? {} : { step: this.random.one(STEPS) }) }, photos];
  }

  async record(device) {
    this.time += 1 + this.random.below(60_000);
    const [what, photos] = this.random.is(0.2) ? this.act(device) : this.step();
    const draft = { ...what, by: device.person, device_at: new Date(this.time - device.error).toISOString(), clock_error: device.error };
    try {
      const entry = await device.memory.open().keep(draft, photos);
      device.kept.push({ ...entry, true_at: this.time, bytes: photos });
    } catch (error) {
      // Killed while keeping: nobody was told that it is kept.
      if (!(error instanceof Dead)) throw error;
    }
  }

  /** The app comes up, alone or as two windows, and brings what it can. */
  async sync(device, windows) {
    const one = () => app.sync(device.memory.open(), this.line.to(device.person));
    const ends = await Promise.allSettled(Array.from({ length: windows }, one));
    for (const end of ends) if (end.status === 'rejected' && !(end.reason instanceof Dead)) throw end.reason;
  }

  async live() {
    this.line.trouble = this.random.one([0, 0.05, 0.2, 0.5]);
    for (let turn = 20 + this.random.below(40); turn > 0; turn -= 1) {
      const device = this.random.one(this.devices);
      device.memory.danger = this.random.one([0, 0, 0.02, 0.1]);
      if (this.random.is(0.6)) await this.record(device);
      else if (this.random.is(0.8)) await this.sync(device, this.random.is(0.2) ? 2 : 1);
      else if (this.random.is(0.3)) this.line.deliver();
      else if (this.random.is(0.3)) this.house.fall(this.random);
      else if (this.random.is(0.15)) this.house.tasks.get('t3').state = 'skipped';
    }
    this.line.trouble = 0;
    this.line.deliver();
    for (const device of this.devices) {
      device.memory.danger = 0;
      for (let times = 0; times < 2; times += 1) await this.sync(device, 1);
    }
  }

  /** The rule told once more, over what truly happened and when. */
  check() {
    const { house } = this;
    for (const { memory, kept, person } of this.devices) {
      for (const { id, bytes } of kept) {
        const entry = memory.stored.find((one) => one.id === id);
        const here = house.entries.get(id);
        assert.ok(entry && here, `${id} is lost`);
        assert.equal(entry.state, here.answer === 'accepted' ? 'acknowledged' : 'refused');
        if (entry.state === 'refused') assert.ok(entry.words, `${id} is refused without a word`);
        assert.equal(here.person, person);
        for (const photo of bytes) assert.equal(house.files.get(photo.id)?.bytes, photo.sha256, `${photo.id} is lost or damaged`);
      }
      assert.deepEqual(memory.stored.filter((entry) => !app.isOver(entry)), [], 'something is still waiting');
    }
    const known = new Set(this.devices.flatMap(({ memory }) => memory.stored.map(({ id }) => id)));
    for (const id of house.entries.keys()) assert.ok(known.has(id), `${id} was made by nobody`);
    for (const [id, times] of house.counted) assert.equal(times, 1, `${id} counts ${times} times`);
    for (const one of house.cases.values()) {
      const accepted = [...house.entries.values()].filter(({ answer, entry }) => answer === 'accepted' && entry.case_id === one.id);
      assert.deepEqual(one.done.map((id) => house.entries.get(id).entry.step), accepted.map((_, nth) => String(nth)), `${one.id}: each step once, one after the other`);
      assert.deepEqual(new Set(one.done), new Set(accepted.map(({ entry }) => entry.id)));
    }
    for (const task of house.tasks.values()) {
      assert.ok(task.ended <= 1, `${task.id} was finished ${task.ended} times`);
      const accepted = [...house.entries.values()].filter(({ answer, entry }) => answer === 'accepted' && entry.occurrence_id === task.id);
      const left = accepted.filter(({ entry }) => entry.kind === 'skip').length;
      assert.ok(left <= 1 && left === task.left && left + task.ended <= 1, `${task.id} was left out ${left} times and finished ${task.ended} times`);
      if (left > 0) assert.equal(task.state, 'skipped', `${task.id} was left out for good`);
      const scanned = accepted.filter(({ entry }) => entry.kind === 'scan').map(({ entry, at }) => [entry.id, at]);
      assert.deepEqual(new Map(scanned), task.scans, `${task.id}: every scan counts, at its own time`);
      for (const step of STEPS) {
        const of = accepted.filter(({ entry }) => entry.step === step).sort((a, b) => a.at - b.at).at(-1);
        assert.deepEqual(task.given.get(step)?.said, of?.entry.said, `${task.id} ${step}: the last one stands`);
      }
    }
  }
}

test(`${seeds} shifts without signal: 0 lost, 0 doubled`, async () => {
  let entries = 0;
  let refused = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const world = new World(seed);
    try {
      await world.live();
      world.check();
    } catch (error) {
      error.message = `seed ${seed}: ${error.message}`;
      throw error;
    }
    entries += world.house.entries.size;
    refused += [...world.house.entries.values()].filter(({ answer }) => answer === 'refused').length;
  }
  assert.ok(entries > seeds * 10 && refused > seeds, `${entries} entries, ${refused} of them refused: a world in which little happens proves nothing`);
});

test('a clock that was set while nobody could compare it is known by its jump', () => {
  const found = app.compared(1_000, 1_200, 61_100, 50);
  assert.equal(found.error, 60_000);
  const later = app.looked(found, 11_200, 10_050);
  assert.equal(later.error, 60_000, 'time went by');
  const set = app.looked(later, 11_200 + 3_600_000, 10_060);
  assert.equal(set.error, 60_000 - 3_600_000 + 10, 'an hour ahead by hand');
  assert.equal(app.looked(set, 9_000_000, 5).error, set.error, 'begun anew, there is nothing to compare with');
});

test('ids are UUIDv7 and sort by the time they were made', () => {
  const random = chance(7);
  const ids = [1, 2, 3].map((n) => app.newId(1_700_000_000_000 + n, random.bytes));
  assert.deepEqual([...ids].sort(), ids);
  assert.match(ids[0], /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(app.newFile(0, random.bytes), /^file_[0-9a-f]{32}$/);
});

test('nothing of a task goes before what was made earlier, and nobody sends what another has made', () => {
  const entry = (seq, task, state, by = 'zhao') => ({ id: `e${seq}`, seq, occurrence_id: task, state, by, said: {} });
  const all = [entry(1, 'a', 'kept'), entry(2, 'a', 'queued'), entry(3, 'b', 'queued'), entry(4, 'c', 'queued', 'qian'), entry(5, 'b', 'queued')];
  assert.deepEqual(app.ready(all, 'zhao', 10).map(({ id }) => id), ['e3', 'e5']);
  assert.deepEqual(app.ready(all, 'zhao', 1).map(({ id }) => id), ['e3']);
});
