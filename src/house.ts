import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../commands/index.ts';
import { readCsv } from './adapters/csv/read-csv.ts';
import { createEvidenceEngine } from './adapters/evidence/engine.ts';
import { describeFileProblem } from './adapters/files/front-matter.ts';
import { loadPersonaSets } from './adapters/files/personas.ts';
import { loadSampleQuotes } from './adapters/files/samples.ts';
import { openSqlite } from './adapters/sqlite/database.ts';
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
import type { SetDesk } from './ports/desks.ts';
import type { Journal } from './ports/journal.ts';
import type { Log } from './ports/log.ts';
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
  close: () => void;
}>;

/** Opens the store, loads the persona sets and joins the parts. Throws with one clear sentence when a part cannot be had. */
export const openHouse = async (config: Config, log: Log): Promise<House> => {
  const [store, loaded] = await Promise.all([
    openSqlite({ path: join(config.dataDir, 'sounding-board.sqlite'), clock: systemClock, random: systemRandom }),
    loadPersonaSets(folder),
  ]);
  for (const problem of loaded.problems) log.warn(`persona file left out: ${describeFileProblem(problem)}`);
  const { journal, documents, quotes, transcript } = store;
  const shared = { clock: systemClock, random: systemRandom, log };
  const sets = createSetDesk(loaded.sets);
  const engine = createEvidenceEngine();
  const samples = await keepSamples({
    quotes,
    samples: await loadSampleQuotes(join(folder, 'sample-quotes.csv'), readCsv),
    random: systemRandom,
  });
  const quoteDesk = createQuoteDesk({
    quotes,
    samples: { space: samples, offeredTo: (space) => space === localSpace },
    importQuotes: createQuoteImport({ quotes, readRows: readCsv, ...shared }),
  });
  const surfaces = new Map<string, ChatSurface>();
  const takeTurn = createTurn({ engine, quotes: quoteDesk, log });
  const runner = createPanelRunner(
    {
      journal,
      documents,
      surfaces,
      takeTurn,
      quotes: quoteDesk,
      pacer: createPacer(systemClock),
      clock: systemClock,
      log,
      times: runTimes,
    },
    owner,
  );
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const panels = createPanelDesk({ journal, documents, sets, random: systemRandom, runner, engine: engine.mark, digest });
  const about = {
    engine: engine.mark,
    version,
    quotes: quotes.count,
    panels: async (space: typeof localSpace) => (await journal.list(space, { limit: 1 }))[0]?.ref.number ?? 0,
  };
  const limitsOf = (name: string) => surfaces.get(name)?.limits ?? { nameUnits: 80, bodyUnits: 2_000, notificationUnits: 200 };
  const dispatch = createDispatch({ commands, desks: { sets, quotes: quoteDesk, panels, about }, limitsOf, clock: systemClock, log });
  return { dispatch, runner, surfaces, journal, transcript, sets, engine: engine.mark, close: store.close };
};
