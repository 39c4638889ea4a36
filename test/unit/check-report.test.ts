import { describe, expect, it } from 'vitest';
import { chartSchema } from '../../src/core/chart.ts';
import type { CostumeVerdict, Pair } from '../../src/core/check/costume.ts';
import type { Figure } from '../../src/core/check/figure.ts';
import { checkItems } from '../../src/core/check/items.ts';
import { reportOf } from '../../src/core/check/report.ts';
import { distanceChart, swapChart, trendChart } from '../../src/core/check/report-charts.ts';
import { verdictFigure, verdictOf } from '../../src/core/check/report-verdict.ts';
import type { CheckResult } from '../../src/core/check/result.ts';
import type { SwapResult } from '../../src/core/check/swap.ts';
import { apart, costume, figures, files, pair, aCheckResult as result } from '../fakes/check-result.ts';

/* What a report makes of its figures: which sentence and which advice stands on which side of each threshold. */

const all = (checked: CheckResult): readonly Figure[] => reportOf(checked, []).flatMap((section) => section.figures);
const figureOf = (checked: CheckResult, name: string): Figure | undefined => all(checked).find((one) => one.name === name);
const isIdle = (figure: Figure | undefined): boolean | undefined => figure?.advice.startsWith('Nothing to do');

describe('the verdict', () => {
  const said = (verdict: CostumeVerdict, pairs: readonly Pair[] = apart) => verdictOf(result({ costume: costume({ verdict, pairs }) }));

  it('counts the voices that are told apart from all others', () => {
    expect(said('voices')).toBe('Three names, and the answers of all can be told apart.');
    expect(said('voices', [pair(0, 1, true), pair(0, 2, true), pair(1, 2, false)])).toBe(
      'Three names, and the answers of one can be told apart from all others.',
    );
    expect(said('voices', [pair(0, 1, true), pair(0, 2, false), pair(1, 2, false)])).toBe(
      'Three names, and the answers of none can be told apart from all others.',
    );
  });

  it('names fixed opinions, one voice and mere chance for what they are', () => {
    expect(said('caricatures')).toMatch(/^Three fixed opinions:/u);
    expect(said('one-voice')).toMatch(/^Three names, one voice:/u);
    expect(said('noise')).toMatch(/^Nothing but chance was found/u);
  });

  it('counts in words up to twelve', () => {
    const words = 'Two three four five six seven eight nine ten eleven twelve 13'.split(' ');
    for (const [at, word] of words.entries()) {
      const names = Array.from({ length: at + 2 }, (_, place) => `p${place}`);
      const checked = result({
        whole: { personas: names, items: 8, replicates: 3 },
        costume: costume({ verdict: 'caricatures', pairs: [] }),
      });
      expect(verdictOf(checked).split(' ')[0]?.toLowerCase()).toBe(word.toLowerCase());
    }
  });

  it('advises to keep a set only when all are told apart', () => {
    const advice = (pairs: readonly Pair[]) => verdictFigure(result({ costume: costume({ pairs }) })).advice;
    expect(advice(apart)).toMatch(/^Keep the set/u);
    expect(advice([pair(0, 1, false), ...apart.slice(1)])).toMatch(/^Look at the pairs/u);
  });

  it('says what it rests on, who was left out, and nothing about people', () => {
    const whole = { personas: ['ana', 'ben'], items: 7, replicates: 2 };
    expect(verdictFigure(result({ whole })).meaning).toBe(
      'AI personas set beside each other on 7 items, 2 times each. Left out, because most of their answers could not be scored: Cem. It says nothing about people.',
    );
    expect(verdictFigure(result()).meaning).toBe(
      'AI personas set beside each other on 8 items, 3 times each. It says nothing about people.',
    );
  });

  it('says of the quick size how little it sees', () => {
    const sentence =
      'The quick size is rough: it misses at least half of the differences of less than 1.1 times a persona’s own wavering, the full size of less than 0.6.';
    expect(verdictFigure(result({}, { size: 'quick' })).meaning).toContain(sentence);
    expect(verdictFigure(result()).meaning).not.toContain('rough');
    expect(figureOf(result({}, { size: 'quick' }), 'Pairs not told apart')?.meaning).toContain('less than about 1.1 times');
  });

  it('is none without enough answers', () => {
    const { costume: _none, ...rest } = figures({ whole: { personas: ['ana'], items: 1, replicates: 0 } });
    const checked = { ...result(), figures: rest };
    expect(verdictFigure(checked)).toMatchObject({
      value: 'The costume test could not be done: too few complete answers.',
      meaning:
        'It compares at least two personas on at least two items. There were 1 and 1. Left out, because most of their answers could not be scored: Ben, Cem.',
    });
    expect(figureOf(checked, 'Pairs not told apart')).toBeUndefined();
    expect(distanceChart(checked)).toBeUndefined();
  });
});

