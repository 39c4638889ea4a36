import type { SpaceId } from '../core/ids.ts';
import type { Forecast, LedgerEntry } from '../core/ledger/entry.ts';
import { gradeItem } from '../core/ledger/grade.ts';
import { applyEntry, emptyItem } from '../core/ledger/item.ts';
import { pool } from '../core/ledger/pool.ts';
import { pickByRules } from '../core/ledger/rules.ts';
import { addTally, type Tally } from '../core/ledger/tally.ts';
import { engineOfSeat, planPanel } from '../core/panel.ts';
import type { PersonaSet } from '../core/persona-set.ts';
import type { Odds } from '../core/reaction.ts';
import { stakesOf } from '../core/stakes.ts';
import { addTokens, noTokens, type UsedTokens } from '../core/usage.ts';
import type { Models } from './models.ts';
import type { PastTest } from './past-tests.ts';
import { sha256 } from './score-book.ts';

/*
 * A set run over tests of the past. Nothing of it is sealed, because the outcomes are known: it is told apart from the record, and never written into the ledger.
 */

/** What is kept of one test, so that a run can go on after a stop. `key` names the test, the set and the models. */
export type BacktestStep = Readonly<{ key: string; forecast: Forecast; tokens: UsedTokens }>;

type Run = Readonly<{ space: SpaceId; set: PersonaSet; models?: Models; seed: number }>;

/** Names one test as this set and these models see it: a change of either asks anew. */
export const stepKey = ({ set, models, seed }: Run, { options }: PastTest): string =>
  sha256(JSON.stringify([set, [...(models?.engines.keys() ?? [])], seed, options])).slice(0, 32);

const emptyForecast = ({ set, seed }: Run, { options }: PastTest, number: number): Forecast => ({
  number,
  options,
  set: { id: set.id, version: set.version },
  models: [],
  seed,
  seats: set.personas.length,
  personas: [],
  rules: pickByRules(options),
});

/** Asks every persona and the control about one test, as a panel would, without quotes and without posting anything. */
export const forecastPast = async (run: Run, test: PastTest, number: number, signal: AbortSignal): Promise<BacktestStep> => {
  const { set, models, seed, space } = run;
  const key = stepKey(run, test);
  const empty = emptyForecast(run, test, number);
  if (!models) return { key, forecast: empty, tokens: noTokens };
  const stimulus = { asked: test.options.join(' | '), options: test.options };
  const plan = planPanel({
    stimulus,
    set,
    setKey: 'backtest',
    seed: seed + number,
    engine: { kind: 'model', name: '' },
    models: [...models.engines.keys()],
  });
  const stakes = stakesOf(stimulus);
  const control = models.control({ space, stimulus, seed: seed + number, signal });
  const answers = await Promise.all(
    set.personas.map(async (persona) => {
      const { name } = engineOfSeat(plan, persona.id);
      const question = {
        space,
        setKey: 'backtest',
        persona,
        stimulus,
        seed: seed + number,
        quotes: [],
        heard: [],
        ...(stakes === undefined ? {} : { stakes }),
        signal,
      };
      return { id: persona.id, name, answer: await models.engines.get(name)?.react(question) };
    }),
  );
  const personas = answers.flatMap(({ id, name, answer }) => {
    const odds: Odds | undefined = answer?.kind === 'reaction' ? answer.reaction.spoken?.odds : undefined;
    return odds ? [{ id, model: name, options: [...odds.options], noOpinion: odds.noOpinion }] : [];
  });
  const { odds, model, tokens } = await control;
  const pooled = pool(personas, set.personas.length);
  const forecast: Forecast = {
    ...empty,
    models: [...new Set(personas.map((one) => one.model))],
    personas,
    ...(pooled ? { pooled: [...pooled] } : {}),
    ...(odds ? { control: { model, options: [...odds.options], noOpinion: odds.noOpinion } } : {}),
  };
  return { key, forecast, tokens: answers.reduce((sum, { answer }) => addTokens(sum, answer?.tokens ?? noTokens), tokens) };
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

/** The forecast of a run that asks no model: the simple rules alone. */
export const withoutModel = (run: Run, test: PastTest, number: number): Forecast => emptyForecast(run, test, number);
