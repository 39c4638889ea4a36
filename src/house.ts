import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../commands/index.ts';
import { createPictures } from './adapters/charts/pictures.ts';
import { readCsv } from './adapters/csv/read-csv.ts';
import { createEvidenceEngine } from './adapters/evidence/engine.ts';
import { setFiles } from './adapters/files/bundle.ts';
import { describeFileProblem } from './adapters/files/front-matter.ts';
import { loadPersonaSets } from './adapters/files/personas.ts';
import { loadSampleQuotes } from './adapters/files/samples.ts';
import { createCache } from './adapters/keyv/cache.ts';
import { createOpenAiModels } from './adapters/openai/models.ts';
import { openSqlite, type Store } from './adapters/sqlite/database.ts';
import { systemClock, systemRandom } from './adapters/system/system.ts';
import { createBudgetDesk } from './app/budget-desk.ts';
import { createModels } from './app/create-models.ts';
import { createDispatch, type Dispatch } from './app/dispatch.ts';
import { createFeedbackDesk } from './app/feedback-desk.ts';
import { createKnownMembers } from './app/known-members.ts';
import type { Models } from './app/models.ts';
import { createModerationDesk } from './app/moderation-desk.ts';
import type { PanelRunner } from './app/panel-runner.ts';
import { createPanels } from './app/panels.ts';
import { createQuoteDesk } from './app/quote-desk.ts';
import { createQuoteImport } from './app/quote-import.ts';
import { runTimes } from './app/run-parts.ts';
import { keepSamples } from './app/samples.ts';
import { createSetDesk } from './app/set-desk.ts';
import type { Config } from './config.ts';
import { localSpace, type SpaceId } from './core/ids.ts';
import { type EngineMark, markOfModels } from './core/panel.ts';
import type { Cache } from './ports/cache.ts';
import type { ChatSurface } from './ports/chat-surface.ts';
import type { Deliveries } from './ports/deliveries.ts';
import type { Desks, QuoteDesk, SetDesk } from './ports/desks.ts';
import type { Documents } from './ports/documents.ts';
import type { Journal } from './ports/journal.ts';
import type { Log } from './ports/log.ts';
import type { MemberNames } from './ports/member-names.ts';
import type { Pictures } from './ports/pictures.ts';
import type { Transcript } from './ports/transcript.ts';

/** The version that the method card names. */
export const version = '0.1.0';

const folder = fileURLToPath(new URL('../personas', import.meta.url));
const owner = `${process.pid}-${systemRandom.id()}`;

/** Everything behind the surfaces, put together. Add a surface to `surfaces` before `runner.start()`. */
export type House = Readonly<{
  dispatch: Dispatch;
  runner: PanelRunner;
  surfaces: Map<string, ChatSurface>;
  /** Who is in a space, by the name of the platform: each platform adds itself. */
  memberNames: Map<string, MemberNames>;
  journal: Journal;
  transcript: Transcript;
  sets: SetDesk;
  desks: Desks;
  documents: Documents;
  deliveries: Deliveries;
  cache: Cache;
  pictures: Pictures;
  engine: EngineMark;
  /** Loads what the first panel would wait for, once the bot is ready. */
  warm: () => Promise<void>;
  /** Forgets everything that a space ever stored. */
  wipe: (space: SpaceId) => Promise<void>;
  close: () => Promise<void>;
}>;

type Shared = Readonly<{ store: Store; log: Log }>;

/** The persona sets in `personas/`. Broken files are named in the log, and the others load. */
const openSets = async ({ store: { documents, quotePages: pages }, log }: Shared): Promise<SetDesk> => {
  const { sets, problems } = await loadPersonaSets(folder);
  for (const problem of problems) log.warn(`persona file left out: ${describeFileProblem(problem)}`);
  return createSetDesk(sets, { documents, pages, clock: systemClock, files: setFiles });
};

const openQuotes = async ({ store: { quotes }, log }: Shared): Promise<QuoteDesk> => {
  const samples = await loadSampleQuotes(join(folder, 'sample-quotes.csv'), readCsv);
  const space = await keepSamples({ quotes, samples, random: systemRandom });
  return createQuoteDesk({
    quotes,
    samples: { space, offeredTo: (one) => one === localSpace },
    importQuotes: createQuoteImport({ quotes, readRows: readCsv, random: systemRandom, clock: systemClock, log }),
  });
};

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
  return { models, warm };
};

/** What fits where a surface says nothing of its own. */
const smallest = { nameUnits: 80, bodyUnits: 2_000, notificationUnits: 200 } as const;

const createAbout = ({ journal, quotes }: Store, engine: EngineMark): Desks['about'] => ({
  engine,
  version,
  quotes: quotes.count,
  panels: async (space) => (await journal.list(space, { limit: 1 }))[0]?.ref.number ?? 0,
  trackRecord: async () => 'No outcomes recorded yet: treat every panel as a hypothesis.',
});

/** Opens the stores, loads the persona sets and joins the parts. Throws with one clear sentence when a part cannot be had. */
export const openHouse = async (config: Config, log: Log): Promise<House> => {
  const store = await openSqlite({ path: join(config.dataDir, 'sounding-board.sqlite'), clock: systemClock, random: systemRandom });
  const { journal, documents, transcript } = store;
  const cache = createCache({ log, ...(config.redisUrl === '' ? {} : { redisUrl: config.redisUrl }) });
  const [sets, quotes] = await Promise.all([openSets({ store, log }), openQuotes({ store, log })]);
  const evidence = createEvidenceEngine();
  const { models, warm } = openModels(config, cache, log);
  const engine = models ? markOfModels([...models.engines.keys()]) : evidence.mark;
  const surfaces = new Map<string, ChatSurface>();
  const { tokensPerDay, tokensPerPersonAndHour } = config;
  const standard = { tokensPerDay, tokensPerPersonAndHour, whenSpent: 'refuse' } as const;
  const budget = createBudgetDesk({ budget: store.budget, documents, standard });
  const system = { clock: systemClock, random: systemRandom, log, digest, times: runTimes, owner };
  const { desk: panels, runner } = createPanels({
    journal,
    documents,
    surfaces,
    sets,
    quotes,
    budget,
    evidence,
    ...(models ? { models } : {}),
    ...system,
  });
  const about = createAbout(store, engine);
  const limitsOf = (name: string) => surfaces.get(name)?.limits ?? smallest;
  const { deliveries, wipe } = store;
  const feedback = createFeedbackDesk({ documents, deliveries, panels });
  const memberNames = new Map<string, MemberNames>();
  const { looksLikeMember } = createKnownMembers(memberNames);
  const moderation = createModerationDesk({ documents, clock: systemClock });
  const desks = { sets, quotes, panels, budget, moderation, about, feedback, looksLikeMember };
  const dispatch = createDispatch({ commands, desks, limitsOf, clock: systemClock, log });
  const close = async (): Promise<void> => {
    await cache.close();
    store.close();
  };
  const running = { dispatch, runner, surfaces, memberNames, sets, desks, engine, warm, close };
  return { ...running, journal, transcript, documents, deliveries, cache, pictures: createPictures(), wipe };
};