describe('the figures of the costume test', () => {
  it.each([
    [0.09, /^Hardly any/u, false],
    [0.1, /^Part of/u, true],
    [0.49, /^Part of/u, true],
    [0.5, /^Most of/u, true],
    [0.89, /^Most of/u, true],
    [0.9, /^Nearly all/u, true],
  ])('say of a share of %d between personas: %s', (icc, meaning, idle) => {
    const figure = figureOf(result({ costume: costume({ icc }) }), 'Share of variation between personas (ICC)');
    expect(figure?.meaning).toMatch(meaning);
    expect(isIdle(figure)).toBe(idle);
  });

  it.each([
    [0.001, '0.001 or less', true],
    [0.002, '0.002', true],
    [0.049, '0.049', true],
    [0.05, '0.050', false],
  ])('say of a chance of %d', (p, value, differs) => {
    const figure = figureOf(result({ costume: costume({ p }) }), 'Chance of so much difference by luck (permutation p)');
    expect(figure?.value).toBe(value);
    expect(figure?.meaning === 'The personas do differ.').toBe(differs);
    expect(isIdle(figure)).toBe(differs);
  });

  it('give wavering as a standard deviation', () => {
    const wavering = (within: number) => figureOf(result({ costume: costume({ within }) }), 'Wavering of one persona')?.value;
    expect([wavering(0.04), wavering(-1e-18)]).toEqual(['0.20 on a line from -1 to 1', '0.00 on a line from -1 to 1']);
  });

  it('name pairs and caricatures', () => {
    const pairs = [pair(0, 1, false), pair(0, 2, true), pair(1, 2, false)];
    const found = result({ costume: costume({ pairs, caricatures: [1, 2] }) });
    expect(figureOf(found, 'Pairs not told apart')).toMatchObject({
      value: 'Ana and Ben, Ben and Cem',
      meaning:
        '2 of 3 pairs answer alike within their own wavering, after correction for many comparisons. Differences of less than about 0.6 times that wavering are mostly missed in this size.',
    });
    expect(figureOf(found, 'Caricatures')?.value).toBe('Ben, Cem');
    expect(['Pairs not told apart', 'Caricatures'].map((name) => isIdle(figureOf(found, name)))).toEqual([false, false]);
    expect(['Pairs not told apart', 'Caricatures'].map((name) => figureOf(result(), name))).toMatchObject([
      { value: 'none', advice: 'Nothing to do.' },
      { value: 'none', advice: 'Nothing to do.' },
    ]);
  });

  it('say how far the personas are from no persona', () => {
    const control = (mean: number) =>
      figureOf(result({ control: { items: 3, distances: [0.1, 0.2, 0.3], mean } }), 'Distance from the same model without any persona');
    expect(control(0.2)).toMatchObject({
      value: '0.20 on average',
      meaning: 'On 3 comparisons: Ana 0.10, Ben 0.20, Cem 0.30. Near 0 the persona changes nothing.',
    });
    expect([control(0.099), control(0.1)].map(isIdle)).toEqual([false, true]);
  });

  it('say how much the role alone explains, and that the quick size does not ask', () => {
    const share = (stereotype: number) => figureOf(result({ stereotype }), 'Stereotype share');
    expect(share(0.5)).toMatchObject({ value: 'at least 50 %', advice: 'Nothing to do.' });
    expect(isIdle(share(0.51))).toBe(false);
    expect([0.996, 0.004, 0.579, 0].map((part) => share(part)?.value)).toEqual([
      'at least 99 %',
      'more than 0 %',
      'at least 57 %',
      'at least 0 %',
    ]);
    expect(figureOf(result({}, { size: 'quick' }), 'Stereotype share')?.value).toBe('not asked');
    expect(figureOf(result(), 'Stereotype share')).toBeUndefined();
  });
});

