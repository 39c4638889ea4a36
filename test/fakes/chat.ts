import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../../commands/index.ts';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { createEvidenceEngine } from '../../src/adapters/evidence/engine.ts';
import { createKeptFiles } from '../../src/adapters/files/kept-files.ts';
import { loadSampleQuotes } from '../../src/adapters/files/samples.ts';
import { readJsonl } from '../../src/adapters/jsonl/read-jsonl.ts';
import { createMemoryDeliveries } from '../../src/adapters/memory/deliveries.ts';
import { createFindPhones, isPhoneCountry, usualCountries } from '../../src/adapters/phones/find-phones.ts';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createShownQuotes } from '../../src/adapters/web/shown-quotes.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import { createChecks } from '../../src/app/check/checks.ts';
import { createDispatch } from '../../src/app/dispatch.ts';
import { createFeedbackDesk } from '../../src/app/feedback-desk.ts';
import { createModels } from '../../src/app/models/create-models.ts';
import { auditedBudget, chooseReader, createModeration } from '../../src/app/moderation.ts';
import { createObjectionDesk } from '../../src/app/objection-desk.ts';
import { createPanels } from '../../src/app/panels/panels.ts';
import { refuseWhilePaused, stopWhilePaused } from '../../src/app/pause.ts';
import { createQuoteDesk } from '../../src/app/quotes/quote-desk.ts';
import { openMeaning } from '../../src/app/quotes/quote-meaning.ts';
import { createQuoteShare } from '../../src/app/quotes/quote-share.ts';
import { keepSamples } from '../../src/app/quotes/samples.ts';
import { createScoreDesk } from '../../src/app/score/score-desk.ts';
import { createProposalDesk } from '../../src/app/sets/proposal-desk.ts';
import { isRefusal, type Refusal } from '../../src/core/errors.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { LabelledMessage } from '../../src/core/labels.ts';
import { describeTrack } from '../../src/core/ledger/track-record.ts';
import { markOfModels, type Place } from '../../src/core/panel/panel.ts';
import { isOver } from '../../src/core/panel/panel-machine.ts';
import type { PersonaSet } from '../../src/core/personas/persona-set.ts';
import type { TokenPrices } from '../../src/core/usage.ts';
import type { ChatSurface, PostOutcome } from '../../src/ports/chat-surface.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Invocation, Reply } from '../../src/ports/command.ts';
import type { BudgetRules } from '../../src/ports/desks.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { LanguageModel } from '../../src/ports/language-model.ts';
import type { PersonaModel } from '../../src/ports/persona-model.ts';
import { aPersona, aSet } from './personas.ts';
import { openSetDesk } from './set-desk.ts';

/*
 * The whole application over a chat in memory, to talk to: say something, read what comes back. Everything is real but the platform, and the
 * platform can be told to misbehave.
 */

/** One message as the platform holds it. Editions replace `message`. */
type Shown = { ref: string; key: string; place: Place; message: LabelledMessage };

/** What the platform does with the next posts, instead of storing them and saying so. */
type Mishap = 'store, then lose the answer' | 'lose the request' | 'later' | 'refuse' | 'throw after storing';

class Platform {
  readonly shown: Shown[] = [];
  readonly mishaps: Mishap[] = [];
  edits = 0;
  editsFail = false;
  #room = Number.POSITIVE_INFINITY;
  #gate: Promise<void> = Promise.resolve();

  /** Lets this many posts through and holds the others until the answer is called. */
  holdAfter(posts: number): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#room = posts;
    this.#gate = promise;
    return resolve;
  }

  readonly surface: ChatSurface = {
    name: 'chat',
    limits: { nameUnits: 80, bodyUnits: 8_000, notificationUnits: 200 },
    paceMs: 0,
    paceKey: ({ channel }) => channel,
    post: async ({ key, place, message }) => {
      this.#room -= 1;
      if (this.#room < 0) await this.#gate;
      const mishap = this.mishaps.shift();
      if (mishap === 'later') return { outcome: 'unsent', retryAfterMs: 5 };
      if (mishap === 'refuse') return { outcome: 'refused', reason: 'channel_not_found' };
      if (mishap === 'lose the request') return { outcome: 'unknown' };
      const ref = `m${this.shown.length + 1}`;
      this.shown.push({ ref, key, place, message });
      if (mishap === 'throw after storing') throw new Error('the connection was reset');
      const outcome: PostOutcome = mishap === undefined ? { outcome: 'sent', ref } : { outcome: 'unknown' };
      return outcome;
    },
    find: async ({ key }) => {
      const found = this.shown.find((one) => one.key === key);
      return found ? { found: found.ref } : 'absent';
    },
    edit: async ({ ref, message }) => {
      if (this.editsFail) throw new Error('no edits today');
      const found = this.shown.find((one) => one.ref === ref);
      if (found) found.message = message;
      this.edits += 1;
      return found !== undefined;
    },
    remove: async ({ ref }) => {
      if (this.editsFail) return false;
      const at = this.shown.findIndex((one) => one.ref === ref);
      if (at >= 0) this.shown.splice(at, 1);
      return true;
    },
  };
}

