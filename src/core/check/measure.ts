import { type Costume, testCostumes } from './costume.ts';
import { compareChecks, type Drift } from './drift.ts';
import { checkSizes } from './items.ts';
import { meanOf } from './numbers.ts';
import { type CheckCall, type CheckRequest, planCalls } from './plan.ts';
import { type Retest, retest, settleOrder } from './retest.ts';
import type { Score } from './score.ts';
import { standingOf } from './score.ts';
import { stereotypeShare } from './stereotype.ts';
import { auditSwaps, fewestItems, type SwapAudit, type Swapped } from './swap.ts';
import type { SwapAttribute } from './swap-attribute.ts';

/** What came of one call: a score, or why there is none. A withheld answer broke a rule or the model declined; a failed call is the endpoint's. */
export type CheckAnswer = Readonly<{ key: string }> & (Score | Readonly<{ missing: 'withheld' | 'failed' }>);

/** Scores of each persona on each item, `[persona][item]`, kept so that a later check can be compared. */
export type KeptScores = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** One item that somebody answered: how many personas stand where, and how many had no opinion more often than one. */
type Coverage = Readonly<{ item: string; for: number; against: number; between: number; silent: number }>;

/** How far the personas are from what the same model chooses without any persona, on comparisons. `distances` in the order of the personas compared. */
type ControlDistance = Readonly<{ items: number; distances: readonly number[]; mean: number }>;

/** How often a choice followed the order of the options: `flips` of `pairs` asked both ways, beside `rerunFlips` of `rerunPairs` asked the same way twice. */
type OrderFlips = Readonly<{ pairs: number; flips: number; rerunPairs: number; rerunFlips: number }>;

/** Everything that a check computes. A figure that could not be computed is absent. */
export type Figures = Readonly<{
  /** What has no gaps: the personas that were compared, the items that each of them answered, and how often. The costume test counts personas by their place in `personas`. */
  whole: Readonly<{ personas: readonly string[]; items: number; replicates: number }>;
  missing: Readonly<Record<string, Readonly<{ withheld: number; failed: number; of: number }>>>;
  silentShare: number;
  costume?: Costume;
  control?: ControlDistance;
  stereotype?: number;
  retest?: Retest;
  order: OrderFlips;
  swaps?: SwapAudit;
  coverage: readonly Coverage[];
  kept: KeptScores;
}>;

type Read = Readonly<{
  request: CheckRequest;
  calls: readonly CheckCall[];
  /** The personas that are compared. */
  personas: readonly string[];
  scoreOf: (key: string) => Score | undefined;
}>;

/** Below this share of scored answers a persona is left out: it would take nearly all items with it. */
const leastAnswered = 0.5;

/** The personas with enough answers to be compared. */
const answeringPersonas = (request: CheckRequest, calls: readonly CheckCall[], scoreOf: Read['scoreOf']): readonly string[] =>
  request.set.personas
    .map(({ id }) => ({ id, own: calls.filter(({ arm, persona }) => arm === 'persona' && persona === id) }))
    .filter(({ own }) => own.filter(({ key }) => scoreOf(key)).length >= own.length * leastAnswered)
    .map(({ id }) => id);

/** All scores of an arm on one item, those that are missing left out. */
const scoresOf = ({ calls, scoreOf }: Read) => {
  const found = new Map<string, number[]>();
  for (const { key, arm, persona, item } of calls) {
    const score = scoreOf(key)?.score;
    const place = `${arm}/${persona}/${item.id}`;
    if (score !== undefined) found.set(place, [...(found.get(place) ?? []), score]);
  }
  return (arm: string, persona: string, item: string): readonly number[] => found.get(`${arm}/${persona}/${item}`) ?? [];
};
type ScoresOf = ReturnType<typeof scoresOf>;

const itemIds = ({ calls }: Read): readonly string[] => [...new Set(calls.map(({ item }) => item.id))];

/**
 * The largest part without gaps: items that every persona answered at least so often, for the number of replicates that keeps the most answers. What is beyond is
 * left out; nothing is ever filled in.
 */