describe('what is said of asking again', () => {
  it('is how often an answer came back', () => {
    const again = (kappa: number, pairs = 3) =>
      figureOf(result({ retest: { agreement: 0.8, kappa, pairs } }), 'Same answer when asked again (test-retest)');
    expect(again(0.4)).toMatchObject({ value: '80 % the same standing, kappa 0.40', advice: 'Nothing to do.' });
    expect(isIdle(again(0.39))).toBe(false);
    expect(again(1, 1)?.meaning).toContain('over 1 pairing.');
    expect(again(1, 3)?.meaning).toContain('over 3 pairings.');
    const nearly = figureOf(
      result({ retest: { agreement: 0.996, kappa: 0.99, pairs: 250 } }),
      'Same answer when asked again (test-retest)',
    );
    expect(nearly?.value).toBe('over 99 % the same standing, kappa 0.99');
  });

  it('is how often a choice followed the order, by more than 15 in a hundred beyond that', () => {
    const order = (flips: number, rerunFlips: number, rerunPairs = 100) =>
      figureOf(result({ order: { pairs: 100, flips, rerunPairs, rerunFlips } }), 'Choices that follow the order of the options');
    expect(order(40, 10)).toMatchObject({
      value: '40 of 100 asked both ways',
      meaning: 'The choice went to the other option when the two were turned round. Asked the same way twice, it changed in 10 of 100.',
    });
    expect([order(26, 10), order(25, 10), order(90, 0, 0)].map(isIdle)).toEqual([false, true, true]);
    expect(figureOf(result(), 'Choices that follow the order of the options')).toBeUndefined();
  });

  const drift = {
    shift: 0.1234,
    errors: 2.34,
    index: 0.125,
    hasMoved: true,
    items: 4,
    personas: 2,
    day: '2026-10-01',
    version: 2,
    models: ['m'],
  };
  const since = (change: Partial<typeof drift>) => figureOf(result({}, { drift: { ...drift, ...change } }), 'Drift since the last check');

  it('is how far the answers have moved since the last check, and what else has changed', () => {
    expect(since({})).toMatchObject({
      value: 'ALERT: the answers have moved',
      meaning:
        'Compared with 2026-10-01 on 4 items: mean shift 0.12 (2.3 standard errors), stability index 0.13 (alarm above 0.2). Set and model have the same names as then.',
      advice: 'Do not compare panels from before with panels from now.',
    });
    expect(since({ hasMoved: false })).toMatchObject({ value: 'no more than chance', advice: 'Nothing to do.' });
    expect(since({ errors: Number.POSITIVE_INFINITY })?.meaning).toContain('(the same on every item)');
    expect(since({ version: 1, models: ['n', 'o'] })?.meaning).toContain(
      'Since then the set (version 1 then, 2 now) and the model (n and o then) changed.',
    );
    expect(figureOf(result(), 'Drift')).toMatchObject({
      value: 'nothing to compare with',
      meaning: 'No check before this one has answers of these personas to these items.',
    });
  });
});