const standardSet = (): PersonaSet =>
  aSet([
    aPersona('ana', 'Ana', [
      {
        text: 'I read the price before I read anything else.',
        touched_by: ['@price'],
        leans: 'against',
        ask: 'When did you last look for a price?',
      },
    ]),
    aPersona('ben', 'Ben', [
      {
        text: 'One tap is about all I have time for.',
        touched_by: ['one tap'],
        leans: 'for',
        ask: 'What did you do the last time that something took longer than it said?',
      },
    ]),
    aPersona('cleo', 'Cleo', [{ text: 'Saving is what I do on Sundays.', touched_by: ['save'], leans: 'for' }]),
  ]);

const space = spaceId('chat', 'team');
const samplesFile = fileURLToPath(new URL('../../personas/sample-quotes.csv', import.meta.url));

/** Opens a chat. `close` it in `afterEach`. */
export const openChat = async (
  options: {
    engine?: PersonaModel;
    languageModels?: readonly LanguageModel[];
    embedder?: Embedder;
    sets?: readonly PersonaSet[];
    path?: string;
    samples?: boolean;
    budget?: Partial<BudgetRules>;
    clock?: Clock;
    knownNames?: readonly string[];
    prices?: TokenPrices;
  } = {},
) => {
  const store = await openSqlite({ path: options.path ?? ':memory:', clock: systemClock, random: systemRandom });
  const logged: string[] = [];
  const write = (event: string, fields?: object) => logged.push(JSON.stringify({ event, ...fields }));
  const log = {
    info: write,
    warn: write,
    error: (event: string, cause: unknown, fields?: object) => write(event, { ...fields, cause: String(cause) }),
  };
  const platform = new Platform();
  const surfaces = new Map([['chat', platform.surface]]);
  const engine = options.engine ?? createEvidenceEngine();
  const sets = openSetDesk(options.sets ?? [standardSet()], {
    documents: store.documents,
    pages: store.quotePages,
    ...(options.knownNames ? { knownNames: async () => options.knownNames ?? [] } : {}),
  });
  const samples = await keepSamples({ quotes: store.quotes, samples: await loadSampleQuotes(samplesFile, readCsv), random: systemRandom });
  const moderation = createModeration({
    documents: store.documents,
    quotes: store.quotes,
    readRows: chooseReader({ csv: readCsv, jsonl: readJsonl }),
    phones: { usual: usualCountries, isCountry: isPhoneCountry, finder: createFindPhones },
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log,
  });
  const journal = stopWhilePaused(store.journal, moderation.pause);
  const budgetDesk = createBudgetDesk({
    budget: store.budget,
    documents: store.documents,
    standard: { tokensPerDay: 1_000_000_000, tokensPerPersonAndHour: 1_000_000_000, whenSpent: 'refuse', ...options.budget },
  });
  const budget = auditedBudget(budgetDesk, moderation.audit);
  const times = { leaseMs: 4_000, turnMs: 2_500, expireMs: 60_000, lookMs: [5, 10] };
  const system = { clock: systemClock, random: systemRandom, log, digest: (text: string) => String(text.length) };
  const [first, ...others] = options.languageModels ?? [];
  const models = first
    ? {
        models: createModels({
          ...system,
          languageModels: [first, ...others],
          times: { turnMs: 1_800, judgeMs: 1_000 },
          ...(options.embedder ? { embedder: options.embedder } : {}),
          ...(options.prices ? { prices: options.prices } : {}),
        }),
      }
    : {};
  const meaning = openMeaning({ vectors: store.vectors, budget, ...system, ...models });
  const quotes = createQuoteDesk({
    quotes: store.quotes,
    clock: options.clock ?? systemClock,
    ...(options.samples ? { samples: { space: samples, offeredTo: () => true } } : {}),
    importQuotes: moderation.importQuotes,
    ...meaning,
    share: createQuoteShare({ surfaces, deliveries: store.deliveries, documents: store.documents, clock: systemClock }),
  });
  const scores = createScoreDesk({
    ...system,
    ledger: store.ledger,
    journal,
    documents: store.documents,
    readRows: readCsv,
  });
  const checks = createChecks({
    ...system,
    ...models,
    documents: store.documents,
    surfaces,
    sets,
    budget,
    isPaused: moderation.pause.isPaused,
    times: { leaseMs: 400, restMs: 1 },
    owner: `chat-${systemRandom.id()}`,
  });
  const {
    desk,
    runner: panelRunner,
    redraw,
  } = createPanels({
    ...system,
    lastCheck: checks.last,
    ...models,
    journal,
    documents: store.documents,
    surfaces,
    sets,
    quotes,
    budget,
    ledger: store.ledger,
    scores,
    evidence: engine,
    times,
    owner: `chat-${systemRandom.id()}`,
  });
  const runner = checks.beside(panelRunner);
  const panels = refuseWhilePaused(desk, moderation.pause);
  const drafts = mkdtempSync(join(tmpdir(), 'sb-drafts-'));
  const { desk: moderating, chores } = moderation.whenPanelsAre({
    journal,
    files: createKeptFiles(drafts, { clock: options.clock ?? systemClock, random: systemRandom }),
    shown: createShownQuotes({ transcript: store.transcript }),
    redraw,
    surfaces,
    wake: runner.wake,
    settle: store.settle,
  });
  const objections = createObjectionDesk({ documents: store.documents, clock: systemClock });
  const about = {
    engine: models.models ? markOfModels([...models.models.engines.keys()]) : engine.mark,
    version: '0',
    quoteSearch: { meaning: meaning.nearby !== undefined, read: meaning.judgeQuotes !== undefined },
    quotes: store.quotes.count,
    panels: async () => (await store.journal.list(space, { limit: 1 }))[0]?.ref.number ?? 0,
    trackRecord: async () => describeTrack('all panels here', await store.ledger.tally(space, 'all')),
  };
  const dispatch = createDispatch({
    commands,
    desks: {
      sets,
      checks: checks.desk,
      proposals: createProposalDesk({
        ...models,
        sets,
        quotes: store.quotes,
        budget,
        documents: store.documents,
        random: systemRandom,
        ...(options.knownNames ? { knownNames: async () => options.knownNames ?? [] } : {}),
      }),
      quotes,
      panels,
      budget,
      moderation: moderating,
      objections,
      scores,
      about,
      feedback: createFeedbackDesk({ documents: store.documents, deliveries: createMemoryDeliveries({ clock: systemClock }), panels }),
      looksLikeMember: async () => false,
    },
    limitsOf: () => platform.surface.limits,
    clock: systemClock,
    log,
  });
  runner.start();

  let deliveries = 0;
  const invoke = (request: Partial<Invocation> & { command: string }): Promise<Reply | Refusal> => {
    deliveries += 1;
    return dispatch({
      deliveryKey: `d${deliveries}`,
      space,
      place: { surface: 'chat', channel: 'c1' },
      actor: { id: 'u1', name: 'Uma', role: 'moderator' },
      text: '',
      ...request,
    });
  };
  const settled = async (number = 1) => {
    for (let tries = 0; tries < 2_000; tries += 1) {
      const panel = await store.journal.readByNumber(space, number);
      if (panel && isOver(panel.state)) return panel;
      await systemClock.sleep(5);
    }
    throw new Error(`panel ${number} did not end`);
  };
  return {
    platform,
    journal: store.journal,
    store,
    chores,
    drafts,
    ledger: store.ledger,
    space,
    documents: store.documents,
    checks: checks.desk,
    runner,
    logged,
    sets,
    invoke,
    dispatch,
    settled,
    /** Types a line as the moderator Uma. */
    say: (line: string, change: Partial<Invocation> = {}): Promise<Reply | Refusal> => {
      const [, command = '', text = ''] = /^\/(\S+)\s?([\s\S]*)$/.exec(line) ?? [];
      return invoke({ command, text, ...change });
    },
    close: async (): Promise<void> => {
      await runner.drain(0);
      await meaning.nearby?.stop();
      store.close();
      rmSync(drafts, { recursive: true, force: true });
    },
  };
};

export type Chat = Awaited<ReturnType<typeof openChat>>;

/** All texts of a message in one string, label first. */
export const textOf = (message: LabelledMessage): string => [message.label, JSON.stringify(message.blocks)].join(' ');

/** The text of a private reply, or the sentence of a refusal. */
export const answerOf = (answer: Reply | Refusal): string =>
  isRefusal(answer) ? answer.userMessage : answer.messages.map(textOf).join('\n');
