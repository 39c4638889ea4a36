import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { createPostingClient } from '../../src/adapters/discord/sending/posting-client.ts';
import { createDiscordSurface } from '../../src/adapters/discord/surface.ts';
import { createEvidenceEngine } from '../../src/adapters/evidence/engine.ts';
import { createMemoryBudget } from '../../src/adapters/memory/budget.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { createMemoryJournal } from '../../src/adapters/memory/journal.ts';
import { createMemoryLedger } from '../../src/adapters/memory/ledger.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import { createPanels } from '../../src/app/panels/panels.ts';
import { createScoreDesk } from '../../src/app/score/score-desk.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { isOver } from '../../src/core/panel/panel-machine.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type FakeDiscord, startDiscord } from '../fakes/discord/discord.ts';
import type { Fault } from '../fakes/discord/faults.ts';
import { acme } from '../fakes/discord/world.ts';
import { createMemoryLog } from '../fakes/open-models.ts';
import { aPersona, aSet } from '../fakes/personas.ts';
import { openSetDesk } from '../fakes/set-desk.ts';
import { createMemoryPresses, space } from './discord-open.ts';

/* Whole panels, run by the application through the Discord surface, while single requests go wrong. */

let discord: FakeDiscord;
let drain: (() => Promise<void>) | undefined;
beforeEach(async () => {
  discord = await startDiscord();
  discord.manners.isRateLimited = false;
});
afterEach(async () => {
  await drain?.();
  drain = undefined;
  await discord.close();
});

const names = ['Ana', 'Ben', 'Cleo', 'Dora'];
const trait = { text: 'One tap is about all I have time for.', touched_by: ['one tap'], leans: 'for' } as const;
const theSet = aSet(names.map((name) => aPersona(name.toLowerCase(), name, [trait])));

/** Seconds pass for the surface at every look at the clock, so that nobody waits for them. */
const hurriedClock = (): Clock => {
  let ahead = 0;
  return {
    ...systemClock,
    monotonicMs: () => {
      ahead += 2_000;
      return systemClock.monotonicMs() + ahead;
    },
  };
};

/** Runs one panel to its end, and answers the names above the messages in its thread, in order, and the panel. */
const runPanel = async () => {
  const { log } = createMemoryLog();
  const { token, apiUrl, applicationId, botUserId } = discord;
  const clock = hurriedClock();
  const client = createPostingClient({ token, apiUrl, clock, timeoutMs: 400 });
  const surface = createDiscordSurface({ client, applicationId, botUserId, kept: createMemoryPresses().kept, clock, log });
  const journal = createMemoryJournal({ clock: systemClock });
  const documents = createMemoryDocuments({ clock: systemClock });
  const standard = { tokensPerDay: 1, tokensPerPersonAndHour: 1, whenSpent: 'refuse' } as const;
  const ledger = createMemoryLedger({ clock: systemClock });
  const scores = createScoreDesk({ ledger, journal, documents, clock: systemClock, random: systemRandom, readRows: readCsv });
  const { desk, runner } = createPanels({
    ledger,
    scores,
    journal,
    documents,
    surfaces: new Map([['discord', { ...surface, paceMs: 0 }]]),
    sets: openSetDesk([theSet]),
    quotes: { search: async () => ({ verdict: 'nothing', quotes: [], loose: 0, searched: 0, filters: {}, samples: false }) },
    budget: createBudgetDesk({ budget: createMemoryBudget({ clock: systemClock }), documents, standard }),
    evidence: createEvidenceEngine(),
    clock: systemClock,
    random: systemRandom,
    log,
    digest: (text) => String(text.length),
    times: { leaseMs: 4_000, turnMs: 1_000, expireMs: 60_000, lookMs: [5, 10] },
    owner: 'one',
  });
  drain = () => runner.drain(0);
  runner.start();
  const place = { surface: 'discord', channel: acme.general };
  const actor = { id: acme.member, name: 'Mia', role: 'member' } as const;
  const accepted = await desk.summon({ space, deliveryKey: 'd1', place, actor, typed: 'Save money with one tap' });
  if (isRefusal(accepted)) throw new Error(accepted.userMessage);
  for (let tries = 0; tries < 2_000; tries += 1) {
    const panel = await journal.readByNumber(space, 1);
    if (panel && isOver(panel.state)) {
      const [root] = discord.messages(acme.general);
      const shown = root ? discord.messages(root.id).map(({ author }) => author.username) : [];
      return { panel, shown, turns: panel.state.posts.slice(1, -1).map(({ key }) => `${key.split('/').at(-1)}`) };
    }
    await systemClock.sleep(5);
  }
  throw new Error('the panel did not end');
};

