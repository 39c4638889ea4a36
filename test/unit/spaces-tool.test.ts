import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeptFiles } from '../../src/adapters/files/kept-files.ts';
import { createCache } from '../../src/adapters/keyv/cache.ts';
import { cacheKeys, cacheKeysOf } from '../../src/adapters/slack/cache-keys.ts';
import { openSqlite, type Store } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { CheckStore } from '../../src/app/check/check-store.ts';
import { createForgetSpace } from '../../src/app/forget-space.ts';
import { noteWithdrawal } from '../../src/app/quotes/withdrawals.ts';
import { type SpaceId, spaceId } from '../../src/core/ids.ts';
import { sealed } from '../contract/ledger-entries.ts';
import { newPanel } from '../contract/panels.ts';
import { createTestDatabase, hasPostgres } from '../fakes/postgres.ts';

/* `npm run spaces`, as an operator uses it while the bot has the same data file open: here that is the process of the test. */

const gone = spaceId('slack', 'T0GONE');
const kept = spaceId('discord', '100200300');
const tool = fileURLToPath(new URL('../../src/tools/spaces.ts', import.meta.url));

let folder = '';
let bot: Store;
const files = () => createKeptFiles(join(folder, 'drafts'), { clock: systemClock, random: systemRandom });

const run = async (argv: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [tool, ...argv], { env: { PATH, DATA_DIR: folder, ...environment } });
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { status, out, err };
};

