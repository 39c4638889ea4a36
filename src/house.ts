import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../commands/index.ts';
import { createPictures } from './adapters/charts/pictures.ts';
import { readCsv } from './adapters/csv/read-csv.ts';
import { createEvidenceEngine } from './adapters/evidence/engine.ts';
import { setFiles } from './adapters/files/bundle.ts';
import { describeFileProblem } from './adapters/files/front-matter.ts';
import { createKeptFiles } from './adapters/files/kept-files.ts';
import { loadPersonaSets } from './adapters/files/personas.ts';
import { loadSampleQuotes } from './adapters/files/samples.ts';
import { readJsonl } from './adapters/jsonl/read-jsonl.ts';
import { createCache } from './adapters/keyv/cache.ts';
import { createOpenAiModels } from './adapters/openai/models.ts';
import { createFindPhones, isPhoneCountry, usualCountries } from './adapters/phones/find-phones.ts';
import { cacheKeysOf } from './adapters/slack/cache-keys.ts';
import { systemClock, systemRandom } from './adapters/system/system.ts';
import { createHub, type Hub } from './adapters/web/hub.ts';
import { createShownQuotes } from './adapters/web/shown-quotes.ts';
import { createBudgetDesk } from './app/budget-desk.ts';
import { createChartPictures } from './app/chart-pictures.ts';
import { checkTimes, createChecks } from './app/check/checks.ts';
import type { Chores } from './app/chores.ts';
import { createDispatch, type Dispatch } from './app/dispatch.ts';
import { createFeedbackDesk } from './app/feedback-desk.ts';
import { createForgetSpace } from './app/forget-space.ts';
import { createKnownMembers } from './app/known-members.ts';
import { createModels } from './app/models/create-models.ts';
import type { Models } from './app/models/models.ts';
import { auditedBudget, chooseReader, createModeration } from './app/moderation.ts';
import { createObjectionDesk } from './app/objection-desk.ts';
import type { PanelRunner } from './app/panels/panel-runner.ts';
import { createPanels } from './app/panels/panels.ts';
import { runTimes } from './app/panels/run-parts.ts';
import { refuseWhilePaused, stopWhilePaused } from './app/pause.ts';
import { createQuoteDesk } from './app/quotes/quote-desk.ts';
import { type Meaning, openMeaning } from './app/quotes/quote-meaning.ts';
import { createQuoteShare } from './app/quotes/quote-share.ts';
import { keepSamples } from './app/quotes/samples.ts';
import { createBacktestDesk } from './app/score/backtest-desk.ts';
import { createScoreDesk } from './app/score/score-desk.ts';
import { createProposalDesk } from './app/sets/proposal-desk.ts';
import { createSetDesk } from './app/sets/set-desk.ts';
import type { Config } from './config.ts';
import { stakesOf } from './core/honesty/stakes.ts';
import { localSpace, type SpaceId } from './core/ids.ts';
import { describeTrack } from './core/ledger/track-record.ts';
import { type EngineMark, markOfModels } from './core/panel/panel.ts';
import { openStore } from './open-store.ts';
import type { BacktestDesk } from './ports/backtest-desk.ts';
import type { Cache } from './ports/cache.ts';
import type { ChatSurface } from './ports/chat-surface.ts';
import type { Deliveries } from './ports/deliveries.ts';
import type { BudgetDesk, Desks, QuoteDesk, SetDesk } from './ports/desks.ts';
import type { Documents } from './ports/documents.ts';
import type { Journal } from './ports/journal.ts';
import type { Ledger } from './ports/ledger.ts';
import type { Log } from './ports/log.ts';
import type { MemberNames } from './ports/member-names.ts';
import type { DrawCharts, Pictures } from './ports/pictures.ts';
import type { Stores } from './ports/stores.ts';
import type { Transcript } from './ports/transcript.ts';

/** The version that the method card names. */
export const version = '0.1.0';

const folder = fileURLToPath(new URL('../personas', import.meta.url));
const owner = `${process.pid}-${systemRandom.id()}`;

