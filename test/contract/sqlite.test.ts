import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type Store } from '../../src/adapters/sqlite/database.ts';
import { applicationId, migrations } from '../../src/adapters/sqlite/migrations.ts';
import { createTokenProbe } from '../../src/adapters/sqlite/token-probe.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { rootKey } from '../../src/core/panel/panel-machine.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { reservation } from './bookings.ts';
import { budgetContract } from './budget.contract.ts';
import { deliveriesContract } from './deliveries.contract.ts';
import { documentsContract } from './documents.contract.ts';
import { createTestClock, here, testRandom as random, there } from './helpers.ts';
import { journalContract, mustClaim, readAll } from './journal.contract.ts';
import { ledgerContract } from './ledger.contract.ts';
import { newPanel, request } from './panels.ts';
import { ask, quoteIndexContract } from './quote-index.contract.ts';
import { begin, load, row } from './quote-rows.ts';
import { quoteVectorsContract } from './quote-vectors.contract.ts';
import { entry, transcriptContract } from './transcript.contract.ts';

const inMemory = (clock: Clock) => openSqlite({ path: ':memory:', clock, random });
journalContract('SQLite', inMemory);
documentsContract('SQLite', inMemory);
transcriptContract('SQLite', inMemory);
budgetContract('SQLite', inMemory);
deliveriesContract('SQLite', inMemory);
quoteIndexContract('SQLite', inMemory);
ledgerContract('SQLite', inMemory);
quoteVectorsContract('SQLite', inMemory);

let folder = '';
let clock = createTestClock();
let opened: Store[] = [];
const children: ChildProcess[] = [];
const path = (): string => join(folder, 'data', 'store.sqlite');
const open = async (time: Clock = clock): Promise<Store> => {
  const store = await openSqlite({ path: path(), clock: time, random });
  opened.push(store);
  return store;
};
/** Looks at the file as somebody else would. */
const look = (sql: string): readonly unknown[] => {
  const db = new DatabaseSync(path());
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sounding-board-sqlite-'));
  clock = createTestClock();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const store of opened) store.close();
  opened = [];
  rmSync(folder, { recursive: true, force: true });
});

const childFile = fileURLToPath(new URL('./sqlite-child.ts', import.meta.url));
const start = (job: string, name: string) => {
  const child = spawn(process.execPath, [childFile, path(), job, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += String(chunk);
  });
  return { child, exit: once(child, 'exit'), lines: () => text.split('\n').slice(0, -1) };
};
const until = async (what: () => boolean, ms = 10_000): Promise<void> => {
  for (let waited = 0; !what(); waited += 20) {
    if (waited > ms) throw new Error('waited for too long');
    await wait(20);
  }
};

