import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { Invocation } from '../../src/ports/command.ts';
import { attached } from '../fakes/attached.ts';
import { type Chat, openChat } from '../fakes/chat.ts';

/* A stranger who knows every id of another space tries every action that there is, shown or hidden, with all of them. */

const stranger = {
  space: spaceId('chat', 'strangers'),
  place: { surface: 'chat', channel: 'c1' },
  actor: { id: 'u1', name: 'Uma', role: 'moderator' },
} as const satisfies Partial<Invocation>;

const secret = 'zanzibar';
const actions = commands.flatMap(({ name, actions: all }) =>
  all.map((action) => ({ name, action, title: [name, ...action.path].join(' ') })),
);

let chat: Chat;
let ids: Readonly<Record<string, readonly string[]>>;

const buttonsIn = (answer: object): readonly { press: Readonly<{ options: Readonly<Record<string, string>> }> }[] =>
  'messages' in answer ? (answer as { messages: { buttons: never[] }[] }).messages.flatMap(({ buttons }) => buttons) : [];

beforeEach(async () => {
  chat = await openChat();
  await chat.say(`/panel Save money in ${secret} | One tap in ${secret}`);
  const panel = await chat.settled();
  const file = attached(`text,who\n"One tap in ${secret} is all that I want.",mia-7\n`);
  const options = { source: `${secret} survey`, date: '2026-04-30', permission: 'consent', speaker: 'who' };
  const importing = { command: 'panel-admin', action: ['quotes', 'import'], options, file } as const;
  await chat.invoke(importing);
  const waiting = buttonsIn(
    await chat.invoke({
      ...importing,
      options: { ...options, preview: 'yes' },
      file: attached(`text,who\n"Another ${secret}",ben-8\n`),
    }),
  );
  await chat.say(`/personas create ${secret} set`);
  await chat.invoke({ command: 'panel', action: ['report'], options: { panel: '1', persona: 'ana', reason: `${secret} is rude` } });
  await chat.invoke({
    command: 'outcome',
    action: ['record'],
    options: { panel: '1', winner: 'A', source: `${secret} test`, date: '2026-11-20' },
  });
  const found = await chat.store.quotes.search(chat.space, { text: secret, filters: {}, limit: 3 });
  const batches = await chat.store.quotes.batches(chat.space);
  ids = {
    panel: ['1'],
    message: panel.state.posts.flatMap(({ ref }) => ref ?? []),
    draft: waiting.flatMap(({ press }) => press.options['draft'] ?? []),
    set: [`${secret}-set`, 'test-set'],
    batch: batches.map(({ id }) => id),
    quote: found.candidates.map(({ quote }) => quote.id),
    any: ['1', 'ana', panel.ref.id, ...batches.map(({ id }) => id), ...found.candidates.map(({ quote }) => quote.id)],
  };
});
afterEach(() => chat.close());

/** What every option could be: what such an option is in the other space, or every id that there is. */
const guesses = (names: readonly string[]): readonly Readonly<Record<string, string>>[] =>
  (ids['any'] ?? []).flatMap((any) =>
    [0, 1].map((at) =>
      Object.fromEntries(
        names.map((name) => {
          const known: Readonly<Record<string, string>> = {
            kind: 'quote',
            persona: 'ana',
            winner: 'A',
            choice: 'A',
            helpful: 'yes',
            size: 'quick',
            reason: 'x',
            question: 'What is it?',
            run: any,
            number: '1',
          };
          return [name, (ids[name] ?? []).at(at) ?? known[name] ?? any];
        }),
      ),
    ),
  );

const everything = async (): Promise<string> => {
  const { documents, journal, quotes, ledger } = chat.store;
  const panel = await journal.readByNumber(chat.space, 1);
  const kinds = ['set-draft', 'import-drafts', 'message-report', 'settings', 'shown-quotes', 'audit', 'feedback', 'set', 'withdrawals'];
  const kept = await Promise.all(kinds.map((kind) => documents.list(chat.space, kind)));
  const batches = await quotes.batches(chat.space);
  const rows = await ledger.rows(chat.space, { after: 0, limit: 100 });
  return JSON.stringify([panel, kept, batches, await quotes.count(chat.space), rows]);
};

describe('a stranger in another space', () => {
  it('has ids to try', () => {
    expect(actions.length).toBeGreaterThan(60);
    for (const [name, all] of Object.entries(ids)) expect([name, all.filter(Boolean).length > 0]).toEqual([name, true]);
  });

  it('reads and changes nothing here by any action, shown or hidden', { timeout: 90_000 }, async () => {
    const before = await everything();
    expect(before).toContain(secret);
    const shown = JSON.stringify(chat.platform.shown);
    let tried = 0;
    for (const { name, action, title } of actions) {
      const options = [...Object.keys(action.options), ...(action.takes && name !== 'panel' ? [action.takes.name] : [])];
      for (const guess of guesses(options)) {
        const answer = await chat.invoke({ command: name, action: action.path, options: guess, ...stranger });
        tried += 1;
        expect([title, JSON.stringify(answer).replaceAll(JSON.stringify(Object.values(guess)), '')]).not.toEqual([
          title,
          expect.stringMatching(/in zanzibar|zanzibar survey|zanzibar test|zanzibar is rude|Another zanzibar/),
        ]);
        if (isRefusal(answer)) expect([title, answer.refused]).not.toEqual([title, 'fault']);
      }
    }
    expect(tried).toBeGreaterThan(300);
    expect(await everything()).toBe(before);
    expect(JSON.stringify(chat.platform.shown.slice(0, JSON.parse(shown).length))).toBe(shown);
    expect(chat.logged.filter((line) => /failed|fault/.test(line))).toEqual([]);
  });

  it('cannot do as a member what is for moderators, by a press either', async () => {
    const guarded = actions.filter(({ action }) => action.who === 'moderator');
    expect(guarded.length).toBeGreaterThan(30);
    const before = await everything();
    const member = { id: 'u2', name: 'Mo', role: 'member' } as const;
    for (const { name, action, title } of guarded) {
      const [guess = {}] = guesses(Object.keys(action.options));
      const answer = await chat.invoke({ command: name, action: action.path, options: guess, actor: member });
      expect([title, isRefusal(answer) && answer.refused]).toEqual([title, 'not-allowed']);
    }
    expect(await everything()).toBe(before);
  });
});