const wholePart = (read: Read, scores: ScoresOf): Readonly<{ items: readonly string[]; replicates: number }> => {
  if (read.personas.length === 0) return { items: [], replicates: 0 };
  const fewest = itemIds(read).map((item) => ({
    item,
    answers: Math.min(...read.personas.map((persona) => scores('persona', persona, item).length)),
  }));
  const most = checkSizes[read.request.size].replicates;
  const choices = Array.from({ length: most - 1 }, (_, less) => most - less).map((replicates) => ({
    replicates,
    items: fewest.filter(({ answers }) => answers >= replicates).map(({ item }) => item),
  }));
  const [best] = choices.toSorted((a, b) => b.items.length * b.replicates - a.items.length * a.replicates);
  return best ?? { items: [], replicates: 0 };
};

const measureControl = (read: Read, scores: ScoresOf): ControlDistance | undefined => {
  if (read.personas.length === 0) return undefined;
  const items = itemIds(read).filter(
    (item) => scores('control', '', item).length > 0 && read.personas.every((persona) => scores('persona', persona, item).length > 0),
  );
  if (items.length === 0) return undefined;
  const distances = read.personas.map((persona) =>
    meanOf(items.map((item) => Math.abs(meanOf(scores('persona', persona, item)) - meanOf(scores('control', '', item))))),
  );
  return { items: items.length, distances, mean: meanOf(distances) };
};

const measureStereotype = (read: Read, scores: ScoresOf, items: readonly string[]): number | undefined => {
  const common = items.filter((item) => read.personas.every((persona) => scores('role', persona, item).length > 0));
  const means = (arm: string) => common.map((item) => read.personas.map((persona) => meanOf(scores(arm, persona, item))));
  return common.length >= 3 && read.personas.length >= 2 ? stereotypeShare(means('persona'), means('role')) : undefined;
};

/** The option that a score leans to; 0 leans to none. */
const sideOf = (score: number): string | undefined => (score > 0 ? 'first' : score < 0 ? 'second' : undefined);

const measureOrder = ({ calls, scoreOf }: Read): OrderFlips => {
  const groups = Map.groupBy(
    calls.filter(({ arm, item }) => arm === 'persona' && item.options.length > 1),
    ({ persona, item }) => `${persona}/${item.id}`,
  );
  const found = { pairs: 0, flips: 0, rerunPairs: 0, rerunFlips: 0 };
  for (const group of groups.values()) {
    const said = group.flatMap((call) => {
      const score = scoreOf(call.key)?.score;
      return score === undefined ? [] : [{ side: sideOf(score), isReversed: call.isReversed }];
    });
    for (const [at, one] of said.entries())
      for (const other of said.slice(at + 1)) {
        const { isFlip } = settleOrder(one.side, other.side);
        const isBothWays = one.isReversed !== other.isReversed;
        found[isBothWays ? 'pairs' : 'rerunPairs'] += 1;
        if (isFlip) found[isBothWays ? 'flips' : 'rerunFlips'] += 1;
      }
  }
  return found;
};

/** The items of a persona that were answered at least twice both ways. */
const swappedOf = (read: Read, scores: ScoresOf, persona: string, arm: string): Swapped | undefined => {
  const both = itemIds(read)
    .map((item) => [scores('persona', persona, item), scores(arm, persona, item)] as const)
    .filter(([before, after]) => before.length > 1 && after.length > 1);
  const name = `${arm} of ${persona}`;
  return both.length >= fewestItems
    ? { attribute: name, before: both.map(([before]) => before), after: both.map(([, after]) => after) }
    : undefined;
};

const measureSwaps = (read: Read, scores: ScoresOf): SwapAudit | undefined => {
  const { attributes, seed } = read.request;
  const swapped = (arm: SwapAttribute | 'street') => read.personas.flatMap((persona) => swappedOf(read, scores, persona, arm) ?? []);
  const swaps = attributes.flatMap(swapped);
  const idle = swapped('street');
  if (swaps.length === 0 || idle.length === 0) return undefined;
  const nothing = {
    attribute: 'street',
    before: idle.flatMap(({ before }) => before),
    after: idle.flatMap(({ after }) => after),
  };
  return auditSwaps(swaps, nothing, seed);
};