/** A little of everything, with a word in it that can be looked for. */
const fill = async (space: SpaceId, word: string): Promise<void> => {
  await bot.journal.accept(space, newPanel(`panel-${word}`));
  await bot.ledger.append(space, sealed(`panel-${word}`));
  await bot.documents.put(space, { kind: 'persona-set', id: word, value: { word }, author: word, expectedVersion: 0 });
  await bot.quotes.begin(space, { id: word, fileHash: word, fileName: word, author: word });
  await bot.quotes.add(space, word, [{ text: `A ${word} of a quote`, source: word, date: '2026-01-01', permission: 'consent' }]);
  await bot.quotes.publish(space, word);
  const draft = await files().keep({ name: word, bytes: 9, open: () => [Buffer.from(word)] as never });
  await bot.documents.put(space, { kind: 'import-drafts', id: draft, value: {}, author: word, expectedVersion: 0 });
  await noteWithdrawal(bot.documents, space);
  await new CheckStore(bot.documents).note(space);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spaces-tool-'));
  bot = await openSqlite({ path: join(folder, 'sounding-board.sqlite'), clock: systemClock, random: systemRandom });
  await fill(gone, 'zebrafish');
  await fill(kept, 'quokkas');
});
afterEach(() => {
  bot.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Read by another program: a process that closes a data file which it has open itself loses its locks on it (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_). */
const bytes = (): string => {
  const { stdout } = spawnSync('find', [folder, '-type', 'f', '-exec', 'cat', '{}', '+'], { encoding: 'latin1', maxBuffer: 64_000_000 });
  return stdout;
};

describe('npm run spaces -- list', () => {
  it('shows who has stored how much and when last, and no text, no name, and no list of the bot’s own', async () => {
    const { status, out } = await run(['list']);
    const day = new Date().toISOString().slice(0, 10);
    expect(out.replaceAll(/\d\d:\d\d UTC/g, 'TIME')).toBe(
      [
        'Platform  Space              Panels  Quotes  Sets of its own  Forecasts  Last activity',
        `discord   discord:100200300       1       1                1          1  ${day} TIME`,
        `slack     slack:T0GONE            1       1                1          1  ${day} TIME`,
        '',
      ].join('\n'),
    );
    expect(status).toBe(0);
  });

  it('says so when there is none', async () => {
    expect((await run(['list'], { DATA_DIR: join(folder, 'empty') })).out).toBe('No space has stored anything.\n');
  });
});

describe('npm run spaces -- wipe', { timeout: 30_000 }, () => {
  it('says what it would remove and how to say yes, and removes nothing', async () => {
    const { status, out } = await run(['wipe', gone]);
    expect(status).toBe(0);
    expect(out).toMatch(/^slack:T0GONE has stored 1 panel, 1 quote, 1 set of its own and 1 forecast; last activity: \d{4}-/);
    expect(out).toContain('To do it: npm run spaces -- wipe slack:T0GONE --yes\n');
    expect(await bot.quotes.count(gone)).toBe(1);
  });

  it('leaves no byte of the space in the folder, and all of its neighbour, while the bot has the file open', async () => {
    expect(bytes()).toContain('zebrafish');
    const { status, out, err } = await run(['wipe', gone, '--yes']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^Removed all that slack:T0GONE had stored: 1 panel, 1 quote, 1 set of its own and 1 forecast, and everything/);
    expect(bytes()).not.toContain('zebrafish');
    expect(bytes()).not.toContain('T0GONE');
    expect(bytes().split('quokkas').length).toBeGreaterThan(8);
    expect((await run(['list'])).out).not.toContain('slack');
    expect(await bot.quotes.count(gone)).toBe(0);
    expect(await bot.quotes.count(kept)).toBe(1);
    // The bot that ran all the while goes on there from the beginning.
    expect((await bot.journal.accept(gone, newPanel('again'))).panel.ref.number).toBe(1);
    expect((await run(['list'])).out).toMatch(/slack:T0GONE +1 +0 +0 +0/);
  });

  it.each([
    [['wipe', 'slack:T9NOBODY', '--yes'], 'No space slack:T9NOBODY has stored anything here. npm run spaces -- list shows'],
    [['wipe', 'sounding-board:checks', '--yes'], 'No space sounding-board:checks has stored'],
    [['wipe', '--yes'], 'Usage:'],
    [['wipe', gone, '--sure'], 'Usage:'],
    [['list', 'all'], 'Usage:'],
    [[], 'Usage:'],
  ])('refuses %j and removes nothing', async (argv, sentence) => {
    const { status, out, err } = await run(argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(sentence);
    expect(await bot.quotes.count(gone)).toBe(1);
    expect((await bot.documents.list(spaceId('sounding-board', 'checks'), 'spaces')).length).toBe(2);
  });

  it('says in one sentence what is wrong with the settings', async () => {
    const { status, err } = await run(['list'], { PORT: 'x' });
    expect({ status, lines: err.trim().split('\n').length }).toEqual({ status: 1, lines: 1 });
    expect(err).toContain('PORT');
  });
});

describe.skipIf(!hasPostgres)('npm run spaces in PostgreSQL (skipped where none answers)', { timeout: 30_000 }, () => {
  it('lists and wipes there, and says when the bytes go', async () => {
    const database = await createTestDatabase();
    const environment = { DATABASE_URL: database.url };
    expect((await run(['list'], environment)).out).toBe('No space has stored anything.\n');
    const there = "(SELECT id FROM sounding_board.spaces WHERE name = 'slack:T0GONE')";
    await database.look(`INSERT INTO sounding_board.spaces (name) VALUES ('slack:T0GONE')`);
    for (const version of [1, 2])
      await database.look(
        `INSERT INTO sounding_board.documents (space, kind, key, version, id, value, author, at) VALUES (${there}, 'persona-set', 'a', ${version}, 'a', '1', 'u', '2026-11-20T10:00:00.000Z')`,
      );
    expect((await run(['list'], environment)).out).toMatch(/slack +slack:T0GONE +0 +0 +1 +0 {2}2026-11-20 10:00 UTC/);
    const { status, out } = await run(['wipe', gone, '--yes'], environment);
    expect({ status, isToldWhen: out.includes('vacuumed') }).toEqual({ status: 0, isToldWhen: true });
    expect((await run(['list'], environment)).out).toBe('No space has stored anything.\n');
    await database.drop();
  });
});

describe('forgetting a space, by an uninstall or by hand', () => {
  it('forgets what platforms keep of it in the cache, and nothing of others', async () => {
    const cache = createCache({ log: { info: () => {}, warn: () => {}, error: () => {} } });
    const [own, others] = [
      [cacheKeys.names(gone), `${cacheKeys.members(gone)}/U1`],
      [cacheKeys.names(spaceId('slack', 'T0GONE2')), `${cacheKeys.members(kept)}/U1`],
    ];
    for (const key of [...own, ...others]) await cache.set(key, ['Zoe'], 60_000);
    await createForgetSpace({ store: bot, files: files(), cache, cacheKeysOf })(gone);
    for (const key of own) expect(await cache.get(key)).toBeUndefined();
    for (const key of others) expect(await cache.get(key)).toEqual(['Zoe']);
    await cache.close();
  });
});
