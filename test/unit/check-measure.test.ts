import { describe, expect, it } from 'vitest';
import { checkItems } from '../../src/core/check/items.ts';
import { type CheckAnswer, measure, measureDrift } from '../../src/core/check/measure.ts';
import { type CheckCall, type CheckRequest, planCalls } from '../../src/core/check/plan.ts';
import type { Persona } from '../../src/core/personas/persona.ts';
import { aPersona, aSet } from '../fakes/personas.ts';

/* How a check is added up: what counts, what is left out, and what is not said because too little is there. */

const persona = (id: string, name: string, story: string): Persona => ({
  ...aPersona(id, name, [{ text: 'I read the price first.' }]),
  story,
});
const ana = persona('ana', 'Ana', 'She is thirty-four and lives in Maple Street.');
const ben = persona('ben', 'Ben', 'Tells nothing.');
const cleo = persona('cleo', 'Cleo', 'Tells nothing.');

type Said = number | Readonly<{ score: number; silent: number }> | 'withheld' | 'failed' | undefined;
const answered = (request: CheckRequest, say: (call: CheckCall) => Said) => {
  const given = planCalls(request).flatMap((call): CheckAnswer[] => {
    const said = say(call);
    if (said === undefined) return [];
    if (typeof said === 'string') return [{ key: call.key, missing: said }];
    return [typeof said === 'number' ? { key: call.key, score: said, silent: 0 } : { key: call.key, ...said }];
  });
  return measure(request, given);
};
const quick: CheckRequest = { set: aSet([ana, ben, cleo]), size: 'quick', attributes: [], models: ['m'], seed: 1 };
// One persona where the costume test is not what is looked at: it takes the longest.
const full: CheckRequest = { ...quick, set: aSet([ana]), size: 'full', attributes: ['age'] };
const fullOfTwo: CheckRequest = { ...full, set: aSet([ana, ben]), attributes: [] };
const placeOfItem = (item: string): number => checkItems.findIndex(({ id }) => id === item);
/** A number for each persona and item, between -0.5 and 0.5. */
const viewOf = ({ persona: id, item }: CheckCall): number =>
  (((id.length + (id.codePointAt(0) ?? 0) * (placeOfItem(item.id) + 1)) % 11) - 5) / 10;
const itemAt = (at: number): string => checkItems[at]?.id ?? '';
const placeOf = ({ item }: CheckCall): number => placeOfItem(item.id);