/** Everything behind the surfaces, put together. Add a surface to `surfaces` before `runner.start()`. */
export type House = Readonly<{
  dispatch: Dispatch;
  runner: PanelRunner;
  /** What is done without being asked. Started with the runner. */
  chores: Chores;
  surfaces: Map<string, ChatSurface>;
  /** Who is in a space, by the name of the platform: each platform adds itself. */
  memberNames: Map<string, MemberNames>;
  journal: Journal;
  transcript: Transcript;
  /** Tells open pages of the playground that the transcript changed. */
  hub: Hub;
  ledger: Ledger;
  sets: SetDesk;
  backtests: BacktestDesk;
  desks: Desks;
  documents: Documents;
  deliveries: Deliveries;
  cache: Cache;
  pictures: Pictures;
  drawCharts: DrawCharts;
  engine: EngineMark;
  /** Loads what the first panel would wait for, once the bot is ready. */
  warm: () => Promise<void>;
  /** Forgets everything that a space ever stored. */
  wipe: (space: SpaceId) => Promise<void>;
  close: () => Promise<void>;
}>;

type Shared = Readonly<{ store: Stores; log: Log }>;

/** The persona sets in `personas/`. Broken files are named in the log, and the others load. */
const openSets = async ({ store: { documents, quotePages: pages }, log }: Shared, knownNames: MemberNames): Promise<SetDesk> => {
  const { sets, problems } = await loadPersonaSets(folder);
  for (const problem of problems) log.warn(`persona file left out: ${describeFileProblem(problem)}`);
  return createSetDesk(sets, { documents, pages, clock: systemClock, files: setFiles, knownNames });
};

const openQuotes = async (
  { store: { quotes, documents, deliveries } }: Shared,
  importQuotes: QuoteDesk['import'],
  surfaces: ReadonlyMap<string, ChatSurface>,
  meaning: Meaning,
): Promise<QuoteDesk> => {
  const samples = await loadSampleQuotes(join(folder, 'sample-quotes.csv'), readCsv);
  const space = await keepSamples({ quotes, samples, random: systemRandom });
  return createQuoteDesk({
    quotes,
    clock: systemClock,
    samples: { space, offeredTo: (one) => one === localSpace },
    importQuotes,
    ...meaning,
    share: createQuoteShare({ surfaces, deliveries, documents, clock: systemClock }),
  });
};

const openModeration = ({ store: { documents, quotes }, log }: Shared) =>
  createModeration({
    documents,
    quotes,
    readRows: chooseReader({ csv: readCsv, jsonl: readJsonl }),
    phones: { usual: usualCountries, isCountry: isPhoneCountry, finder: createFindPhones },
    clock: systemClock,
    random: systemRandom,
    log,
  });

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The language models of the settings, or none. */
const openModels = ({ model }: Config, cache: Cache, log: Log): { models?: Models; warm: () => Promise<void> } => {
  if (!model) return { warm: async () => {} };
  const { languageModel, embedder, warm } = createOpenAiModels({ ...model, cache, clock: systemClock, random: systemRandom, log });
  const [first, ...others] = model.models;
  const models = createModels({
    languageModels: [languageModel(first), ...others.map(languageModel)],
    ...(model.embeddingModel === '' ? {} : { embedder: embedder(model.embeddingModel) }),
    thinkingTokens: model.thinkingTokens,
    ...(model.prices ? { prices: model.prices } : {}),
    clock: systemClock,
    random: systemRandom,
    digest,
  });
  // A pattern is compiled when it is first used, and these are large.
  const warmAll = async (): Promise<void> => {
    await warm();
    stakesOf({ asked: 'warm', options: ['warm'] });
  };
  return { models, warm: warmAll };
};

/** What the models of the settings add to a search for quotes. */
const openModelHelp = ({ store: { vectors }, log }: Shared, { model }: Config, budget: BudgetDesk, models: Models | undefined): Meaning =>
  openMeaning({
    ...(vectors ? { vectors } : {}),
    budget,
    clock: systemClock,
    random: systemRandom,
    log,
    thinkingTokens: model?.thinkingTokens ?? 0,
    ...(models ? { models } : {}),
  });

/** What fits where a surface says nothing of its own. */
const smallest = { nameUnits: 80, bodyUnits: 2_000, notificationUnits: 200 } as const;

const openBudget = ({ budget, documents }: Stores, { tokensPerDay, tokensPerPersonAndHour }: Config): BudgetDesk =>
  createBudgetDesk({ budget, documents, standard: { tokensPerDay, tokensPerPersonAndHour, whenSpent: 'refuse' } });

/** Facts for the method card. */
const describeHouse = ({ journal, quotes, ledger }: Stores, engine: EngineMark, meaning: Meaning): Desks['about'] => ({
  engine,
  version,
  quoteSearch: { meaning: meaning.nearby !== undefined, read: meaning.judgeQuotes !== undefined },
  quotes: quotes.count,
  panels: async (space) => (await journal.list(space, { limit: 1 }))[0]?.ref.number ?? 0,
  trackRecord: async (space) => describeTrack('all panels here', await ledger.tally(space, 'all')),
});