describe('the data file', () => {
  it('is made with its folder and belongs to its owner alone, side files too', async () => {
    const store = await open();
    await store.journal.check();
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
    const files = readdirSync(join(folder, 'data'));
    expect(files).toContain('store.sqlite-wal');
    for (const file of files) expect([file, statSync(join(folder, 'data', file)).mode & 0o777]).toEqual([file, 0o600]);
  });

  it('is closed to others again when it had been opened up', async () => {
    (await open()).close();
    chmodSync(path(), 0o644);
    await open();
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('keeps everything over a restart', async () => {
    const first = await open();
    await first.journal.accept(here, newPanel('a'));
    const lease = await mustClaim(first.journal);
    await first.journal.record(here, lease, { type: 'sending', key: rootKey });
    await first.journal.record(here, lease, { type: 'sent', key: rootKey, ref: 'ts-1' });
    await first.journal.record(here, lease, { type: 'asked', persona: 'ana', round: 1 });
    await first.journal.record(here, lease, { type: 'answered', persona: 'ana', round: 1 }, { answer: 'yes' });
    await first.documents.put(here, { kind: 'set', id: 'a', value: [1], author: 'x', expectedVersion: 0 });
    await first.transcript.append(here, entry('a'));
    await first.budget.reserve(here, reservation('a'));
    await load(first.quotes, here, [row('The delivery was late'), row('Fine')]);
    const read = async ({ journal, documents, transcript, budget, quotes }: Store) => [
      await readAll(journal, 'a'),
      await journal.postByRef(here, 'ts-1'),
      await documents.list(here, 'set'),
      await transcript.since(here, 0, 9),
      await budget.state(here, 'robin'),
      await quotes.search(here, { text: 'delivery', filters: {}, limit: 9 }),
      await quotes.sources(here),
    ];
    const before = await read(first);
    first.close();
    first.close();
    const second = await open();
    expect(await read(second)).toEqual(before);
    expect(await second.journal.record(here, lease, { type: 'asked', persona: 'ben', round: 1 })).toBeDefined();
    expect((await second.journal.accept(here, newPanel('b'))).panel.ref.number).toBe(2);
    expect((await second.transcript.append(here, entry('b'))).seq).toBe(2);
    await expect(first.journal.check()).rejects.toThrow();
  });

  it('is refused, untouched, when it belongs to another program, is no database or comes from a newer version', async () => {
    (await open()).close();
    const spoil = async (how: () => void, message: RegExp): Promise<void> => {
      how();
      const before = readFileSync(path());
      await expect(open()).rejects.toThrow(message);
      expect(readFileSync(path()).equals(before)).toBe(true);
    };
    await spoil(
      () => look('PRAGMA user_version = 99'),
      /newer Sounding Board \(format 99; this one knows \d+\).*Update Sounding Board, or set DATA_DIR/,
    );
    await spoil(() => {
      rmSync(path());
      look('CREATE TABLE theirs (x)');
    }, /is not a data file of Sounding Board.*set DATA_DIR to another folder/);
    await spoil(() => writeFileSync(path(), 'Dear diary, '.repeat(1_000)), /is not a data file of Sounding Board/);
  });

  it('of the first version takes the steps that it lacks, and keeps what it holds', async () => {
    mkdirSync(join(folder, 'data'));
    const old = new DatabaseSync(path());
    old.exec(
      `${migrations[0]}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = 1; INSERT INTO spaces (name) VALUES ('${here}')`,
    );
    old.close();
    const store = await open();
    expect(await store.budget.reserve(here, reservation('a'))).toEqual({ outcome: 'reserved' });
    expect(look('SELECT name FROM spaces')).toEqual([{ name: here }]);
    expect(look('PRAGMA user_version')).toEqual([{ user_version: migrations.length }]);
  });

  it('opens for several processes at once, though it has to be made first', async () => {
    const started = ['a', 'b', 'c'].map((name) => start('open', name));
    for (const { exit, lines } of started) {
      expect((await exit)[0]).toBe(0);
      expect(lines()).toEqual(['open']);
    }
    await (await open()).journal.check();
  });

  it('gives one delivery to one of several openings, also after a restart, and holds no key for ever', async () => {
    const [one, two] = [await open(), await open()];
    const answers = await Promise.all([one, two, one, two].map(({ deliveries }) => deliveries.first(here, 'Ev1')));
    expect(answers.filter(Boolean)).toHaveLength(1);
    one.close();
    two.close();
    const { deliveries } = await open();
    expect(await deliveries.first(here, 'Ev1')).toBe(false);
    clock.advance(3 * 86_400_000);
    await deliveries.first(here, 'Ev2');
    expect(look('SELECT key FROM deliveries')).toEqual([{ key: 'Ev2' }]);
  });

  it('rolls a transaction back as a whole and goes on', async () => {
    const store = await open();
    await store.journal.accept(here, newPanel('a'));
    await expect(store.journal.accept(here, newPanel('a', { deliveryKey: 'other' }))).rejects.toThrow();
    expect(look('SELECT (SELECT count(*) FROM inbox) AS inbox, (SELECT count(*) FROM turns) AS turns')).toEqual([{ inbox: 1, turns: 2 }]);
    await store.journal.accept(here, newPanel('b'));
  });

  it('rolls back what came before a fault in the middle of a chunk', async () => {
    const store = await open();
    const id = await begin(store.quotes, here);
    // A field that no check lets through stands in for any fault of the database.
    const broken = { ...row('two'), date: Symbol('no day') as never };
    await expect(store.quotes.add(here, id, [row('one'), broken])).rejects.toThrow(/cannot be bound/);
    expect(look('SELECT (SELECT count(*) FROM quotes) AS quotes, (SELECT count(*) FROM words_1_vocab) AS words')).toEqual([
      { quotes: 0, words: 0 },
    ]);
    expect(await store.quotes.add(here, id, [row('one')])).toEqual({ added: 1, forgotten: 0 });
  });

  it('no longer holds the words of what was removed', async () => {
    const store = await open();
    const secret = 'quetzalcoatlus';
    const bytes = (): string =>
      readdirSync(join(folder, 'data'))
        .map((file) => readFileSync(join(folder, 'data', file)).toString('latin1'))
        .join();
    await load(store.quotes, here, [row('The delivery was late')]);
    const id = await begin(store.quotes, here);
    await store.quotes.add(
      here,
      id,
      Array.from({ length: 50 }, (_, n) => row(`my ${secret} number ${n}`)),
    );
    expect(bytes()).toContain(secret);
    await store.quotes.discard(here, id);
    expect(bytes()).not.toContain(secret);
    // The stem of the word in the index, as the porter stemmer leaves it.
    expect(bytes()).not.toContain('quetzalcoatlu');
    await store.documents.put(here, { kind: 'set', id: 'a', value: secret, author: 'x', expectedVersion: 0 });
    expect(bytes()).toContain(secret);
    await store.documents.remove(here, 'set', 'a');
    expect(bytes()).not.toContain(secret);
    expect(look("SELECT name FROM sqlite_schema WHERE name LIKE 'words%' AND sql LIKE '%VIRTUAL%'")).toHaveLength(2);
  });

  it('no longer holds a byte of what was forgotten, in the file or in its log, and holds what says nothing without the words', async () => {
    const store = await open();
    const holds = (word: string): boolean =>
      readdirSync(join(folder, 'data')).some((file) => readFileSync(join(folder, 'data', file)).includes(word));
    const rows = Array.from({ length: 1_200 }, (_, n) =>
      row(`my quetzalcoatlus number ${n}`, { speaker: 'bumblebee', source: `s${n % 3}` }),
    );
    await load(store.quotes, here, [row('The delivery was late'), ...rows, row('The zebrafish came back')]);
    const [hit] = (await store.quotes.search(here, { text: 'zebrafish', filters: {}, limit: 1 })).candidates;
    for (const word of ['quetzalcoatlu', 'bumblebee', 'zebrafish']) expect(holds(word)).toBe(true);
    await store.quotes.forget(here, { kind: 'speaker', value: 'bumblebee' });
    for (const word of ['quetzalcoatlu', 'bumblebee']) expect(holds(word)).toBe(false);
    await store.quotes.forget(here, { kind: 'quote', value: hit?.quote.id ?? '' });
    expect(holds('zebrafish')).toBe(false);
    expect(holds('delivery was late')).toBe(true);
    expect(look('SELECT count(*) AS n FROM tombstones')).toEqual([{ n: 1_202 }]);
    expect(look('SELECT count(*) AS n FROM batches')).toEqual([{ n: 1 }]);
    expect(look("INSERT INTO words_1 (words_1) VALUES ('integrity-check')")).toEqual([]);
    await store.quotes.forget(here, { kind: 'source', value: 'App store' }, { undo: true });
    expect(holds('delivery was late')).toBe(false);
  });

  it('no longer holds a byte of words that were replaced', async () => {
    const store = await open();
    await load(store.quotes, here, [row('The delivery was late'), row('I met zebrafish there', { suspect: true })]);
    const [found] = (await store.quotes.flagged(here, { limit: 1 })).quotes;
    await store.quotes.decide(here, found?.id ?? '', { text: 'I met [name removed] there' });
    const holds = readdirSync(join(folder, 'data')).some((file) => readFileSync(join(folder, 'data', file)).includes('zebrafish'));
    expect(holds).toBe(false);
    expect(look("INSERT INTO words_1 (words_1) VALUES ('integrity-check')")).toEqual([]);
    expect(look("SELECT 1 FROM batches WHERE state = 'discarded'")).toEqual([]);
  });

  it('goes on with a removal that was cut short, and shows nothing of it meanwhile', async () => {
    const store = await open();
    await load(store.quotes, here, [row('The delivery was late', { speaker: 'ana' }), row('The delivery was broken')]);
    const gone = store.quotes.forget(here, { kind: 'speaker', value: 'ana' });
    // The first step is done as soon as the call returns; closing stops the rest.
    store.close();
    await gone.catch(() => undefined);
    const again = await open();
    expect((await again.quotes.search(here, { text: 'late', filters: {}, limit: 5 })).candidates).toEqual([]);
    expect(await again.quotes.count(here)).toBe(1);
    await until(() => look("SELECT 1 FROM batches WHERE state = 'discarded'").length === 0);
    expect(look('SELECT count(*) AS n FROM quotes')).toEqual([{ n: 1 }]);
  });

  it('keeps an index that SQLite itself finds whole, after hostile rows came and went', async () => {
    const store = await open();
    await load(store.quotes, here, [row('The delivery was late')]);
    const id = await begin(store.quotes, here);
    await store.quotes.add(
      here,
      id,
      ['a\0b c', 'x\ud800y z', 'ok then'].flatMap((text) => [row(text), row(text, { segment: text })]),
    );
    await store.quotes.discard(here, id);
    expect(look("INSERT INTO words_1 (words_1) VALUES ('integrity-check')")).toEqual([]);
    expect(look("SELECT term FROM words_1_vocab WHERE col = 'text' ORDER BY term")).toEqual(
      ['deliveri', 'late', 'the', 'wa'].map((term) => ({ term })),
    );
  });
});

describe('the words of a query', () => {
  it('cannot become operators, whatever they hold', () => {
    const probe = createTokenProbe();
    const units = probe.unitsOf(['a"b', '" OR "x', 'NOT', 'text:y', '*', '', 'c\0d']);
    expect(units.map(({ stems }) => stems.join(' '))).toEqual(['a b', 'or x', 'not', 'text y', 'c d']);
    expect(probe.look(units, ['a b', 'x', 'not']).map(({ units: seen }) => seen.size)).toEqual([1, 0, 1]);
    probe.close();
  });
});

describe('two openings of one file', () => {
  it('compete for a panel: exactly one gets it', async () => {
    const [one, other] = [await open(), await open()];
    for (const id of ['a', 'b', 'c']) await one.journal.accept(here, newPanel(id));
    const leases = await Promise.all(
      [one, other, one, other, one].map(({ journal }, n) => journal.claim(here, { ...request, owner: `w${n}` })),
    );
    const got = leases.flatMap((lease) => (lease ? [lease.panel.id] : []));
    expect(got.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('give every panel to one process when two take as fast as they can', async () => {
    const store = await open();
    const ids = Array.from({ length: 120 }, (_, n) => `panel-${n}`);
    for (const id of ids) await store.journal.accept(here, newPanel(id));
    const started = [start('claim', 'one'), start('claim', 'two')];
    for (const { exit } of started) expect((await exit)[0]).toBe(0);
    expect(started.flatMap(({ lines }) => lines()).toSorted()).toEqual(ids.toSorted());
  });

  it('count the changes of the transcript in one row, each number once', async () => {
    await open();
    const started = [start('append', 'one'), start('append', 'two')];
    for (const { exit } of started) expect((await exit)[0]).toBe(0);
    const seqs = started.map(({ lines }) => lines().map(Number));
    for (const list of seqs) expect(list).toEqual(list.toSorted((a, b) => a - b));
    expect(seqs.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, n) => n + 1));
  });

  it('never book more tokens than there is room for, though two processes reserve as fast as they can', async () => {
    await open();
    const started = [start('reserve', 'one'), start('reserve', 'two')];
    for (const { exit } of started) expect((await exit)[0]).toBe(0);
    const people = Array.from({ length: 300 }, (_, n) => `person-${n}`);
    expect(started.flatMap(({ lines }) => lines()).toSorted()).toEqual(people.toSorted());
    expect(look("SELECT max(tokens) AS tokens FROM budget_windows WHERE actor = ''")).toEqual([{ tokens: 300 * 1_500 }]);
    expect(look('SELECT count(*) AS bookings, sum(tokens) AS tokens FROM bookings WHERE tokens > 1')).toEqual([
      { bookings: 300, tokens: 300 * 1_500 },
    ]);
  });

  it('see what the other wrote', async () => {
    const [one, other] = [await open(), await open()];
    await load(one.quotes, here, [row('The delivery was late')]);
    expect(await ask(other.quotes, 'delivery')).toHaveLength(1);
    await load(other.quotes, there, [row('Another delivery')]);
    expect(await ask(one.quotes, 'delivery', {}, there)).toEqual(['Another delivery']);
  });
});

describe('what the store keeps of people for their token budgets', () => {
  const hourMs = 3_600_000;
  const rows = () =>
    look("SELECT (SELECT count(*) FROM budget_windows WHERE actor <> '') AS people, (SELECT count(*) FROM bookings) AS bookings")[0];

  it('is gone with the first reservation after the hour, in any space', async () => {
    const { budget } = await open();
    const plain = () => JSON.stringify(look('SELECT * FROM budget_windows').concat(look('SELECT * FROM bookings')));
    await budget.reserve(here, reservation('a', { actor: 'person-4711' }));
    clock.advance(hourMs - 1);
    await budget.reserve(there, reservation('b'));
    expect(plain()).toContain('person-4711');
    clock.advance(1);
    await budget.reserve(there, reservation('c', { actor: 'uma' }));
    expect(plain()).not.toContain('person-4711');
    expect(plain()).not.toContain('robin');
    expect(rows()).toEqual({ people: 1, bookings: 3 });
  });

  it('is not mixed up when a booking outlives its hour: what it used is not taken from whoever came next', async () => {
    const { budget } = await open();
    await budget.reserve(here, reservation('a'));
    clock.advance(hourMs);
    await budget.reserve(here, reservation('b', { actor: 'uma' }));
    await budget.settle(here, 'a', 0);
    expect(await budget.state(here, 'uma')).toMatchObject({ spaceDay: 1_500, userHour: 1_500 });
  });

  it('is deleted with all the rest of a day within two days, however the reservations end', async () => {
    const { budget } = await open();
    await budget.reserve(here, reservation('a'));
    await budget.reserve(there, reservation('b'));
    await budget.settle(there, 'b', 10);
    clock.advance(48 * hourMs);
    await budget.reserve(here, reservation('c', { caps: { spaceDay: 0, userHour: 0 } }));
    expect(rows()).toEqual({ people: 0, bookings: 0 });
    expect(look('SELECT * FROM budget_windows')).toEqual([]);
  });
});

const rowsLeft = (): unknown => look('SELECT (SELECT count(*) FROM quotes) AS quotes, (SELECT count(*) FROM batches) AS batches')[0];

// The children live by this machine's clock, so the openings beside them do too.
describe('a process that dies', () => {
  it('loses nothing that it acknowledged', async () => {
    const { child, exit, lines } = start('accept', 'panel');
    await until(() => lines().length >= 200);
    child.kill('SIGKILL');
    await exit;
    const acknowledged = lines();
    const { journal } = await open(systemClock);
    for (const id of acknowledged) expect((await journal.read(here, id))?.state.posts[0]?.key).toBe(rootKey);
    const stored = await journal.list(here, { limit: 1_000_000 });
    expect(stored.map(({ ref }) => ref.number)).toEqual(Array.from(stored, (_, n) => stored.length - n));
    expect(look('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('leaves no half of an import behind for the next opening', async () => {
    const first = await open(systemClock);
    await load(first.quotes, here, [row('The delivery was late')]);
    first.close();
    const { child, exit, lines } = start('import', 'half');
    await until(() => lines().length > 0);
    child.kill('SIGKILL');
    await exit;
    expect(rowsLeft()).toEqual({ quotes: 301, batches: 2 });
    const { quotes } = await open(systemClock);
    expect(await ask(quotes, 'unmistakable')).toEqual([]);
    expect(await quotes.count(here)).toBe(1);
    await expect(quotes.publish(here, lines()[0] ?? '')).rejects.toThrow('not under way');
    await until(() => JSON.stringify(rowsLeft()) === '{"quotes":1,"batches":1}');
    expect(await ask(quotes, 'delivery')).toHaveLength(1);
  });

  it('is not taken for dead while it lives: its import goes on when another process opens the file', async () => {
    const { child, lines } = start('import', 'half');
    await until(() => lines().length > 0);
    const { quotes } = await open(systemClock);
    await load(quotes, here, [row('The delivery was late')]);
    expect(rowsLeft()).toEqual({ quotes: 301, batches: 2 });
    expect(child.exitCode).toBeNull();
    await quotes.publish(here, lines()[0] ?? '');
    expect(await quotes.count(here)).toBe(301);
  });
});

describe('an import that rests', () => {
  it('is given up when the store is closed', async () => {
    const first = await open();
    const id = await begin(first.quotes, here);
    await first.quotes.add(here, id, [row('half an import')]);
    first.close();
    const second = await open();
    await expect(second.quotes.add(here, id, [row('more of it')])).rejects.toThrow('not under way');
    await until(() => JSON.stringify(rowsLeft()) === '{"quotes":0,"batches":0}');
  });

  it('counts as left behind after ten minutes, and not before', async () => {
    const [one, other] = [await open(), await open()];
    const id = await begin(one.quotes, here);
    clock.advance(9 * 60_000);
    await begin(other.quotes, there);
    await one.quotes.add(here, id, [row('still going')]);
    clock.advance(9 * 60_000);
    await begin(other.quotes, there);
    await one.quotes.add(here, id, [row('still going on')]);
    clock.advance(10 * 60_000 + 1);
    await begin(other.quotes, there);
    await expect(one.quotes.add(here, id, [row('too late')])).rejects.toThrow('not under way');
    await until(() => JSON.stringify(look('SELECT count(*) AS rows FROM quotes')) === '[{"rows":0}]');
  });
});