describe('what is said of coverage and of what is missing', () => {
  const items = (standings: ReadonlyArray<'for' | 'against' | 'silent'>) =>
    standings.map((side, at) => ({ item: `i${at}`, for: 0, against: 0, between: 0, silent: 0, [side]: 1 }));

  it('counts items on which nobody took a side, and advises from four of five on', () => {
    const found = (count: number) =>
      figureOf(
        result({ coverage: items(Array.from({ length: 10 }, (_, at) => (at < count ? 'for' : 'against'))) }),
        'Items on which nobody was against',
      );
    expect(found(0)).toMatchObject({ value: '0 of 10', meaning: 'Each item found somebody.', advice: 'Nothing to do.' });
    expect(found(8)).toMatchObject({ value: '8 of 10', meaning: 'For example: “i0”, “i1”.', advice: 'Nothing to do.' });
    expect(isIdle(found(9))).toBe(false);
  });

  it('says nothing of viewpoints where no item was answered', () => {
    const titled = reportOf(result({ coverage: [], silentShare: 0 }), []).find(({ title }) => title === 'Coverage of viewpoints');
    expect(titled?.figures.map(({ name }) => name)).toEqual(['Answers that could not be scored']);
  });

  it('names items by their words, for each side', () => {
    const coverage = [
      { item: 'ten-five', for: 1, against: 0, between: 0, silent: 1 },
      { item: 'list', for: 0, against: 1, between: 0, silent: 1 },
      { item: 'return', for: 1, against: 1, between: 0, silent: 0 },
    ];
    const [list, tenFive, goBack] = ['list', 'ten-five', 'return'].map((id) =>
      checkItems.find((item) => item.id === id)?.options.join(' | '),
    );
    expect(tenFive).toBe('Ready in ten minutes | Made with five ingredients');
    const meaning = (who: string) => figureOf(result({ coverage }), `Items on which nobody was ${who}`)?.meaning;
    expect(meaning('against')).toBe(`For example: “${tenFive}”.`);
    expect(meaning('for')).toBe(`For example: “${list}”.`);
    expect(meaning('without an opinion')).toBe(`For example: “${goBack}”.`);
  });

  it('counts those without an opinion', () => {
    const coverage = items(['silent']);
    const share = (silentShare: number) => figureOf(result({ silentShare, coverage }), 'Answers without an opinion');
    expect(share(0.02)).toMatchObject({ value: '2 %', advice: 'Nothing to do.' });
    expect(isIdle(share(0.019))).toBe(false);
    expect([0, 0.004, 0.996, 1].map((silent) => share(silent)?.value)).toEqual(['0 %', 'under 1 %', 'over 99 %', '100 %']);
  });

  it('counts what could not be scored, and by whom', () => {
    const found = (withheld: number) =>
      figureOf(
        result({ missing: { ana: { withheld, failed: 1, of: 50 }, ben: { withheld: 0, failed: 0, of: 50 } } }),
        'Answers that could not be scored',
      );
    expect(found(9)).toMatchObject({
      value: '9 withheld, 1 failed, of 100',
      meaning: 'A withheld answer broke a rule or was declined, and is never scored. Withheld: Ana 9.',
      advice: 'Nothing to do.',
    });
    expect(found(0)?.meaning).toBe('A withheld answer broke a rule or was declined, and is never scored.');
    expect(isIdle(found(10))).toBe(false);
  });

  it('says what the files rest on, and what is out of date', () => {
    const of = (change: Partial<CheckResult['files']>, name: string) => figureOf(result({}, { files: { ...files, ...change } }), name);
    expect(of({}, 'What the files rest on')).toMatchObject({ meaning: 'No trait rests on data.', advice: 'Nothing to do.' });
    expect(of({ bases: { data: 1, assumption: 2, invention: 1 }, withoutData: ['Ben'] }, 'What the files rest on')).toMatchObject({
      meaning: 'Of the traits 25 % rest on data.',
      advice: 'Find data or quotes for: Ben.',
    });
    expect(of({ bases: { data: 1, assumption: 249, invention: 0 } }, 'What the files rest on')?.meaning).toBe(
      'Of the traits under 1 % rest on data.',
    );
    for (const [key, name, fine] of [
      ['overdue', 'Past the review date', 'The day to look again has not come for any.'],
      ['old', 'Recent context older than a year', 'What the personas call recent is.'],
    ] as const) {
      expect(of({}, name)).toMatchObject({ value: 'none', meaning: fine, advice: 'Nothing to do.' });
      const late = of({ [key]: [{ name: 'Ana', day: '2025-01-01' }] }, name);
      expect([late?.value, isIdle(late)]).toEqual(['Ana (2025-01-01)', false]);
      expect(late?.meaning).not.toBe(of({}, name)?.meaning);
    }
    const twins = (count: number) =>
      of({ alike: Array.from({ length: count }, () => ({ one: 'Ana', other: 'Ben', share: 0.5 })) }, 'Files that share their words');
    expect(twins(0)).toMatchObject({ value: 'none', advice: 'Nothing to do.' });
    expect(twins(1)).toMatchObject({ value: 'Ana and Ben (0.50)', advice: 'Rewrite one of them in words of its own.' });
    const four = Array.from({ length: 4 }, () => 'Ana and Ben (0.50)').join(', ');
    expect([twins(4)?.value, twins(6)?.value]).toEqual([four, `${four}, and 2 more pairs`]);
  });
});

