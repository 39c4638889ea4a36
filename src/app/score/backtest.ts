import { stakesOf } from '../../core/honesty/stakes.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { Forecast, LedgerEntry } from '../../core/ledger/entry.ts';
import { gradeItem } from '../../core/ledger/grade.ts';
import { applyEntry, emptyItem } from '../../core/ledger/item.ts';
import { pool } from '../../core/ledger/pool.ts';
import { pickByRules } from '../../core/ledger/rules.ts';
import { addTally, type Tally } from '../../core/ledger/tally.ts';
import { type EndpointFailure, isEndpointFailure } from '../../core/model-failure.ts';
import { engineOfSeat, planPanel } from '../../core/panel/panel.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { addTokens, noTokens, type UsedTokens } from '../../core/usage.ts';
import type { Models } from '../models/models.ts';
import type { PastTest } from './past-tests.ts';
import { sha256 } from './score-book.ts';

/*
 * A set run over tests of the past. Nothing of it is sealed, because the outcomes are known: it is told apart from the record, and never written into the ledger.
 */

/** What is kept of one test, so that a run can go on after a stop. `key` names the test, the set and the models. */
export type BacktestStep = Readonly<{ key: string; forecast: Forecast; tokens: UsedTokens }>;

/** A set and what answers for it. Without models only the simple rules forecast. */
export type BacktestRun = Readonly<{ space: SpaceId; set: PersonaSet; models?: Models; seed: number }>;

/** A test that was asked. `outage`: the endpoint failed for every persona, so that there is nothing worth keeping. */
export type AskedTest = Readonly<{ step: BacktestStep; outage?: never }> | Readonly<{ outage: EndpointFailure }>;

/** The seed of every backtest, so that a run can be repeated and compared. */
export const backtestSeed = 20_261_121;

/** Names one test as this set and these models see it: a change of either asks anew. */
export const stepKey = ({ set, models, seed }: BacktestRun, { options }: PastTest): string =>
  sha256(JSON.stringify([set, [...(models?.engines.keys() ?? [])], seed, options])).slice(0, 32);

const emptyForecast = ({ set, seed }: BacktestRun, { options }: PastTest, number: number): Forecast => ({
  number,
  options,
  set: { id: set.id, version: set.version },
  models: [],
  seed,
  seats: set.personas.length,
  personas: [],
  rules: pickByRules(options),
});

/** What each persona gives the options of one test. A persona that fails, or may only ask questions on so grave a subject, gives nothing. */
const askPersonas = async ({ set, models, seed, space }: BacktestRun, { options }: PastTest, signal: AbortSignal) => {
  const stimulus = { asked: options.join(' | '), options };
  const names = [...(models?.engines.keys() ?? [])];
  const plan = planPanel({ stimulus, set, setKey: 'backtest', seed, engine: { kind: 'model', name: '' }, models: names });
  const stakes = stakesOf(stimulus);
  return Promise.all(
    set.personas.map(async (persona) => {
      const { name } = engineOfSeat(plan, persona.id);
      const about = { space, setKey: 'backtest', persona, stimulus, seed, quotes: [], heard: [], signal };
      const answer = await models?.engines.get(name)?.react({ ...about, ...(stakes === undefined ? {} : { stakes }) });
      const odds = answer?.kind === 'reaction' ? answer.reaction.spoken?.odds : undefined;
      return {
        tokens: answer?.tokens ?? noTokens,
        ...(answer?.kind === 'none' && isEndpointFailure(answer.reason) ? { outage: answer.reason } : {}),
        ...(odds ? { given: { id: persona.id, model: name, options: [...odds.options], noOpinion: odds.noOpinion } } : {}),
      };
    }),
  );
};

/** Asks every persona and the control about one test, as a panel would, without quotes and without posting anything. */
export const forecastPast = async (base: BacktestRun, test: PastTest, number: number, signal: AbortSignal): Promise<AskedTest> => {
  const key = stepKey(base, test);
  const empty = emptyForecast(base, test, number);
  const run = { ...base, seed: base.seed + number };
  if (!run.models) return { step: { key, forecast: empty, tokens: noTokens } };
  const stimulus = { asked: test.options.join(' | '), options: test.options };
  const [control, answers] = await Promise.all([
    run.models.control({ space: run.space, stimulus, seed: run.seed, signal }),
    askPersonas(run, test, signal),
  ]);
  const [first] = answers;
  if (first?.outage && answers.every(({ outage }) => outage)) return { outage: first.outage };
  const personas = answers.flatMap(({ given }) => (given ? [given] : []));
  const pooled = pool(personas, run.set.personas.length);
  const { odds, model } = control;
  const forecast: Forecast = {
    ...empty,
    models: [...new Set(personas.map((one) => one.model))],
    personas,
    ...(pooled ? { pooled: [...pooled] } : {}),
    ...(odds ? { control: { model, options: [...odds.options], noOpinion: odds.noOpinion } } : {}),
  };
  return { step: { key, forecast, tokens: answers.reduce((sum, { tokens }) => addTokens(sum, tokens), control.tokens) } };
};

/** The grades of one test, by the same rules as those of a sealed forecast. */
const gradePast = (forecast: Forecast, { result, source, date }: PastTest): Tally => {
  const sealed: LedgerEntry = { kind: 'forecast', panel: 'past', forecast, nonce: '', commitment: '' };
  const outcome: LedgerEntry = { kind: 'outcome', panel: 'past', outcome: { result, source, date, author: '' } };
  // The day of the seal is left open: what is graded here is past by name and stays outside every record.
  return gradeItem(applyEntry(applyEntry(emptyItem, sealed, ''), outcome, '')).get('all') ?? {};
};

/** The sum of the grades of a whole run. */
export const gradeRun = (graded: readonly Readonly<{ forecast: Forecast; test: PastTest }>[]): Tally =>
  graded.reduce<Tally>((sum, { forecast, test }) => addTally(sum, gradePast(forecast, test)), {});
