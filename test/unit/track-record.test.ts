import { describe, expect, it } from 'vitest';
import { addTally, toUnits } from '../../src/core/ledger/tally.ts';
import { describeNeed, describeSetTrack, describeTrack, noRecord, recordBlocks, trackPage } from '../../src/core/ledger/track-record.ts';

/** Sums of a record in which the panel gave chances every time. */
const tally = (right: number, wrong: number, more: Readonly<Record<string, number>> = {}) => {
  const n = right + wrong;
  return addTally(
    {
      sealed: n,
      graded: n,
      'panel.right': right,
      'panel.wrong': wrong,
      'panel.scored': n,
      'panel.brier': toUnits(0.2) * n,
      'panel.log': toUnits(0.6) * n,
      'panel.coin': toUnits(0.25) * n,
      'bin.12.n': n,
      'bin.12.said': toUnits(0.62) * n,
      'bin.12.was': toUnits(1) * right,
    },
    more,
  );
};
const texts = (blocks: ReturnType<typeof recordBlocks>): string => JSON.stringify(blocks);

describe('a record in one sentence', () => {
  it('is a hypothesis without an outcome, and says so word for word', () => {
    expect(describeTrack('x', {})).toBe('No outcomes recorded yet: treat this as a hypothesis.');
    expect(describeTrack('x', { sealed: 5, late: 1, withdrawn: 1 })).toBe(noRecord);
  });

  it('gives counts, interval, Brier and what stands beside it, and below 20 says that it is too few to tell', () => {
    expect(
      describeTrack('Shoppers, version 2', tally(9, 5, { 'longer.right': 8, 'longer.wrong': 6, 'team.right': 1, noisy: 2, graded: 2 })),
    ).toBe(
      'Track record of Shoppers, version 2: 9 of 14 right (95 % interval 39 to 84 %), too few to tell, Brier 0.200 (coin 0.250); beside it longer headline 8 of 14, the team’s vote 1 of 1; 2 more too close to call.',
    );
    expect(describeTrack('x', tally(19, 0))).toContain('too few to tell');
    const beside = {
      'longer.right': 1,
      'no-question-mark.right': 2,
      'no-question-mark-then-longer.right': 3,
      'control.right': 4,
      'team.right': 5,
    };
    expect(describeTrack('x', tally(1, 0, beside))).toContain(
      '; beside it longer headline 1 of 1, no question mark 2 of 2, the model without personas 4 of 4, the team’s vote 5 of 5.',
    );
  });

  it('from 20 on says whether a coin could have done it', () => {
    expect(describeTrack('x', tally(12, 8))).toContain('(95 % interval 39 to 78 %), not told apart from a coin, Brier');
    expect(describeTrack('x', tally(18, 2))).toContain('better than a coin');
    expect(describeTrack('x', tally(2, 18))).toContain('worse than a coin');
  });

  it('is still a hypothesis when no outcome was clear, or the panel never picked', () => {
    expect(describeTrack('x', { graded: 3, noisy: 3 })).toBe(
      '3 outcomes recorded for x, 3 of them too close to call: treat this as a hypothesis.',
    );
    expect(describeTrack('x', { graded: 1, 'longer.right': 1 })).toBe(
      '1 outcome recorded for x, none with a clear pick of the panel (longer headline 1 of 1 right): treat this as a hypothesis.',
    );
  });

  it('is that of the set’s version, or of its other versions where that has none', () => {
    const set = { id: 's', title: 'Shoppers', version: 3 };
    expect(describeSetTrack(set, tally(1, 0), tally(5, 5))).toContain('Shoppers, version 3: 1 of 1');
    expect(describeSetTrack(set, {}, tally(5, 5))).toContain('Shoppers, other versions: 5 of 10');
    expect(describeSetTrack(set, {}, {})).toBe(noRecord);
  });

  it('keeps a title on one line', () => {
    expect(describeTrack('a\n\u202eb', tally(1, 0))).toContain('Track record of a b: ');
  });
});

describe('what would settle it', () => {
  const need = (right: number, decided: number): string => describeNeed({ right, decided, unsure: 0 });
  it('is a number of outcomes at the rate so far', () => {
    expect(need(0, 0)).toContain('No clear outcome yet');
    expect(need(6, 10)).toBe('At this rate about 184 more outcomes would tell it from a coin (80 % power, 5 %).');
    expect(need(60, 100)).toContain('about 94 more');
    expect(need(10, 20)).toContain('more than 5,000');
    expect(need(51, 100)).toContain('more than 5,000');
    expect(need(9, 10)).toContain('about 10 more');
    expect(need(1, 1)).toContain('about 19 more');
    expect(need(18, 20)).toContain('settle it: this is not a coin');
    expect(need(2, 20)).toContain('settle it');
  });
});