describe('what is said of swaps', () => {
  const swap = (change: Partial<SwapResult> = {}): SwapResult => ({
    attribute: 'age of ana',
    change: 0.3,
    shift: 1.25,
    flips: 0.1,
    p: 0.5,
    rate: 0.5,
    isFound: false,
    ...change,
  });
  const audited = (results: readonly SwapResult[], isUnstable = false, change: Partial<CheckResult> = {}) =>
    result(
      { swaps: { results, nothing: swap({ attribute: 'street', change: 0.001, shift: 0.04 }), isUnstable } },
      { attributes: ['age'], ...change },
    );

  it('is nothing where nothing was asked', () => {
    for (const checked of [result(), audited([swap()], false, { size: 'quick' }), audited([swap()], false, { attributes: [] })])
      expect(figureOf(checked, 'Swap audit')?.value).toBe('not asked');
    expect(figureOf(result({}, { attributes: ['age'] }), 'Swap audit')?.value).toBe('could not be done');
  });

  it('names who moved how far, and beside what', () => {
    const found = audited([swap({ isFound: true, rate: 0.01 }), swap({ attribute: 'gender of ben', change: -0.2, flips: -0.1 })]);
    expect(figureOf(found, 'Attributes that move the answers')).toMatchObject({
      value: 'Ana, age: 0.30 towards “for”, 1.3 times the persona’s own wavering',
      meaning: expect.stringMatching(/^2 changes tried, /u),
    });
    expect(isIdle(figureOf(found, 'Attributes that move the answers'))).toBe(false);
    expect(figureOf(found, 'Ana, age')).toMatchObject({
      meaning: 'Told from chance (false discovery rate 0.01). The side changed in 10 % more answers than when asked again.',
      advice: 'Look at the file for a reason.',
    });
    expect(figureOf(found, 'Ben, gender')).toMatchObject({
      value: '0.20 towards “against”, 1.3 times the persona’s own wavering',
      meaning: 'Not told from chance (false discovery rate 0.50). The side changed in 0 % more answers than when asked again.',
      advice: 'Nothing to do.',
    });
    expect(figureOf(found, 'Noise floor')).toMatchObject({
      value: 'a street with another name: 0.00, 0.0 times the persona’s own wavering',
      meaning: 'A change that means nothing moved the answers by no more than chance.',
      advice: 'Read the shifts below beside this one.',
    });
  });

  it('is no accusation where nothing was found or where anything moves the answers', () => {
    expect(figureOf(audited([swap()]), 'Attributes that move the answers')).toMatchObject({
      value: 'none found',
      meaning: expect.stringMatching(/^1 change tried, .* None found is no proof of fairness\./u),
      advice: 'Nothing to do.',
    });
    expect(figureOf(audited([swap()], true), 'Noise floor')?.meaning).toBe(
      'Even a change that means nothing moved the answers, so nothing is said about any attribute.',
    );
  });

  it('never says that a rate is nothing', () => {
    const rate = (value: number) => figureOf(audited([swap({ rate: value })]), 'Ana, age')?.meaning;
    expect(rate(0.01)).toContain('(false discovery rate 0.01)');
    expect(rate(0.0099)).toContain('(false discovery rate less than 0.01)');
  });

  it('names all who moved', () => {
    const found = audited([swap({ isFound: true }), swap({ attribute: 'age of ben', isFound: true })]);
    expect(
      figureOf(found, 'Attributes that move the answers')
        ?.value.split('; ')
        .map((one) => one.split(':')[0]),
    ).toEqual(['Ana, age', 'Ben, age']);
  });

  it('has no ratio where nothing wavers', () => {
    const { shift: _none, ...still } = swap({ change: 0.005 });
    expect(figureOf(audited([still]), 'Ana, age')?.value).toBe('0.01 towards “for”');
  });

  it('names what no file mentions', () => {
    const swaps = [
      { attribute: 'age', personas: ['ana'] },
      { attribute: 'place', personas: [] },
      { attribute: 'income', personas: [] },
    ] as const;
    const name = 'Attributes that could not be swapped';
    expect(figureOf(audited([swap()], false, { swaps }), name)?.value).toBe('place, income');
    expect(figureOf(result({}, { attributes: ['age'], swaps }), name)?.value).toBe('place, income');
    expect(figureOf(audited([swap()]), name)).toBeUndefined();
  });

  it('is drawn with the greatest first and the change that means nothing last', () => {
    const many = Array.from({ length: 20 }, (_, at) => swap({ change: (at % 2 ? -1 : 1) * (0.1 + at / 20), isFound: at === 19 }));
    const chart = swapChart(audited(many));
    if (chart?.kind !== 'bars') throw new Error('bars');
    expect(chart.rows).toHaveLength(14);
    expect(chart.rows[0]).toEqual({ label: 'Ana, age', value: 1.05, text: '1.05, told from chance', isOurs: true });
    expect(chart.rows[1]).toMatchObject({ value: 1, text: '1.00', isOurs: false });
    expect(chart.rows.at(-1)).toEqual({ label: 'Another street', value: 0.001, text: '0.00' });
    expect(chart.domain).toEqual([0, 1.05]);
    expect(chart.reference).toEqual({ value: 0.001, label: 'a change that means nothing: 0.00' });
    const small = swapChart(audited([swap({ change: 0.2 })]));
    expect(small?.kind === 'bars' && small.domain).toEqual([0, 0.5]);
    expect(swapChart(result())).toBeUndefined();
  });
});

