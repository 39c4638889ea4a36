import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type Store } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { type SpaceId, spaceId } from '../../src/core/ids.ts';
import { planPanel } from '../../src/core/panel/panel.ts';
import { aPersona, aSet } from '../fakes/personas.ts';
import { sealed } from './ledger-entries.ts';

let folder: string;
let store: Store;
const gone = spaceId('slack', 'T0GONE');
const kept = spaceId('slack', 'T1KEPT');

/** Stores a little of everything, with a word that can be looked for in the bytes of the files. */
const fill = async (space: SpaceId, word: string): Promise<void> => {
  const set = aSet([aPersona('ana', 'Ana', [{ text: 'I look for the price.' }])]);
  const plan = planPanel({
    stimulus: { asked: word, options: [word] },
    set,
    setKey: 'key',
    seed: 1,
    engine: { kind: 'evidence', name: 'e' },
  });
  const panel = {
    id: `panel-${word}`,
    deliveryKey: `d-${word}`,
    place: { surface: 'slack', channel: word },
    actor: { id: word, name: word, role: 'member' as const },
    plan,
  };
  await store.journal.accept(space, panel);
  const lease = await store.journal.claim(space, { owner: word, leaseMs: 60_000, surfaces: ['slack'] });
  if (!lease) throw new Error('no lease');
  await store.documents.put(space, { kind: 'settings', id: word, value: { word }, author: word, expectedVersion: 0 });
  await store.transcript.append(space, { key: word, channel: word, content: word });
  await store.deliveries.first(space, word);
  await store.budget.reserve(space, { id: word, actor: word, tokens: 5, caps: { spaceDay: 100, userHour: 100 } });
  await store.quotes.begin(space, { id: `b-${word}`, fileHash: word, fileName: word, author: word });
  await store.quotes.add(space, `b-${word}`, [{ text: `A ${word} of a quote`, source: word, date: '2026-01-01', permission: 'consent' }]);
  await store.quotes.publish(space, `b-${word}`);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wipe-'));
  store = await openSqlite({ path: join(folder, 's.sqlite'), clock: systemClock, random: systemRandom });
  await fill(gone, 'zebrafish');
  await fill(kept, 'quokkas');
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const bytes = (): string =>
  readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join('');

describe('the spaces of a file, in numbers', () => {
  it('are those that hold anything, each with its own counts and its last activity, and never a text', async () => {
    await store.documents.put(kept, { kind: 'persona-set', id: 'own', value: 1, author: 'u', expectedVersion: 0 });
    await store.documents.put(kept, { kind: 'persona-set', id: 'own', value: 2, author: 'u', expectedVersion: 1 });
    await store.ledger.append(kept, sealed('p'));
    const lastAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(await store.spaces()).toEqual([
      { space: gone, panels: 1, quotes: 1, sets: 0, forecasts: 0, lastAt },
      { space: kept, panels: 1, quotes: 1, sets: 1, forecasts: 1, lastAt },
    ]);
    await store.wipe(gone);
    expect((await store.spaces()).map(({ space }) => space)).toEqual([kept]);
    await store.deliveries.first(gone, 'again');
    expect((await store.spaces())[0]).toEqual({ space: gone, panels: 0, quotes: 0, sets: 0, forecasts: 0 });
  });
});

describe('forgetting a space', () => {
  it('leaves not even its id', async () => {
    expect(bytes()).toContain('T0GONE');
    await store.wipe(gone);
    expect(bytes()).not.toContain('T0GONE');
    expect(bytes()).toContain('T1KEPT');
  });

  it('takes quotes away in steps, between which others may write, and at the next opening where it was cut short', async () => {
    const many = Array.from({ length: 3_000 }, (_, number) => ({
      text: `The zebrafish of row ${number}`,
      source: 'survey',
      date: '2026-01-01',
      permission: 'consent' as const,
    }));
    await store.quotes.begin(gone, { id: 'many', fileHash: 'many', fileName: 'many', author: 'u' });
    await store.quotes.add(gone, 'many', many);
    await store.quotes.publish(gone, 'many');
    const wiping = store.wipe(gone);
    await nextTurn();
    expect((await store.spaces()).map(({ space }) => space)).toEqual([kept]);
    const other = new DatabaseSync(join(folder, 's.sqlite'), { timeout: 0 });
    const left = (): unknown => other.prepare("SELECT count(*) AS n FROM quotes WHERE text LIKE '%zebrafish%'").get()?.['n'];
    expect(left()).toBeGreaterThan(0);
    other.exec('CREATE TABLE beside (n); DROP TABLE beside');
    store.close();
    await wiping;
    store = await openSqlite({ path: join(folder, 's.sqlite'), clock: systemClock, random: systemRandom });
    await expect.poll(left, { timeout: 10_000 }).toBe(0);
    other.close();
    await expect.poll(() => bytes().includes('zebrafish'), { timeout: 10_000 }).toBe(false);
  });

  it('says whether another process still holds up the log in which copies lie', async () => {
    const other = new DatabaseSync(join(folder, 's.sqlite'));
    other.exec('BEGIN; SELECT count(*) FROM panels');
    await store.deliveries.first(kept, 'later');
    expect(await store.settle()).toBe(false);
    other.exec('COMMIT');
    expect(await store.settle()).toBe(true);
    other.close();
  });

  it('leaves no row and no byte of it, and all of its neighbour', async () => {
    expect(bytes()).toContain('zebrafish');
    const db = new DatabaseSync(join(folder, 's.sqlite'), { readOnly: true });
    const number = db.prepare('SELECT id FROM spaces WHERE name = ?').get(gone)?.['id'];
    expect(db.prepare('SELECT count(*) AS n FROM quotes WHERE space = ?').get(Number(number))?.['n']).toBe(1);
    await store.wipe(gone);
    expect(bytes()).not.toContain('zebrafish');
    expect(bytes()).toContain('quokkas');
    const tables = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'words_%'",
      )
      .all();
    expect(tables.length).toBeGreaterThan(12);
    for (const { name } of tables) {
      const columns = db
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(String(name))
        .map((column) => column['name']);
      if (!columns.includes('space')) continue;
      expect([name, db.prepare(`SELECT count(*) AS n FROM "${String(name)}" WHERE space = ?`).get(Number(number))?.['n']]).toEqual([
        name,
        0,
      ]);
    }
    db.close();
    expect((await store.quotes.search(gone, { text: 'zebrafish', filters: {}, limit: 5 })).searched).toBe(0);
    expect((await store.quotes.search(kept, { text: 'quokkas', filters: {}, limit: 5 })).candidates.length).toBe(1);
    expect(await store.journal.list(gone, { limit: 5 })).toEqual([]);
    expect((await store.journal.list(kept, { limit: 5 })).length).toBe(1);
  });

  it('ends the worker of a panel that ran, and lets the space begin again', async () => {
    const lease = await store.journal.claim(kept, { owner: 'x', leaseMs: 1, surfaces: ['slack'] });
    expect(lease).toBeUndefined();
    await store.wipe(gone);
    const old = {
      panel: { space: gone, id: 'panel-zebrafish', number: 1 },
      owner: 'zebrafish',
      token: 1,
      untilMs: Number.MAX_SAFE_INTEGER,
    };
    expect(await store.journal.record(gone, old, { type: 'stop' })).toBeUndefined();
    await fill(gone, 'meerkats');
    expect((await store.journal.readByNumber(gone, 1))?.plan.stimulus.asked).toBe('meerkats');
    expect((await store.quotes.search(gone, { text: 'meerkats', filters: {}, limit: 5 })).candidates.length).toBe(1);
    await store.wipe(spaceId('slack', 'T9NOBODY'));
  });
});