const measureCoverage = (read: Read, scores: ScoresOf): readonly Coverage[] => {
  const silent = new Map<string, number[]>();
  for (const { key, arm, persona, item } of read.calls) {
    const part = arm === 'persona' ? read.scoreOf(key)?.silent : undefined;
    const place = `${persona}/${item.id}`;
    if (part !== undefined) silent.set(place, [...(silent.get(place) ?? []), part]);
  }
  return itemIds(read).flatMap((item) => {
    const counts = { item, for: 0, against: 0, between: 0, silent: 0 };
    const heard = read.personas.filter((persona) => scores('persona', persona, item).length > 0);
    for (const persona of heard) {
      const own = scores('persona', persona, item);
      // Somebody without an opinion does not stand in the middle.
      if (meanOf(silent.get(`${persona}/${item}`) ?? [0]) > 0.5) counts.silent += 1;
      else counts[standingOf(meanOf(own))] += 1;
    }
    return heard.length > 0 ? [counts] : [];
  });
};

const countMissing = ({ request, calls }: Read, answers: ReadonlyMap<string, CheckAnswer>): Figures['missing'] =>
  Object.fromEntries(
    request.set.personas.map(({ id }) => {
      const own = calls.filter(({ arm, persona }) => arm === 'persona' && persona === id).map(({ key }) => answers.get(key));
      const count = (missing: string) => own.filter((answer) => answer && 'missing' in answer && answer.missing === missing).length;
      return [id, { withheld: count('withheld'), failed: count('failed'), of: own.length }];
    }),
  );

/** Adds up a check from its answers. Pure: the same request and answers give the same figures, in any order. */
export const measure = (request: CheckRequest, given: readonly CheckAnswer[]): Figures => {
  const answers = new Map(given.map((answer) => [answer.key, answer]));
  const scoreOf = (key: string): Score | undefined => {
    const answer = answers.get(key);
    return answer && 'score' in answer ? answer : undefined;
  };
  const calls = planCalls(request);
  const read: Read = { request, calls, personas: answeringPersonas(request, calls, scoreOf), scoreOf };
  const scores = scoresOf(read);
  const { items, replicates } = wholePart(read, scores);
  const matrix = items.map((item) => read.personas.map((persona) => scores('persona', persona, item).slice(0, replicates)));
  const own = read.calls.filter(({ arm }) => arm === 'persona').flatMap(({ key }) => scoreOf(key) ?? []);
  const [control, stereotype, swaps] = [measureControl(read, scores), measureStereotype(read, scores, items), measureSwaps(read, scores)];
  return {
    whole: { personas: read.personas, items: items.length, replicates },
    missing: countMissing(read, answers),
    silentShare: own.length > 0 ? meanOf(own.map(({ silent }) => silent)) : 0,
    ...(items.length >= 2 && read.personas.length >= 2 ? { costume: testCostumes(matrix, request.seed) } : {}),
    ...(control ? { control } : {}),
    ...(stereotype === undefined ? {} : { stereotype }),
    ...(items.length > 0 ? { retest: retest(matrix.flat().map((answered) => answered.map(standingOf))) } : {}),
    order: measureOrder(read),
    ...(swaps ? { swaps } : {}),
    coverage: measureCoverage(read, scores),
    kept: Object.fromEntries(
      read.personas.map((persona) => [persona, Object.fromEntries(itemIds(read).map((item) => [item, scores('persona', persona, item)]))]),
    ),
  };
};

/**
 * Drift between two checks, on the items and personas that both hold. `undefined` when they share fewer than three items. Of each persona as many answers count before as
 * after: where some are missing on one side, the item would move towards the others though nobody changed.
 */
export const measureDrift = (
  before: KeptScores,
  after: KeptScores,
): (Drift & Readonly<{ items: number; personas: number }>) | undefined => {
  const personas = Object.keys(before).filter((id) => after[id] !== undefined);
  const items = [...new Set(personas.flatMap((id) => Object.keys(before[id] ?? {})))].filter((item) =>
    personas.every((id) => (before[id]?.[item]?.length ?? 0) > 0 && (after[id]?.[item]?.length ?? 0) > 0),
  );
  if (items.length < 3) return undefined;
  const paired = (kept: KeptScores, other: KeptScores) =>
    items.map((item) => personas.flatMap((id) => kept[id]?.[item]?.slice(0, other[id]?.[item]?.length) ?? []));
  return { ...compareChecks(paired(before, after), paired(after, before)), items: items.length, personas: personas.length };
};