describe('what is drawn', () => {
  it('is how alike each pair answers', () => {
    const chart = distanceChart(result());
    expect(chart?.kind === 'matrix' && chart.cells).toEqual([
      [1, 0.9, 0],
      [0.9, 1, 1],
      [0, 1, 1],
    ]);
    expect(chart).toMatchObject({ labels: ['Ana', 'Ben', 'Cem'], legend: '1 is the same answer' });
  });

  it('is the trend over days, the last check of each, once there are two', () => {
    const on = (day: string, icc: number) => result({ costume: costume({ icc }) }, { at: `${day}T09:00:00.000Z` });
    const { costume: _none, ...empty } = figures();
    expect(trendChart([on('2026-11-01', 0.2), on('2026-11-01', 0.3), { ...result(), figures: empty }])).toBeUndefined();
    const chart = trendChart([on('2026-11-01', 0.2), on('2026-11-01', 0.3), on('2026-11-02', -0.1)]);
    expect(chart?.kind === 'trend' && chart.points).toEqual([
      { day: '2026-11-01', value: 0.3 },
      { day: '2026-11-02', value: 0 },
    ]);
    const long = Array.from({ length: 101 }, (_, at) => on(new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10), 0.5));
    const last = trendChart(long);
    expect(last?.kind === 'trend' && [last.points.length, last.points[0]?.day]).toEqual([100, '2026-01-02']);
    expect(chartSchema.parse(last)).toEqual(last);
    expect(last).toMatchObject({ title: expect.stringContaining('(ICC)'), domain: [0, 1] });
  });

  it('stands in the part of the report that it belongs to', () => {
    const report = reportOf(result({}, { at: '2026-11-22T09:00:00.000Z' }), [result()]);
    expect(report.map(({ title, charts }) => [title, charts.map(({ kind }) => kind)])).toEqual([
      ['Check of Test set', []],
      ['Costume test', ['matrix']],
      ['Swap audit', []],
      ['Test-retest and drift', ['trend']],
      ['Coverage of viewpoints', []],
      ['The files', []],
    ]);
    expect(report[0]?.figures.map(({ name }) => name)).toEqual(['Verdict', 'What was checked']);
    expect(report[0]?.figures[1]).toMatchObject({
      value: 'Test set, version 2, with m, on 2026-11-22',
      meaning:
        '100 calls on all frozen items, version 1 (abcdefabcdef). Scores run from -1 against to 1 for; no opinion counts 0 and is counted apart.',
    });
    expect(figureOf(result({}, { from: '2026-11-19' }), 'What was checked')?.value).toBe(
      'Test set, version 2, with m, from 2026-11-19 to 2026-11-21',
    );
    expect(figureOf(result({}, { size: 'quick', models: ['m', 'n'] }), 'What was checked')).toMatchObject({
      value: 'Test set, version 2, with m and n, on 2026-11-21',
      meaning: expect.stringContaining('on the first eight frozen items'),
    });
  });
});

