import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../../commands/index.ts';
import { personaCard } from '../../commands/persona-card.ts';
import { wordCatalogue } from '../../commands/words/catalogue.ts';
import { createPictures } from '../../src/adapters/charts/pictures.ts';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { loadPersonaSets } from '../../src/adapters/files/personas.ts';
import { createMemoryBudget } from '../../src/adapters/memory/budget.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { createMemoryLedger } from '../../src/adapters/memory/ledger.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createHub } from '../../src/adapters/web/hub.ts';
import type { Dispatch } from '../../src/adapters/web/invoke.ts';
import { createPlayground, type PlaygroundOptions } from '../../src/adapters/web/playground.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import { createBacktestDesk } from '../../src/app/score/backtest-desk.ts';
import { isRefusal, refuse } from '../../src/core/errors.ts';
import { localSpace } from '../../src/core/ids.ts';
import { humanQuotes, type LabelledMessage, notice } from '../../src/core/labels.ts';
import type { PersonaSet } from '../../src/core/personas/persona-set.ts';
import { describeEvidence, showQuote } from '../../src/core/quotes/show-evidence.ts';
import { parseStimulus } from '../../src/core/stimulus.ts';
import type { Invocation, Reply } from '../../src/ports/command.ts';
import type { Log } from '../../src/ports/log.ts';
import { startScriptedPanel } from './playground-panels.ts';
import { findEvidence, scriptedQuotes } from './playground-quotes.ts';
import { createMemoryTranscript } from './playground-transcript.ts';
import { openSetDesk } from './set-desk.ts';

/** A log that keeps what it was told, so that a test can look for text that should not be there. */
const createKeptLog = (): Log & { lines: string[] } => {
  const lines: string[] = [];
  const keep = (event: string, fields: unknown) => lines.push(JSON.stringify([event, fields]));
  return { lines, info: keep, warn: keep, error: (event, _cause, fields) => keep(event, fields) };
};

const standard = { tokensPerDay: 10_000_000, tokensPerPersonAndHour: 10_000_000, whenSpent: 'refuse' } as const;

const limits = { nameUnits: 80, bodyUnits: 12_000, notificationUnits: 300 };

const say = (text: string): LabelledMessage => notice({ summary: text, blocks: [{ type: 'text', text }] }, limits);

const quotesFor = (text: string): Reply => {
  const evidence = findEvidence(text, scriptedQuotes);
  const found = describeEvidence(evidence);
  const blocks = [{ type: 'heading', text } as const, { type: 'text', text: found } as const, ...evidence.quotes.map(showQuote)];
  const content = { summary: found, blocks };
  return { messages: [evidence.quotes.length > 0 ? humanQuotes(content, limits) : notice(content, limits)] };
};

const countRows = async (file: NonNullable<Invocation['file']>): Promise<number> => {
  let lines = 0;
  for await (const chunk of file.open()) lines += chunk.filter((byte) => byte === 10).length;
  return lines - 1;
};

type Panels = ReadonlyMap<number, ReturnType<typeof startScriptedPanel>>;

const press = (invocation: Invocation, panels: Panels, sets: readonly PersonaSet[]): Reply => {
  const [action] = invocation.action ?? [];
  const panel = panels.get(Number(invocation.options?.['panel']));
  const persona = sets.flatMap(({ personas }) => personas).find(({ id }) => id === invocation.options?.['persona']);
  if (action === 'stop') {
    panel?.stop();
    return { messages: [say(`Panel ${panel?.number} is stopping. What was posted stays.`)] };
  }
  if (action === 'who' && persona) {
    const facts = { record: `Panel ${panel?.number}`, grounding: undefined, today: '2026-11-21' };
    return { messages: [personaCard(persona, facts, limits)] };
  }
  return quotesFor(panel?.plan.stimulus.options.join(' ') ?? '');
};

/** A scripted application behind a real playground, for as long as the real one is not asked for. */
export const startScriptedPlayground = async (changes: Partial<PlaygroundOptions> = {}) => {
  const { sets } = await loadPersonaSets(fileURLToPath(new URL('../../personas', import.meta.url)));
  const set = sets.find(({ id }) => id === 'everyday-shoppers') ?? sets[0];
  if (!set) throw new Error('there is no persona set');
  const panels = new Map<number, ReturnType<typeof startScriptedPanel>>();
  const spoolDir = await mkdtemp(join(tmpdir(), 'sb-spool-'));
  const transcript = createMemoryTranscript();
  const log = createKeptLog();
  const ended = new AbortController();
  const paceMs = changes.paceMs ?? 300;
  const invocations: Invocation[] = [];
  const dispatch: Dispatch = async (invocation) => {
    invocations.push(invocation);
    if (invocation.file) return { messages: [say(`${await countRows(invocation.file)} quotes imported.`)] };
    if (invocation.action) return press(invocation, panels, sets);
    if (invocation.command === 'quotes') return quotesFor(invocation.text);
    if (invocation.command !== 'panel') return refuse('command-unknown', { name: `/${invocation.command}`, names: '/panel, /quotes' });
    const stimulus = parseStimulus(invocation.text);
    if (isRefusal(stimulus)) return stimulus;
    const number = panels.size + 1;
    const parts = { surface: playground.surface, clock: systemClock, paceMs, quotes: () => scriptedQuotes, signal: ended.signal };
    panels.set(number, startScriptedPanel(number, stimulus, set, parts));
    return { messages: [say(`Panel ${number} is under way: 5 AI personas. None is a real person.`)], panel: number };
  };
  const documents = createMemoryDocuments({ clock: systemClock });
  const budget = createBudgetDesk({ budget: createMemoryBudget({ clock: systemClock }), documents, standard });
  const options: PlaygroundOptions = {
    transcript,
    hub: createHub(),
    ledger: createMemoryLedger({ clock: systemClock }),
    backtests: createBacktestDesk({
      documents,
      budget,
      sets: openSetDesk(sets),
      readRows: readCsv,
      isPaused: async () => false,
      random: systemRandom,
      log,
    }),
    batches: async () => [],
    dispatch,
    commands,
    catalogue: wordCatalogue,
    sets: { list: async () => sets },
    engine: { kind: 'evidence', name: 'evidence engine' },
    version: '0.1.0',
    health: async () => undefined,
    space: localSpace,
    clock: systemClock,
    random: systemRandom,
    log,
    paceMs,
    pictures: createPictures(),
    spoolDir,
    host: '127.0.0.1',
    port: 0,
    ...changes,
  };
  const playground = createPlayground(options);
  const { url } = await playground.listen();
  return {
    url,
    playground,
    transcript,
    log,
    invocations,
    spooled: () => readdir(spoolDir),
    close: async () => {
      ended.abort();
      await playground.close();
      await rm(spoolDir, { recursive: true, force: true });
    },
  };
};