describe('the whole page', () => {
  it('shows every scorer with its figures, and the comparison on the same items', () => {
    const more = {
      'control.right': 10,
      'control.wrong': 10,
      'both.control': 20,
      'only.control.panel': 7,
      'only.control.other': 1,
      'team.unsure': 2,
      late: 1,
      withdrawn: 3,
    };
    const blocks = texts(recordBlocks('All', tally(16, 4, more)));
    expect(blocks).toContain(
      '"the panel","16 of 20 right, 95 % interval 58 to 92 %","","0.200 (coin 0.250, skill 0.20)","0.600","coin: p 0.012"',
    );
    expect(blocks).toContain(
      '"the model without personas","10 of 20 right, 95 % interval 30 to 70 %","","","","both picked 20: panel alone right 7, the model without personas alone 1, p 0.070"',
    );
    expect(blocks).toContain('"the team’s vote","no clear outcome","2 without a pick","","",""');
    expect(blocks).not.toContain('"longer headline"');
    const ruled = texts(recordBlocks('All', tally(1, 0, { 'no-question-mark-then-longer.right': 3 })));
    expect(ruled).toContain('"no question mark, then longer","3 of 3 right');
    expect(blocks).toContain(
      '20 forecasts sealed, 20 with an outcome; 3 withdrawn; 1 left out because the test was over before the forecast. ',
    );
    expect(texts(recordBlocks('All', tally(90, 5)))).toContain('p below 0.001');
    expect(texts(recordBlocks('All', tally(999, 1)))).toContain('999 of 1000 right, 95 % interval 99 to over 99 %');
    expect(texts(recordBlocks('All', tally(5, 4)))).toContain('5 of 9 right, 95 % interval 27 to 81 %, too few to tell');
  });

  it('says what each figure is, and what was counted', () => {
    const more = {
      noisy: 2,
      'control.scored': 1,
      'control.brier': toUnits(0.25),
      'control.log': toUnits(0.7),
      'control.coin': toUnits(0.25),
    };
    expect(recordBlocks('All', tally(1, 0, { ...more, 'longer.right': 1 }))).toEqual([
      {
        type: 'table',
        title: 'All',
        columns: ['Who', 'Right', 'No pick', 'Brier', 'Log score', 'Compared'],
        rows: [
          [
            'the panel',
            '1 of 1 right, 95 % interval 21 to 100 %, too few to tell',
            '',
            '0.200 (coin 0.250, skill 0.20)',
            '0.600',
            'coin: p 1.000',
          ],
          ['longer headline', '1 of 1 right, 95 % interval 21 to 100 %, too few to tell', '', '', '', ''],
          ['the model without personas', 'no clear outcome', '', '0.250 (coin 0.250, skill 0.00)', '0.700', ''],
        ],
      },
      {
        type: 'text',
        text: '1 forecast sealed, 1 with an outcome; 2 of them too close to call. At this rate about 19 more outcomes would tell it from a coin (80 % power, 5 %).',
      },
      { type: 'text', text: 'Calibration is shown from 100 outcomes on; there are 1.' },
    ]);
    expect(recordBlocks('All', tally(60, 40)).at(-1)).toEqual({
      type: 'table',
      title: 'Calibration: how sure, and how often right',
      columns: ['Said on average', 'Was right', 'Forecasts'],
      rows: [['62 in 100', '60 in 100', '100']],
    });
    expect(recordBlocks('All', { sealed: 3 })).toEqual([{ type: 'text', text: `All: 3 forecasts sealed. ${noRecord}` }]);
  });

  it('shows calibration from 100 outcomes on', () => {
    expect(texts(recordBlocks('All', tally(60, 39)))).toContain('Calibration is shown from 100 outcomes on; there are 99.');
    expect(texts(recordBlocks('All', tally(60, 40)))).toContain('["62 in 100","60 in 100","100"]');
  });

  it('lists sets, models and personas, keeps tests of the past apart, and narrows to one set', () => {
    const tallies = new Map([
      ['all', tally(3, 1)],
      ['set s', tally(2, 1)],
      ['set s version 2', tally(2, 1)],
      ['set t', tally(1, 0)],
      ['set u', { sealed: 1 }],
      ['model m', tally(3, 1)],
      ['persona s ana', tally(2, 1)],
      ['persona t ana', tally(1, 0)],
      ['past', { graded: 4, noisy: 1, 'longer.right': 2, 'longer.wrong': 1 }],
    ]);
    const page = texts(trackPage(tallies));
    for (const row of ['"s","2 of 3', '"s version 2","2 of 3', '"t","1 of 1', '"m","3 of 4', '"s ana","2 of 3'])
      expect(page).toContain(row);
    expect(page).not.toContain('"u"');
    expect(page).toContain('nothing was sealed before they ended: 4, 1 too close to call. Right: longer headline 2 of 3.');
    expect(page).toContain('These figures are about forecasts, not about people.');
    const one = texts(trackPage(tallies, 's'));
    expect(one).toContain('"title":"Set s"');
    expect(one).not.toContain('"t ana"');
    expect(one).toContain('"title":"By model","columns":["Which","Right","Brier"],"rows":[["m","3 of 4');
    expect(one).toContain('"title":"By persona","columns":["Which","Right","Brier"],"rows":[["s ana","2 of 3');
    expect([page, one].map((text) => /(\d+) forecasts sealed/.exec(text)?.[1])).toEqual(['4', '3']);
    const short = new Map([['all', tally(1, 0)]]);
    expect(
      trackPage(short)
        .filter(({ type }) => type !== 'chart')
        .map(({ type }) => type),
    ).toEqual(['table', 'text', 'text', 'note']);
    expect(one).not.toContain('"t","1 of 1');
    expect(texts(trackPage(new Map()))).toContain(`All panels of this space: 0 forecasts sealed. ${noRecord}`);
    expect(texts(trackPage(new Map()))).not.toContain('tests of the past');
  });
});
