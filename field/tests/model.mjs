// A world to try the sync in: chance from a seed, a house that keeps what it has answered, devices whose memory outlives them, and
// a line that cuts, doubles and delays.

/** Figures by chance, the same for the same seed. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
  const below = (most) => Math.floor(next() * most);
  return { next, below, is: (share) => next() < share, one: (list) => list[below(list.length)],
    bytes: (into) => into.map(() => below(256)) };
}

/** The house, by the rules the real one keeps. What it has answered is written; parts of a photo may lose their tail in a fall. */
export class ModelHouse {
  constructor(tasks, cases, now) {
    this.now = now;
    this.tasks = new Map(tasks.map((id) => [id, { id, state: 'released', given: new Map(), scans: new Map(), applied: [], ended: 0, left: 0 }]));
    this.cases = new Map(cases.map((id) => [id, { id, stage: 0, done: [] }]));
    this.entries = new Map();
    this.files = new Map();
    this.parts = new Map();
    this.counted = new Map();
  }

  arrived(file) {
    return { offset: this.files.has(file) ? 0 : (this.parts.get(file)?.length ?? 0), kept: this.files.has(file) };
  }

  add(file, by, { size, sum }, offset, part) {
    if (this.files.has(file)) return { offset: size, kept: true };
    const has = this.parts.get(file) ?? '';
    if (offset !== has.length) return { offset: has.length, kept: false };
    const now = has + part;
    this.parts.set(file, now);
    if (now.length < size) return { offset: now.length, kept: false };
    this.parts.delete(file);
    if (now !== sum) return { offset: 0, kept: false };
    this.files.set(file, { by, bytes: now });
    return { offset: size, kept: true };
  }

  /** The house falls between two parts: what was not written to the end is gone. */
  fall(random) {
    for (const [file, has] of this.parts) this.parts.set(file, has.slice(0, random.below(has.length + 1)));
  }

  send(device, person, entries) {
    return entries.map((entry) => ({ id: entry.id, ...this.take(device, person, entry) }));
  }

  take(device, person, entry) {
    const known = this.entries.get(entry.id);
    if (known) return { answer: known.answer, again: true, reason: known.reason, words: known.words };
    if (entry.by !== person) return { answer: 'waiting', again: false, reason: 'person' };
    if (entry.previous && !this.entries.has(entry.previous)) return { answer: 'waiting', again: false, reason: 'before' };
    const files = [entry.said.answer, entry.said.photos ?? [], entry.said.input?.photos ?? []].flat().filter((one) => String(one).startsWith('file_'));
    if (files.some((file) => this.files.get(file)?.by !== person)) return { answer: 'waiting', again: false, reason: 'photos' };
    const at = Math.min(this.now(), Date.parse(entry.device_at) + (entry.clock_error ?? 0));
    const fate = this.decide(device, person, entry, at);
    this.entries.set(entry.id, { ...fate, device, person, entry, at });
    return { ...fate, again: false };
  }

  decide(device, person, entry, at) {
    const refused = (reason) => ({ answer: 'refused', reason, words: reason });
    if (entry.kind === 'act') return this.act(entry);
    const task = this.tasks.get(entry.occurrence_id);
    if (!task) return refused('gone');
    if (task.state === 'skipped') return refused('cancelled');
    if (task.state === 'done') return refused('finished');
    if (task.person && task.person !== person) return refused('not_yours');
    if (entry.kind === 'finish') {
      if (!task.given.has('must')) return refused('missing');
      task.state = 'done';
      task.person = person;
      task.ended += 1;
      return { answer: 'accepted' };
    }
    if (entry.kind === 'skip') {
      if (!entry.said.skipped) return refused('unfit');
      task.state = 'skipped';
      task.left += 1;
      return { answer: 'accepted' };
    }
    if (entry.kind === 'scan') {
      task.scans.set(entry.id, at);
      this.counted.set(entry.id, (this.counted.get(entry.id) ?? 0) + 1);
      return { answer: 'accepted' };
    }
    const stands = task.given.get(entry.step);
    const older = stands && (stands.device === device ? stands.seq > entry.seq : stands.at > at);
    if (older) return { answer: 'accepted', reason: 'older' };
    task.person = person;
    task.given.set(entry.step, { at, device, seq: entry.seq, said: entry.said });
    this.counted.set(entry.id, (this.counted.get(entry.id) ?? 0) + 1);
    return { answer: 'accepted' };
  }