describe('who and what is compared', () => {
  it('is everybody of whom half of the answers can be scored', () => {
    // 8 items three times each are 24: Ben has 12 of them, Cleo 11.
    const { whole } = answered(quick, (call) => {
      const nth = placeOf(call) * 3 + call.replicate;
      return (call.persona === 'ben' && nth >= 12) || (call.persona === 'cleo' && nth >= 11) ? 'withheld' : 0.1;
    });
    expect(whole.personas).toEqual(['ana', 'ben']);
  });

  it('is nothing at all when nothing can be scored', () => {
    const figures = answered(quick, () => 'failed');
    expect(figures.whole).toEqual({ personas: [], items: 0, replicates: 0 });
    expect(figures.silentShare).toBe(0);
    expect(figures.order).toEqual({ pairs: 0, flips: 0, rerunPairs: 0, rerunFlips: 0 });
    expect(figures.missing['ana']).toEqual({ withheld: 0, failed: 24, of: 24 });
    expect(figures.kept).toEqual({});
    expect(figures.coverage).toEqual([]);
    expect(Object.keys(figures)).not.toEqual(expect.arrayContaining(['costume']));
    expect([figures.control, figures.stereotype, figures.retest, figures.swaps]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is the larger part: with as many answers the one that was asked more often', () => {
    // Four items three times, and two more twice: 4 * 3 is 6 * 2.
    const partOf = (twice: number) =>
      answered(quick, (call) => (placeOf(call) < 4 || (placeOf(call) < 4 + twice && call.replicate < 2) ? 0.1 : 'withheld')).whole;
    expect(partOf(2)).toMatchObject({ items: 4, replicates: 3 });
    expect(partOf(3)).toMatchObject({ items: 7, replicates: 2 });
    // One answer shows no wavering: eight items once are not taken for two items three times.
    expect(answered(quick, (call) => (placeOf(call) < 2 || call.replicate < 1 ? 0.1 : 'withheld')).whole).toMatchObject({
      items: 2,
      replicates: 3,
    });
  });

  it('counts items by the persona that answered least', () => {
    const { whole, coverage } = answered(quick, (call) => (call.persona === 'ben' && placeOf(call) === 0 ? 'withheld' : 0.1));
    expect(whole.items).toBe(7);
    // Those who did answer still stand somewhere.
    expect(coverage[0]).toEqual({ item: itemAt(0), for: 0, against: 0, between: 2, silent: 0 });
  });

  it('needs two personas and two items for a costume test, and one item for a retest', () => {
    const alone = answered({ ...quick, set: aSet([ana]) }, viewOf);
    expect(alone.costume).toBeUndefined();
    expect(alone.retest).toMatchObject({ agreement: 1, kappa: 1, pairs: 3 });
    const two = answered({ ...quick, set: aSet([ana, ben]) }, viewOf);
    expect(two.costume?.pairs).toHaveLength(1);
    // Each answered half of the items, and two of them both.
    const both = answered({ ...quick, set: aSet([ana, ben]) }, (call) => {
      const first = call.persona === 'ana' ? 0 : 2;
      return placeOf(call) >= first && placeOf(call) < first + 4 ? viewOf(call) : 'failed';
    });
    expect([both.whole.items, both.costume?.pairs.length]).toEqual([2, 1]);
    // Half of the answers of each are there, and one item in both halves.
    const halves = answered({ ...quick, set: aSet([ana, ben]) }, (call) =>
      placeOf(call) === 0 || placeOf(call) < 4 === (call.persona === 'ana') ? (placeOf(call) < 7 ? viewOf(call) : undefined) : undefined,
    );
    expect(halves.whole).toEqual({ personas: ['ana', 'ben'], items: 1, replicates: 3 });
    expect([halves.costume, halves.retest?.pairs]).toEqual([undefined, 3]);
  });

  it('is the same whatever order answers come in, and keeps each by its place', () => {
    const { kept } = answered({ ...quick, set: aSet([ana, ben]) }, (call) => viewOf(call) + call.replicate / 100);
    const [first] = planCalls(quick);
    const view = first ? viewOf(first) : 0;
    expect(kept['ana']?.[itemAt(0)]).toEqual([view, view + 0.01, view + 0.02]);
    expect(Object.keys(kept)).toEqual(['ana', 'ben']);
  });
});

describe('silence', () => {
  it('is a share of all that personas said, and no standing from more than half on', () => {
    const say = (silent: number) => answered(quick, ({ persona: id }) => (id === 'cleo' ? { score: 0, silent } : 0.9));
    expect(say(0.5).coverage[0]).toMatchObject({ for: 2, between: 1, silent: 0 });
    expect(say(0.6).coverage[0]).toMatchObject({ for: 2, between: 0, silent: 1 });
    expect(say(0.6).silentShare).toBeCloseTo(0.2, 12);
  });

  it('is told from the answers that are there, of the persona as it is', () => {
    const { coverage, missing } = answered(full, (call) => {
      if (call.arm !== 'persona') return { score: 0, silent: 0 };
      return call.replicate === 3 ? 'failed' : { score: 0, silent: 0.9 };
    });
    expect(coverage).toHaveLength(30);
    expect(new Set(coverage.map(({ silent }) => silent))).toEqual(new Set([1]));
    expect(missing['ana']).toEqual({ withheld: 0, failed: 30, of: 120 });
  });

  it('is not an item that nobody answered: where no one was heard, no side is missing', () => {
    const { coverage } = answered(quick, (call) => (placeOf(call) === 2 ? 'failed' : 0.9));
    expect(coverage).toHaveLength(7);
    expect(coverage.map(({ item }) => item)).not.toContain(itemAt(2));
  });

  it('is a persona’s own mean over its answers to an item', () => {
    const { coverage } = answered(quick, ({ persona: id, replicate }) =>
      id === 'cleo' ? { score: -0.9, silent: replicate < 2 ? 0.8 : 0 } : { score: 0.9, silent: replicate < 1 ? 0.9 : 0 },
    );
    expect(coverage[0]).toMatchObject({ for: 2, against: 0, between: 0, silent: 1 });
  });
});

describe('the distance from nobody', () => {
  it('is measured on comparisons that the model and everybody answered', () => {
    const control = (call: CheckCall): Said => (call.arm === 'control' ? -0.2 : call.persona === 'ana' ? 0.3 : -0.5);
    const whole = answered(quick, control).control;
    expect(whole?.items).toBe(3);
    expect(whole?.distances.map((one) => one.toFixed(2))).toEqual(['0.50', '0.30', '0.30']);
    expect(whole?.mean).toBeCloseTo(1.1 / 3, 12);
    const choices = new Set(planCalls(quick).flatMap(({ item }) => (item.options.length > 1 ? [item.id] : [])));
    const [one, other] = [...choices];
    const part = answered(quick, (call) =>
      (call.arm === 'control' && call.item.id === one) || (call.persona === 'ben' && call.item.id === other) ? 'withheld' : control(call),
    );
    expect(part.control?.items).toBe(1);
    expect(answered(quick, (call) => (call.arm === 'control' ? 'failed' : 0.1)).control).toBeUndefined();
  });

  it('is not given where the model answered and no persona did', () => {
    expect(answered(quick, (call) => (call.arm === 'control' ? -0.2 : 'withheld')).control).toBeUndefined();
  });
});

describe('the full size', () => {
  it('measures how much the role alone explains, on three items and two personas at least', () => {
    expect(answered(fullOfTwo, viewOf).stereotype).toBeCloseTo(1, 12);
    expect(answered(fullOfTwo, (call) => (call.arm === 'role' ? 0.1 : viewOf(call))).stereotype).toBe(0);
    const roleOn = (items: number) =>
      answered(fullOfTwo, (call) => (call.arm === 'role' && placeOf(call) >= items ? 'failed' : viewOf(call))).stereotype;
    expect([roleOn(3), roleOn(2)].map((share) => share !== undefined)).toEqual([true, false]);
    expect(answered(full, viewOf).stereotype).toBeUndefined();
    // Everybody's role has to be there.
    expect(
      answered(fullOfTwo, (call) => (call.arm === 'role' && call.persona === 'ben' ? 'failed' : viewOf(call))).stereotype,
    ).toBeUndefined();
  });

  it('counts the order of options on personas as they are alone', () => {
    const choices = checkItems.filter(({ options }) => options.length > 1).length;
    const { order } = answered(full, (call) => (call.arm !== 'persona' && call.isReversed ? -0.5 : 0.5));
    // Of four replicates two are turned round: four pairs both ways, two asked the same way.
    expect(order).toEqual({ pairs: choices * 4, flips: 0, rerunPairs: choices * 2, rerunFlips: 0 });
  });

  it('counts choices that change by themselves', () => {
    const { order } = answered(full, (call) => (call.replicate % 2 === 0 ? 0.5 : -0.5));
    const turned = planCalls(full).filter(({ arm, persona: id, isReversed }) => arm === 'persona' && id === 'ana' && isReversed);
    expect(new Set(turned.map(({ replicate }) => replicate))).toEqual(new Set([1, 3]));
    expect([order.flips, order.rerunFlips]).toEqual([order.pairs, 0]);
    const drifting = answered(full, (call) => (call.replicate < 2 ? 0.5 : -0.5)).order;
    expect([drifting.flips / drifting.pairs, drifting.rerunFlips / drifting.rerunPairs]).toEqual([0.5, 1]);
  });

  it('audits what a file mentions, beside a street', () => {
    const moved = (call: CheckCall): Said => viewOf(call) + (call.replicate % 2) / 50 + (call.arm === 'age' ? 0.3 : 0);
    const { swaps } = answered(full, moved);
    expect(swaps?.results.map(({ attribute }) => attribute)).toEqual(['age of ana']);
    expect(swaps?.results[0]?.change).toBeCloseTo(0.3, 12);
    expect(swaps?.nothing).toMatchObject({ attribute: 'street', change: 0 });
    expect([swaps?.isUnstable, swaps?.results[0]?.isFound]).toEqual([false, true]);
  });

  it('audits on twelve items that were answered twice before and after, or not at all', () => {
    const on = (items: number, arm: string, times = 4) =>
      answered(full, (call) => (call.arm === arm && (placeOf(call) >= items || call.replicate >= times) ? 'failed' : viewOf(call))).swaps;
    expect(on(12, 'age')?.results).toHaveLength(1);
    expect(on(12, 'age', 2)?.results).toHaveLength(1);
    expect([on(11, 'age'), on(12, 'age', 1), on(11, 'street'), on(30, 'street', 1)]).toEqual([undefined, undefined, undefined, undefined]);
    expect(answered({ ...full, set: aSet([ben]) }, viewOf).swaps).toBeUndefined();
    // One answer as it is shows no wavering: that item is left out, and the audit goes on.
    const lone = answered(full, (call) => (call.arm === 'persona' && placeOf(call) === 0 && call.replicate > 0 ? 'failed' : viewOf(call)));
    expect(lone.swaps?.results).toHaveLength(1);
    // Of the persona as it is half of all answers have to be there.
    expect(on(15, 'persona')?.results).toHaveLength(1);
    expect(on(14, 'persona')).toBeUndefined();
  });
});

describe('drift', () => {
  const kept = (ids: readonly string[], items: readonly string[], score = 0) =>
    Object.fromEntries(ids.map((id) => [id, Object.fromEntries(items.map((item) => [item, [score]]))]));

  it('is measured on three items that both checks hold of everybody in both', () => {
    const before = kept(['ana', 'ben'], ['a', 'b', 'c', 'd']);
    expect(measureDrift(before, kept(['ana', 'ben'], ['b', 'c', 'd', 'e'], 0.25))).toMatchObject({
      items: 3,
      personas: 2,
      shift: 0.25,
      hasMoved: true,
    });
    expect(measureDrift(before, kept(['ana', 'ben'], ['c', 'd', 'e']))).toBeUndefined();
    expect(measureDrift(kept(['ana', 'ben'], ['c', 'd', 'e']), before)).toBeUndefined();
  });

  it('is not what came of answers that are missing in one of the two checks', () => {
    // Ana is for everything and Ben against it, then as now. Two answers of Ben are missing, once then and once now.
    const said = (answersOfBen: number) => {
      const items = (score: number, times: number) =>
        Object.fromEntries(['a', 'b', 'c', 'd'].map((item) => [item, Array.from({ length: times }, () => score)]));
      return { ana: items(0.8, 3), ben: items(-0.8, answersOfBen) };
    };
    for (const [before, after] of [
      [3, 1],
      [1, 3],
    ] as const)
      expect(measureDrift(said(before), said(after))).toMatchObject({ shift: 0, index: 0, hasMoved: false, items: 4, personas: 2 });
  });

  it('leaves out an item that one persona has no score of', () => {
    const whole = kept(['ana', 'ben'], ['a', 'b', 'c', 'd']);
    const gap = { ...whole, ben: { ...whole['ben'], d: [] } };
    expect(measureDrift(whole, gap)).toMatchObject({ items: 3 });
    expect(measureDrift(gap, whole)).toMatchObject({ items: 3 });
  });
});