describe('every figure of every report', () => {
  const { costume: _none, ...bare } = figures({ whole: { personas: [], items: 0, replicates: 0 } });
  const swap: SwapResult = { attribute: 'age of ana', change: 0.3, shift: 1, flips: 0.1, p: 0.01, rate: 0.01, isFound: true };
  const still: SwapResult = { ...swap, rate: 0.5, isFound: false };
  const good = {
    control: { items: 3, distances: [0.5, 0.5, 0.5], mean: 0.5 },
    stereotype: 0.1,
    retest: { agreement: 0.9, kappa: 0.9, pairs: 3 },
    order: { pairs: 10, flips: 1, rerunPairs: 10, rerunFlips: 1 },
    swaps: { results: [still], nothing: still, isUnstable: false },
    coverage: [{ item: 'list', for: 1, against: 1, between: 0, silent: 1 }],
  };
  const bad = {
    costume: costume({
      verdict: 'one-voice',
      icc: 0.01,
      p: 0.5,
      pairs: [pair(0, 1, false), pair(0, 2, false), pair(1, 2, false)],
      caricatures: [0],
    }),
    control: { items: 3, distances: [0, 0, 0], mean: 0 },
    stereotype: 0.9,
    retest: { agreement: 0.1, kappa: 0.1, pairs: 3 },
    order: { pairs: 10, flips: 9, rerunPairs: 10, rerunFlips: 1 },
    swaps: { results: [swap], nothing: swap, isUnstable: true },
    coverage: [{ item: 'list', for: 0, against: 0, between: 3, silent: 0 }],
    silentShare: 0,
    missing: { ana: { withheld: 9, failed: 9, of: 20 } },
  };
  const late = [{ name: 'Ana', day: '2025-01-01' }];
  const badFiles = {
    bases: { data: 1, assumption: 1, invention: 1 },
    withoutData: ['Ben'],
    overdue: late,
    old: late,
    alike: [{ one: 'Ana', other: 'Ben', share: 0.9 }],
  };
  const drift = { shift: 0.5, errors: 9, index: 1, hasMoved: true, items: 4, personas: 2, day: '2026-10-01', version: 1, models: ['n'] };
  const all = [
    result(),
    result({}, { size: 'quick' }),
    result({}, { attributes: ['age'] }),
    result(good, { attributes: ['age'] }),
    result(bad, { attributes: ['age'], swaps: [{ attribute: 'place', personas: [] }], files: badFiles, drift }),
    result({ costume: costume({ verdict: 'caricatures' }) }, { drift: { ...drift, hasMoved: false } }),
    result({ costume: costume({ verdict: 'noise' }) }),
    { ...result(), figures: bare },
  ];

  it('has a name, what was found, what that means in a sentence, and what to do in another', () => {
    for (const checked of all)
      for (const { title, figures: found, charts } of reportOf(checked, [])) {
        expect(title).toMatch(/\S/u);
        for (const { name, value, meaning, advice } of found) {
          expect([name, value].filter((text) => !/\S/u.test(text))).toEqual([]);
          expect([meaning, advice].filter((text) => !/^[\p{Lu}\d].*\.$/u.test(text))).toEqual([]);
        }
        for (const chart of charts) {
          expect(chartSchema.parse(chart)).toEqual(chart);
          expect(chart.title).toMatch(/\S/u);
          expect(chart.footnote).toBe('Figures about AI personas. They say nothing about people.');
        }
      }
  });

  it('says the same when it was stored meanwhile', () => {
    const still = result({}, { drift: { ...drift, errors: Number.POSITIVE_INFINITY } });
    for (const checked of [...all, still]) {
      const kept: CheckResult = JSON.parse(JSON.stringify(checked));
      expect(reportOf(kept, [])).toEqual(reportOf(checked, []));
    }
  });

  it('stands beside its charts, as far as there is something to draw', () => {
    const kinds = (checked: CheckResult) => reportOf(checked, []).flatMap(({ charts }) => charts.map(({ kind }) => kind));
    expect(all.map(kinds)).toEqual([
      ['matrix'],
      ['matrix'],
      ['matrix'],
      ['matrix', 'bars'],
      ['matrix', 'bars'],
      ['matrix'],
      ['matrix'],
      [],
    ]);
  });

  it('advises something where something is wrong, and nothing else', () => {
    const advised = (checked: CheckResult | undefined) =>
      (checked ? reportOf(checked, []).slice(1) : []).flatMap((section) =>
        section.figures.filter((figure) => !isIdle(figure)).map(({ name }) => name),
      );
    expect(advised(all[3])).toEqual(['Wavering of one persona', 'Noise floor', 'Drift']);
    // Costume test 5, control 1, stereotype 1, swaps 3, retest, order and drift 3, coverage 4, missing 1, files 4.
    expect(advised(all[4])).toHaveLength(22);
  });
});