type Opened = Readonly<{ config: Config; store: Stores; log: Log; surfaces: Map<string, ChatSurface> }>;

/** Panels and everything that they stand on. The pause of a space stands between them and whoever asks. */
const openPanels = async ({ config, store, log, surfaces }: Opened, parts: { cache: Cache; knownNames: MemberNames }) => {
  const moderation = openModeration({ store, log });
  const journal = stopWhilePaused(store.journal, moderation.pause);
  const { models, warm } = openModels(config, parts.cache, log);
  const evidence = createEvidenceEngine();
  const budget = auditedBudget(openBudget(store, config), moderation.audit);
  const meaning = openModelHelp({ store, log }, config, budget, models);
  const [sets, quotes] = await Promise.all([
    openSets({ store, log }, parts.knownNames),
    openQuotes({ store, log }, moderation.importQuotes, surfaces, meaning),
  ]);
  const system = { clock: systemClock, random: systemRandom, log, digest, times: runTimes, owner };
  const scores = createScoreDesk({ ...store, ...system, journal, readRows: readCsv });
  const stores = { journal, documents: store.documents, ledger: store.ledger, surfaces };
  const desks = { sets, quotes, budget, scores, evidence, ...(models ? { models } : {}) };
  const checking = createChecks({ ...stores, ...desks, ...system, isPaused: moderation.pause.isPaused, times: checkTimes });
  const { desk, runner: panelRunner, redraw } = createPanels({ ...stores, ...desks, ...system, lastCheck: checking.last });
  const runner = checking.beside(panelRunner);
  const { isPaused } = moderation.pause;
  const backtests = createBacktestDesk({ ...stores, ...desks, ...system, isPaused, readRows: readCsv });
  const { knownNames } = parts;
  const proposals = createProposalDesk({ ...stores, ...desks, quotes: store.quotes, random: systemRandom, knownNames });
  const engine = models ? markOfModels([...models.engines.keys()]) : evidence.mark;
  const panels = refuseWhilePaused(desk, moderation.pause);
  const own = { moderation, meaning, journal, backtests, proposals, checks: checking.desk, panels, runner, redraw, engine, warm };
  return { ...desks, ...own };
};

/** Opens the stores, loads the persona sets and joins the parts. Throws with one clear sentence when a part cannot be had. */
export const openHouse = async (config: Config, log: Log): Promise<House> => {
  const store = await openStore(config, log);
  const { documents, transcript, deliveries, settle } = store;
  const cache = createCache({ log, ...(config.redisUrl === '' ? {} : { redisUrl: config.redisUrl }) });
  const surfaces = new Map<string, ChatSurface>();
  const memberNames = new Map<string, MemberNames>();
  const { knownNames, looksLikeMember } = createKnownMembers(memberNames);
  const opened = await openPanels({ config, store, log, surfaces }, { cache, knownNames });
  const { journal, sets, backtests, proposals, checks, quotes, budget, scores, panels, runner, redraw, engine, warm } = opened;
  const files = createKeptFiles(join(config.dataDir, 'drafts'), { clock: systemClock, random: systemRandom });
  const wipe = createForgetSpace({ store, files, cache, cacheKeysOf });
  const hub = createHub();
  const shown = createShownQuotes({ transcript, wake: hub.wake });
  const late = { journal, files, shown, redraw, surfaces, wake: runner.wake, settle };
  const { desk: moderation, chores } = opened.moderation.whenPanelsAre(late);
  const about = describeHouse(store, engine, opened.meaning);
  const feedback = createFeedbackDesk({ documents, deliveries, panels });
  const objections = createObjectionDesk({ documents, clock: systemClock });
  const desks = { sets, proposals, checks, quotes, panels, budget, scores, about, moderation, objections, feedback, looksLikeMember };
  const limitsOf = (name: string) => surfaces.get(name)?.limits ?? smallest;
  const dispatch = createDispatch({ commands, desks, limitsOf, clock: systemClock, log });
  const close = async (): Promise<void> => {
    await Promise.all([chores.stop(), backtests.idle({ abort: true })]);
    await opened.meaning.nearby?.stop();
    await cache.close();
    await store.close();
  };
  const running = { dispatch, chores, runner, surfaces, memberNames, sets, backtests, desks, engine, warm, close };
  const pictures = createPictures();
  const drawCharts = createChartPictures({ pictures, digest, clock: systemClock, log });
  return { ...running, journal, ledger: store.ledger, transcript, hub, documents, deliveries, cache, pictures, drawCharts, wipe };
};
