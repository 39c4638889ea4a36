import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../../src/adapters/system/system.ts';
import type { SpaceId } from '../../../src/core/ids.ts';
import { entryOf } from '../../../src/core/ledger/entry.ts';
import { checkableAnswers } from '../check-models.ts';
import { choiceText } from '../language-model.ts';
import { type ModelCall, type ModelServer, startModelServer } from '../model-server.ts';
import type { Posted, Talk, Told } from '../talk.ts';

/* Everything that changes something, delivered again and again, to two processes that share one file. Each deed counts once. */

const rows = [
  ...Array.from(
    { length: 15 },
    (_, at) => `Nook${at} stroller fits slim${at} hallway${at % 3 === 0 ? ` never${at} home` : ''},family,2026-04-${10 + at}`,
  ),
  ...Array.from({ length: 30 }, (_, at) => `Parking costs too much at the station gate ${at},single,2026-04-20`),
  'I told Bob Miller at the counter about it,single,2026-04-20',
];
const quotes = {
  name: 'words.csv',
  content: ['text,segment,date,source,permission', ...rows.map((row) => `${row},Spring survey,consent`), ''].join('\n'),
};
const more = { name: 'more.csv', content: 'text,date,source,permission\nA lamp that hums all night,2026-04-01,Autumn survey,consent\n' };

const schemaOf = ({ body }: ModelCall): string =>
  /"name":"(\w+)"/.exec(JSON.stringify(body['response_format'] ?? body['text'] ?? ''))?.[1] ?? '';

/** Compares, can be checked, and proposes one trait. */
const answers = (): ((call: ModelCall) => string) => {
  const checkable = checkableAnswers();
  return (call) => {
    const schema = schemaOf(call);
    if (schema.includes('trait'))
      return JSON.stringify({ traits: [{ part: 'goals', text: 'I measure my corridor before I buy a pram.', quotes: ['q1', 'q2'] }] });
    if (schema === 'quote_verdicts') {
      const pairs = Array.from(call.user.matchAll(/(c\d+) with (q\d+)/g), ([, claim = '', quote = '']) => ({ claim, quote }));
      return JSON.stringify({ verdicts: pairs.map((pair) => ({ ...pair, verdict: 'supports' })) });
    }
    return call.user.includes('Save money') && schema.startsWith('comparison') ? choiceText([0.6, 0.2, 0.2]) : checkable(call);
  };
};

type Open = (environment: Readonly<Record<string, string>>, how: { isDoubled: boolean }) => Promise<Talk & { folder: string }>;