  /** A step of a case fits one stage and leads to the next. */
  act(entry) {
    const one = this.cases.get(entry.case_id);
    if (entry.step !== String(one.stage)) return { answer: 'refused', reason: 'unfit', words: 'unfit' };
    one.stage += 1;
    one.done.push(entry.id);
    return { answer: 'accepted' };
  }

  carry(person) {
    const task = ({ id, state, given }) =>
      ({ id, state, given: Object.fromEntries([...given].map(([step, { said }]) => [step, said])) });
    const tasks = [...this.tasks.values()].filter(({ state }) => state !== 'skipped').map(task);
    return { now: new Date(this.now()).toISOString(), person, name: person, cursor: 'c', all: tasks.map(({ id }) => id), tasks, procedures: [], cases: [...this.cases.values()].map(({ id, stage }) => ({ id, stage })) };
  }
}

/** Whoever held this has died; nothing he still does has any effect. */
export class Dead extends Error {}

/** A device's memory. It outlives crashes; a crash comes before or after a call, never within. */
export class ModelMemory {
  constructor({ made, newId }, id, random) {
    Object.assign(this, { made, newId, id, random, stored: [], photos: new Map(), seq: 0, taken: {}, life: 0, danger: 0 });
  }

  /** The memory as one window of the app sees it. When the device dies, all its windows do. */
  open() {
    const { life } = this;
    const guarded = async (does) => {
      for (let turns = this.random.below(3); turns > 0; turns -= 1) await null;
      const die = () => {
        if (life !== this.life) throw new Dead();
        if (this.random.is(this.danger)) {
          this.life += 1;
          throw new Dead();
        }
      };
      die();
      const answer = does();
      die();
      return answer;
    };
    const change = (ids, by) => {
      this.stored = this.stored.map((entry) => (ids.includes(entry.id) ? by(entry) : entry));
    };
    return {
      device: () => guarded(() => this.id),
      keep: (draft, photos) => guarded(() => {
        this.seq += 1;
        const entry = this.made(draft, this.newId(this.seq, this.random.bytes), this.seq, this.stored);
        this.stored = [...this.stored, entry];
        photos.forEach((photo) => this.photos.set(photo.id, { ...photo, entry: entry.id }));
        return entry;
      }),
      entries: () => guarded(() => [...this.stored]),
      change: (ids, by) => guarded(() => change(ids, by)),
      photo: (id) => guarded(() => this.photos.get(id)),
      forgetPhoto: (id) => guarded(() => void this.photos.delete(id)),
      carried: () => guarded(() => this.taken),
      take: (carried) => guarded(() => {
        this.taken = carried;
        change(this.stored.filter((e) => e.state === 'acknowledged').map((e) => e.id), (entry) => ({ ...entry, settled: true }));
      }),
    };
  }
}

/** The line between a device and the house: it may be cut before or after a request is heard, hear it twice, or hear it again much later. */
export class Line {
  constructor(house, { Cut }, random) {
    Object.assign(this, { house, Cut, random, trouble: 0, late: [] });
  }

  to(person) {
    const call = async (does) => {
      for (let turns = this.random.below(4); turns > 0; turns -= 1) await null;
      if (this.random.is(this.trouble)) throw new this.Cut();
      const answer = does();
      if (this.random.is(this.trouble)) does();
      if (this.random.is(this.trouble)) this.late.push(does);
      for (let turns = this.random.below(4); turns > 0; turns -= 1) await null;
      if (this.random.is(this.trouble)) throw new this.Cut();
      return answer;
    };
    return {
      arrived: (file) => call(() => this.house.arrived(file)),
      add: (photo, offset, part) =>
        call(() => this.house.add(photo.id, person, { size: photo.size, sum: photo.sha256 }, offset, part)),
      send: (device, entries) => call(() => this.house.send(device, person, entries)),
      carry: () => call(() => this.house.carry(person)),
    };
  }

  /** What was on its way comes after all, in any order. */
  deliver() {
    while (this.late.length > 0) this.late.splice(this.random.below(this.late.length), 1)[0]();
  }
}