const expectWhole = ({ panel, shown, turns }: Awaited<ReturnType<typeof runPanel>>, isInOrder: boolean): void => {
  expect(panel.state.status).toBe('closed');
  expect(panel.state.posts.every(({ state }) => state === 'sent')).toBe(true);
  const said = turns.map((id) => `${theSet.personas.find((persona) => persona.id === id)?.name} · AI persona`);
  if (isInOrder) expect(shown).toEqual([...said, 'Sounding Board']);
  expect(shown.at(-1)).toBe('Sounding Board');
  expect(shown.slice(0, -1).toSorted()).toEqual(said.toSorted());
  expect(said.toSorted()).toEqual(names.map((name) => `${name} · AI persona`));
  expect(discord.messages(acme.general).filter(({ type }) => type === 0).length).toBe(1);
};

const none: Fault = { kind: 'none' };
const webhookPost = 'POST /webhooks/:id/:token';

describe('a whole panel in Discord is there once, complete and in order', () => {
  it.each<readonly [string, string, readonly Fault[]]>([
    ['when nothing goes wrong', webhookPost, []],
    [
      'through limits, of the webhook and of others',
      webhookPost,
      [none, { kind: 'rate', retryAfterS: 0.3 }, { kind: 'rate', retryAfterS: 0.1, scope: 'shared' }],
    ],
    ['when Discord fails after storing a persona’s message', webhookPost, [none, { kind: 'status', status: 500, isStored: true }]],
    ['when Discord fails before storing it', webhookPost, [{ kind: 'status', status: 502 }, none, { kind: 'drop' }]],
    ['when the answer never comes', webhookPost, [none, { kind: 'hang', isStored: true }]],
    ['when the webhook is gone', webhookPost, [none, { kind: 'error', code: 10015 }]],
    ['when the first message is stored and its answer lost', 'POST /channels/:id/messages', [{ kind: 'drop', isStored: true }]],
    [
      'when the closing message is stored and its answer lost',
      'POST /channels/:id/messages',
      [none, { kind: 'html', status: 502, isStored: true }],
    ],
    ['when the thread is opened and the answer lost', 'POST /channels/:id/messages/:message/threads', [{ kind: 'drop', isStored: true }]],
    ['when the thread is not opened at first', 'POST /channels/:id/messages/:message/threads', [{ kind: 'status', status: 503 }]],
  ])('%s', { timeout: 20_000 }, async (_, route, faults) => {
    discord.faults.next(route, ...faults);
    // While nobody knows whether a message is there, those behind it go on.
    const isLost = faults.some((fault) => 'status' in fault && fault.isStored !== true);
    expectWhole(await runPanel(), route !== webhookPost || !isLost);
    expect(discord.webhooks(acme.general).length).toBe(1);
  });

  it('and ends where its thread is deleted in the middle, without a new one', { timeout: 20_000 }, async () => {
    discord.faults.when(({ route, query }) => {
      if (route !== webhookPost || discord.messages(query['thread_id'] ?? '').length < 2) return false;
      discord.deleteChannel(query['thread_id'] ?? '');
      return true;
    }, none);
    const { panel } = await runPanel();
    expect(isOver(panel.state)).toBe(true);
    expect(panel.state.posts.filter(({ state }) => state === 'refused').length).toBeGreaterThan(0);
    expect(discord.threads(acme.general).filter(({ name }) => name.startsWith('AI panel'))).toEqual([]);
  });
});
