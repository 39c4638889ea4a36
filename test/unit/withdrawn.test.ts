import { describe, expect, it } from 'vitest';
import type { TurnResult } from '../../src/core/panel/turn.ts';
import type { Evidence } from '../../src/core/quotes/quotes.ts';
import { describeEvidence, showEvidence } from '../../src/core/quotes/show-evidence.ts';
import { hasWithdrawn, withdrawQuotes } from '../../src/core/quotes/withdrawn.ts';

const evidence = (...ids: readonly string[]): Evidence => ({
  verdict: ids.length > 0 ? 'quotes' : 'nothing',
  quotes: ids.map((id) => ({
    strength: 1,
    words: ['late'],
    quote: { id, text: `It came late: ${id}.`, source: 'Survey', date: '2026-01-01', permission: 'consent' },
  })),
  loose: 0,
  searched: 9,
  filters: {},
  samples: false,
});
const engine = { kind: 'evidence', name: 'evidence engine' } as const;
const turn = (...options: ReadonlyArray<readonly Evidence[]>): TurnResult => ({
  engine,
  kind: 'reaction',
  reaction: { answers: [], questions: [], evidence: options },
});
const left = (result: TurnResult) => (result.kind === 'reaction' ? result.reaction.evidence : []);

describe('a turn whose quote was taken back', () => {
  const before = turn([evidence('a', 'b'), evidence('b'), evidence('d')], [evidence('c'), evidence()]);
  const withdraw = () => withdrawQuotes(before, new Set(['b', 'x']));

  it('shows it under no claim, and keeps every other', () => {
    const after = withdraw();
    expect(left(after).map((claims) => claims.map(({ quotes }) => quotes.map(({ quote }) => quote.id)))).toEqual([
      [['a'], [], ['d']],
      [['c'], []],
    ]);
    expect(left(after).map((claims) => claims.map(({ verdict, withdrawn }) => [verdict, withdrawn]))).toEqual([
      [
        ['quotes', true],
        ['nothing', true],
        ['quotes', undefined],
      ],
      [
        ['quotes', undefined],
        ['nothing', undefined],
      ],
    ]);
    expect([hasWithdrawn(before), hasWithdrawn(after)]).toEqual([false, true]);
  });

  it('says so, and never that nobody said it', () => {
    const [[some, none] = []] = left(withdraw());
    expect(some && describeEvidence(some)).toBe('1 real quote is close, on “late”; 9 quotes searched. A quote was withdrawn here.');
    expect(none && showEvidence(none)).toEqual({ verdict: 'nothing', human: false, sentence: 'A quote was withdrawn here.', quotes: [] });
  });

  it('is the very same turn when it holds none of them, and says nothing', () => {
    expect(withdrawQuotes(before, new Set(['x']))).toBe(before);
    const none: TurnResult = { engine, kind: 'none', reason: 'failed' };
    expect(withdrawQuotes(none, new Set(['a']))).toBe(none);
    expect(hasWithdrawn(none)).toBe(false);
  });
});
