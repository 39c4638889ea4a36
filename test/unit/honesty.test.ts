import { describe, expect, it } from 'vitest';
import { checkHonesty } from '../../src/core/honesty.ts';
import type { Evidence } from '../../src/core/quotes.ts';
import type { Claim, GroundedReaction } from '../../src/core/reaction.ts';
import { aPersona } from '../fakes/personas.ts';

const persona = aPersona('ana', 'Ana', [{ text: 'I read the price before anything else on the shelf.' }]);
const [trait] = persona.traits;
if (!trait) throw new Error('the persona has a trait');
const nothing: Evidence = { verdict: 'nothing', quotes: [], loose: 0, searched: 10, filters: {}, samples: false };
const quoting = (text: string): Evidence => ({
  ...nothing,
  verdict: 'quotes',
  quotes: [{ strength: 1, words: [], quote: { id: 'q', text, source: 's', date: '2026-01-01', permission: 'consent' } }],
});
const claim = (change: Partial<Claim> = {}): Claim => ({
  text: trait.text,
  part: trait.part,
  traitId: trait.id,
  basis: trait.basis,
  leans: 'for',
  touchedBy: ['price'],
  because: '',
  ...change,
});
const reaction = (claims: readonly Claim[], evidence: Evidence = nothing, questions: readonly string[] = []): GroundedReaction => ({
  answers: [{ stance: 'for', text: '', claims, unmentioned: [] }],
  questions,
  evidence: [claims.map(() => evidence)],
});
const strict = { fromFile: true };

describe('the honesty check', () => {
  it('passes an answer that stands in the file', () => {
    expect(
      checkHonesty(persona, reaction([claim()], quoting('Prices are too high.'), ['When did you last read a price?']), strict),
    ).toBeUndefined();
  });

  it('withholds a sentence that is not in the file, whatever trait it names', () => {
    expect(checkHonesty(persona, reaction([claim(), claim({ text: 'I never look at prices.' })]), strict)).toBe('not-in-file');
    expect(checkHonesty(persona, reaction([claim({ traitId: 'goals.99' })]), strict)).toBe('not-in-file');
  });

  it('withholds a basis that the file does not give, because an assumption may not pass for data', () => {
    const data = { kind: 'data', link: 'https://example.org/study', date: '2026-01-01', n: 900 } as const;
    expect(checkHonesty(persona, reaction([claim({ basis: data })]), strict)).toBe('not-in-file');
  });

  it('lets an engine with a voice of its own phrase things itself, but not break the rules of speech', () => {
    const own = claim({ text: 'I never look at prices.', traitId: 'own' });
    expect(checkHonesty(persona, reaction([own]), { fromFile: false })).toBeUndefined();
    expect(checkHonesty(persona, reaction([claim({ text: 'I am a real person.' })]), { fromFile: false })).toBe('speech');
    expect(checkHonesty(persona, reaction([claim()], nothing, ['Do 80% of you agree?']), strict)).toBe('speech');
  });

  it('withholds a claim that speaks six words of a quote as its own, and allows five', () => {
    const six = quoting('Well, I READ the price before anything, truly.');
    const five = quoting('Well, read the price before anything, truly.');
    expect(checkHonesty(persona, reaction([claim()], six), strict)).toBe('quote-as-own');
    expect(checkHonesty(persona, reaction([claim()], five), strict)).toBeUndefined();
    expect(
      checkHonesty(persona, reaction([claim({ text: 'Too short to borrow.' })], quoting('Too short to borrow.')), { fromFile: false }),
    ).toBeUndefined();
  });

  it('looks at every option and every claim', () => {
    const two: GroundedReaction = {
      ...reaction([claim()]),
      answers: [
        { stance: 'for', text: '', claims: [claim()], unmentioned: [] },
        { stance: 'for', text: '', claims: [claim(), claim({ text: 'Invented.' })], unmentioned: [] },
      ],
      evidence: [[nothing], [nothing, nothing]],
    };
    expect(checkHonesty(persona, two, strict)).toBe('not-in-file');
  });
});