/** The scenario. Its steps build on each other. */
export const describeDoubles = (platform: string, space: SpaceId, open: Open): void => {
  let talk: Awaited<ReturnType<Open>>;
  let model: ModelServer;
  let store: Awaited<ReturnType<typeof openSqlite>>;
  beforeAll(async () => {
    model = await startModelServer({ answer: answers() });
    talk = await open(
      { OPENAI_BASE_URL: model.url, PANEL_MODEL: 'm', TOKENS_PER_PERSON_AND_HOUR: '2000000', TOKENS_PER_DAY: '9000000' },
      { isDoubled: true },
    );
    store = await openSqlite({ path: join(talk.folder, 'sounding-board.sqlite'), clock: systemClock, random: systemRandom });
  }, 90_000);
  afterAll(async () => {
    store?.close();
    await talk?.close();
    await model?.close();
  });

  /** Presses a button as soon as it is there: a long answer comes in several messages. */
  const press = async (user: string, label: string): Promise<Told> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const told = await (async () => talk.press(user, label))().catch((error: unknown) => {
        if (!String(error).includes(`no button ${label}`)) throw error;
      });
      if (told) return told;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no button ${label} came`);
  };
  const fill = async (user: string, label: string, values: Readonly<Record<string, string>>) => {
    expect((await press(user, label)).hasForm).toBe(true);
    return talk.send(user, values);
  };
  const deeds = async () => (await store.documents.list(space, 'audit')).map(({ value }) => (value as { action: string }).action);
  const ledger = async () => (await store.ledger.rows(space, { after: 0, limit: 1_000 })).map((row) => entryOf(row).kind);
  const versionOf = async (kind: string, id: string) => (await store.documents.get(space, kind, id))?.version ?? 0;
  const count = (found: readonly string[], one: string) => found.filter((each) => each === one).length;
  const root = (): Posted => {
    const [first] = talk.posted().filter(({ text }) => text.includes('Save money'));
    if (!first) throw new Error('nothing was posted');
    return first;
  };
  /** Long enough for what was delivered again to be carried out, if it were. */
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 700));

  describe(`what is delivered again, to two processes, in ${platform}`, { timeout: 120_000 }, () => {
    it('imports, shares, decides and undoes once', async () => {
      const { moderator, member } = talk.people;
      await talk.hand(moderator, 'panel-admin quotes import', quotes);
      await talk.until(() => talk.heard(moderator).includes('Nook0'), 'the first rows');
      expect((await press(moderator, 'Import')).text).toContain('46 quotes imported');
      await talk.ask(member, 'quotes', { topic: 'stroller hallway' });
      await press(member, 'Share to channel');
      await talk.until(() => talk.posted().some(({ text }) => text.includes('Shared by')), 'the shared quotes');
      await talk.ask(moderator, 'panel-admin quotes review');
      await press(moderator, 'Keep as it is');
      await talk.until(() => talk.heard(moderator).includes('Kept as it is.'), 'the decision');
      await talk.hand(moderator, 'panel-admin quotes import', more);
      await talk.until(() => talk.heard(moderator).includes('A lamp that hums'), 'the first rows');
      // Its button, and not that of the first file.
      await quiet();
      expect((await press(moderator, 'Import')).text).toContain('1 quote imported');
      await press(moderator, 'Undo this import');
      await press(moderator, 'Undo the import');
      await quiet();
      expect(talk.posted().filter(({ text }) => text.includes('Shared by'))).toHaveLength(1);
      expect((await store.quotes.batches(space)).map(({ fileName, quotes: kept }) => [fileName, kept])).toEqual([['words.csv', 46]]);
      expect(await deeds()).toEqual(['imported', 'reviewed', 'imported', 'undid']);
    });

    it('changes rules once: retention, budget, pause, resume, mute, votes', async () => {
      const { moderator } = talk.people;
      const before = (await deeds()).length;
      await talk.ask(moderator, 'panel-admin retention', { panels: '90' });
      await talk.ask(moderator, 'panel-admin budget', { hour: '1900000' });
      await talk.ask(moderator, 'panel-admin pause');
      await talk.ask(moderator, 'panel-admin resume');
      await talk.ask(moderator, 'panel-admin mute');
      await talk.ask(moderator, 'panel-admin unmute');
      await quiet();
      expect((await deeds()).slice(before)).toEqual(['rules', 'budget', 'paused', 'resumed']);
      const [muted] = await store.documents.list(space, 'muted-channel');
      expect([muted?.version, muted?.value]).toEqual([2, { isMuted: false }]);
    });

    it('keeps score once: panel, vote, reveal, outcome, report', async () => {
      const { moderator, member } = talk.people;
      await talk.ask(moderator, 'panel', { stimulus: 'Save money | Would you save money with one tap?', vote: 'first' });
      await talk.until(() => talk.posted().some(({ text }) => text.includes('Vote first')), 'the first message');
      await talk.press(member, 'Vote A', { on: root() });
      await talk.press(moderator, 'Reveal', { on: root() });
      await talk.until(() => talk.posted().some(({ text }) => text.includes('This sums up AI personas')), 'the last message');
      expect((await talk.ask(member, 'outcome', { outcome: '1' })).hasForm).toBe(true);
      await talk.send(member, { winner: 'B', source: 'Newsletter test' });
      const speech = talk.posted().find(({ buttons }) => buttons.includes('Who is this?'));
      await talk.press(member, 'Who is this?', speech ? { on: speech } : {});
      await fill(member, 'Report', { reason: 'It repeats itself' });
      await quiet();
      const entries = await ledger();
      expect(['forecast', 'vote', 'reveal', 'outcome'].map((kind) => count(entries, kind))).toEqual([1, 1, 1, 1]);
      expect((await store.documents.list(space, 'message-report')).map(({ version }) => version)).toEqual([1]);
      expect((await store.journal.list(space, { limit: 10 })).length).toBe(1);
      const names = talk.posted().flatMap(({ sender }) => (sender === '' ? [] : [sender]));
      expect(names.length).toBe(new Set(names).size);
    });

    it('makes one version for each deed: clone, publish, archive, restore, default', async () => {
      const { moderator } = talk.people;
      await talk.ask(moderator, 'personas clone', { set: 'stress-set', as: 'Ours' });
      await quiet();
      expect((await store.documents.list(space, 'persona-set')).map(({ id, version }) => [id, version])).toEqual([['ours', 1]]);
      await talk.ask(moderator, 'personas edit', { set: 'ours' });
      await fill(moderator, 'Set details', { about: 'People who are hard to please.' });
      await fill(moderator, 'Publish', { reason: 'Said more plainly' });
      await quiet();
      expect(await versionOf('persona-set', 'ours')).toBe(2);
      await talk.ask(moderator, 'personas archive', { set: 'ours', reason: 'Spring' });
      await quiet();
      expect(await versionOf('persona-set', 'ours')).toBe(3);
      await talk.ask(moderator, 'personas restore', { set: 'ours', reason: 'Autumn' });
      await talk.ask(moderator, 'personas default', { set: 'ours' });
      await quiet();
      expect(await versionOf('persona-set', 'ours')).toBe(4);
      expect((await store.documents.list(space, 'settings')).find(({ id }) => id.includes('set'))?.version).toBe(1);
    });

    it('asks the models once: trait proposals, and accepts a trait once', async () => {
      const { moderator } = talk.people;
      await talk.ask(moderator, 'personas suggest', { set: 'ours', segment: 'family' });
      const before = model.calls.length;
      await press(moderator, 'Propose traits');
      await talk.until(() => talk.heard(moderator).includes('1 of 1 to decide'), 'the proposals');
      await quiet();
      expect(model.calls.length - before).toBe(2);
      await press(moderator, 'Accept 1');
      await quiet();
      const drafts = await store.documents.list(space, 'set-draft');
      expect(JSON.stringify(drafts).split('I measure my corridor').length).toBe(2);
      expect((await store.documents.list(space, 'trait-proposals')).map(({ version }) => version)).toEqual([2]);
    });

    it('runs a check once', async () => {
      const { moderator } = talk.people;
      await talk.ask(moderator, 'personas check', { set: 'stress-set' });
      await press(moderator, 'Run it');
      await talk.until(() => talk.posted().some(({ text }) => /Done: (\d+) of \1 calls/.test(text)), 'the end of the check');
      await quiet();
      expect(await versionOf('set-check', 'stress-set')).toBe(1);
      expect(talk.posted().filter(({ text }) => /Done: (\d+) of \1 calls/.test(text))).toHaveLength(1);
    });
  });
};
