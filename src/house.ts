import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../commands/index.ts';
import { readCsv } from './adapters/csv/read-csv.ts';
import { createEvidenceEngine } from './adapters/evidence/engine.ts';
import { describeFileProblem } from './adapters/files/front-matter.ts';
import { loadPersonaSets } from './adapters/files/personas.ts';
import { loadSampleQuotes } from './adapters/files/samples.ts';
import { createCache } from './adapters/keyv/cache.ts';
import { openSqlite, type Store } from './adapters/sqlite/database.ts';
import { systemClock, systemRandom } from './adapters/system/system.ts';
import { createDispatch, type Dispatch } from './app/dispatch.ts';
import { createPacer } from './app/pacer.ts';
import { createPanelDesk } from './app/panel-desk.ts';
import { createPanelRunner, type PanelRunner } from './app/panel-runner.ts';
import { createTurn } from './app/panel-turn.ts';
import { createQuoteDesk } from './app/quote-desk.ts';
import { createQuoteImport } from './app/quote-import.ts';
import { runTimes } from './app/run-parts.ts';
import { keepSamples } from './app/samples.ts';
import { createSetDesk } from './app/set-desk.ts';
import type { Config } from './config.ts';
import { localSpace } from './core/ids.ts';
import type { EngineMark } from './core/panel.ts';
import type { ChatSurface } from './ports/chat-surface.ts';
import type { Desks, QuoteDesk, SetDesk } from './ports/desks.ts';
import type { Journal } from './ports/journal.ts';
import type { Log } from './ports/log.ts';
import type { PersonaModel } from './ports/persona-model.ts';
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
  journal: Journal;
  transcript: Transcript;
  sets: SetDesk;
  engine: EngineMark;
  close: () => Promise<void>;
}>;

type Shared = Readonly<{ store: Store; log: Log }>;

/** The persona sets in `personas/`. Broken files are named in the log, and the others load. */
const openSets = async (log: Log): Promise<SetDesk> => {
  const { sets, problems } = await loadPersonaSets(folder);
  for (const problem of problems) log.warn(`persona file left out: ${describeFileProblem(problem)}`);
  return createSetDesk(sets);
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

const openRunner = ({ store, log }: Shared, surfaces: Map<string, ChatSurface>, quotes: QuoteDesk, engine: PersonaModel): PanelRunner => {
  const { journal, documents } = store;
  const takeTurn = createTurn({ engine, quotes, log });
  const pacer = createPacer(systemClock);
  return createPanelRunner({ journal, documents, surfaces, takeTurn, quotes, pacer, clock: systemClock, log, times: runTimes }, owner);
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What fits where a surface says nothing of its own. */
const smallest = { nameUnits: 80, bodyUnits: 2_000, notificationUnits: 200 } as const;

/** Opens the stores, loads the persona sets and joins the parts. Throws with one clear sentence when a part cannot be had. */
export const openHouse = async (config: Config, log: Log): Promise<House> => {
  const store = await openSqlite({ path: join(config.dataDir, 'sounding-board.sqlite'), clock: systemClock, random: systemRandom });
  const { journal, documents, transcript } = store;
  const cache = createCache({ log, ...(config.redisUrl === '' ? {} : { redisUrl: config.redisUrl }) });
  const [sets, quotes] = await Promise.all([openSets(log), openQuotes({ store, log })]);
  const engine = createEvidenceEngine();
  const surfaces = new Map<string, ChatSurface>();
  const runner = openRunner({ store, log }, surfaces, quotes, engine);
  const panels = createPanelDesk({ journal, documents, sets, random: systemRandom, runner, engine: engine.mark, digest });
  const about: Desks['about'] = {
    engine: engine.mark,
    version,
    quotes: store.quotes.count,
    panels: async (space) => (await journal.list(space, { limit: 1 }))[0]?.ref.number ?? 0,
  };
  const limitsOf = (name: string) => surfaces.get(name)?.limits ?? smallest;
  const dispatch = createDispatch({ commands, desks: { sets, quotes, panels, about }, limitsOf, clock: systemClock, log });
  const close = async (): Promise<void> => {
    await cache.close();
    store.close();
  };
  return { dispatch, runner, surfaces, journal, transcript, sets, engine: engine.mark, close };
};
