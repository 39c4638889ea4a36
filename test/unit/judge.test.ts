import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildJudgePrompt, readVerdicts } from '../../src/core/prompt/judge-prompt.ts';
import { withoutHiddenCharacters } from '../../src/core/text.ts';
import { hostileText, knownMark } from '../fakes/hostile-text.ts';
import { parseInput } from '../fakes/parse-prompt.ts';

const offered = [
  { claim: 'c1', quote: 'q1' },
  { claim: 'c1', quote: 'q2' },
  { claim: 'c2', quote: 'q1' },
];
const verdict = (claim: string, quote: string, found: string) => ({ claim, quote, verdict: found });
const read = (...verdicts: readonly unknown[]) => readVerdicts(JSON.stringify({ verdicts }), offered);

describe('the judge’s prompt', () => {
  it('fences every claim and quote under its id, whatever they say, and never changes its rules', () => {
    const texts = fc.array(hostileText, { maxLength: 4 });
    const { prefix } = buildJudgePrompt({ claims: [], quotes: [], mark: 'zzzz' });
    fc.assert(
      fc.property(texts, texts, (claims, quotes) => {
        const prompt = buildJudgePrompt({
          claims: claims.map((text, index) => ({ id: `c${index + 1}`, text })),
          quotes: quotes.map((text, index) => ({ id: `q${index + 1}`, text })),
          mark: knownMark,
        });
        expect(parseInput(prompt).fences).toEqual([
          ...claims.map((text, index) => ({ name: `claim c${index + 1}`, text: withoutHiddenCharacters(text) })),
          ...quotes.map((text, index) => ({ name: `quote q${index + 1}`, text: withoutHiddenCharacters(text) })),
        ]);
        expect(prompt.prefix).toBe(prefix);
      }),
    );
  });

  it('names the pairs when only some are to be judged', () => {
    const request = { claims: [{ id: 'c1', text: 'x' }], quotes: [{ id: 'q1', text: 'y' }], mark: knownMark };
    expect(buildJudgePrompt({ ...request, pairs: offered }).input).toContain('c1 with q1, c1 with q2, c2 with q1.');
    expect(buildJudgePrompt(request).input).toContain('every claim with every quote');
  });

  it('refuses an id that could pass for anything else', () => {
    for (const id of ['', 'two words', 'q1>', 'a\nb', 'x'.repeat(21)]) {
      expect(() => buildJudgePrompt({ claims: [{ id, text: 'x' }], quotes: [], mark: knownMark })).toThrow(RangeError);
    }
  });
});

describe('reading verdicts', () => {
  it('keeps the pairs that were offered, in the order of the offer, and nothing that the judge adds', () => {
    const result = read(
      { ...verdict('c2', 'q1', ' Contradicts '), text: 'A made-up quote.' },
      verdict('c1', 'q1', 'supports'),
      verdict('c2', 'q2', 'supports'),
      verdict('q1', 'c1', 'supports'),
      verdict('c9', 'q1', 'supports'),
    );
    expect(result).toEqual({ outcome: 'verdicts', verdicts: [verdict('c1', 'q1', 'supports'), verdict('c2', 'q1', 'contradicts')] });
  });

  it('leaves out verdicts that are none of the three', () => {
    expect(
      read(verdict('c1', 'q1', 'partly'), verdict('c1', 'q2', ''), { claim: 'c2', quote: 'q1' }, null, {
        ...verdict('c2', 'q1', 'x'),
        verdict: 1,
      }),
    ).toEqual({ outcome: 'verdicts', verdicts: [] });
  });

  it('counts a repeated verdict once, and calls two that differ unrelated', () => {
    const result = read(
      verdict('c1', 'q1', 'supports'),
      verdict('c1', 'q1', 'supports'),
      verdict('c1', 'q2', 'supports'),
      verdict('c1', 'q2', 'contradicts'),
    );
    expect(result).toEqual({ outcome: 'verdicts', verdicts: [verdict('c1', 'q1', 'supports'), verdict('c1', 'q2', 'unrelated')] });
  });

  it('fails by name when there is no list of verdicts', () => {
    for (const text of ['{}', '{"verdicts": "all support"}', 'They all agree.']) {
      expect(readVerdicts(text, offered)).toEqual({ outcome: 'failed', failure: 'malformed' });
    }
    expect(readVerdicts('', offered)).toEqual({ outcome: 'failed', failure: 'empty' });
    expect(readVerdicts('{"verdicts": [{"claim": "c1"', offered)).toEqual({ outcome: 'failed', failure: 'truncated' });
  });

  it('finds nothing where nothing was offered', () => {
    expect(readVerdicts('{"verdicts": [{"claim": "c1", "quote": "q1", "verdict": "supports"}]}', [])).toEqual({
      outcome: 'verdicts',
      verdicts: [],
    });
  });
});
