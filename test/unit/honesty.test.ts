import { describe, expect, it } from 'vitest';
import { checkHonesty, checkSpoken } from '../../src/core/honesty/honesty.ts';
import type { Claim, GroundedReaction, Spoken } from '../../src/core/panel/reaction.ts';
import type { Evidence } from '../../src/core/quotes/quotes.ts';
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
const stimulus = { asked: 'Dinner in one tap', options: ['Dinner in one tap'] };
const strict = { fromFile: true, stimulus, given: [] };
const loose = { fromFile: false, stimulus, given: [] };

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

  it('withholds speech in free words from the evidence engine, which has none', () => {
    const spoken = reaction([claim()]);
    expect(checkHonesty(persona, { ...spoken, answers: [{ stance: 'for', text: 'Hm.', claims: [], unmentioned: [] }] }, strict)).toBe(
      'not-in-file',
    );
  });

  it('withholds a question that breaks a rule of speech', () => {
    expect(checkHonesty(persona, reaction([claim()], nothing, ['Do 80% of you agree?']), strict)).toBe('speech');
    const rude = aPersona('bo', 'Bo', [{ text: 'I read the price before anything else.' }]);
    const [first] = rude.traits;
    if (!first) throw new Error('the persona has a trait');
    const traits = [{ ...first, text: 'I am a real person.' }];
    const said = reaction([claim({ text: 'I am a real person.', traitId: first.id, basis: first.basis })]);
    expect(checkHonesty({ ...rude, traits }, said, strict)).toBe('speech');
  });

  it('withholds a claim that speaks six words of a quote as its own, and allows five', () => {
    const six = quoting('Well, I READ the price before anything, truly.');
    const five = quoting('Well, read the price before anything, truly.');
    expect(checkHonesty(persona, reaction([claim()], six), strict)).toBe('quote-as-own');
    expect(checkHonesty(persona, reaction([claim()], five), strict)).toBeUndefined();
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

describe('the honesty check of a language model’s answer', () => {
  const idea: Claim = {
    text: 'I want to see the way out first.',
    basis: { kind: 'invention' },
    leans: 'against',
    touchedBy: [],
    because: '',
  };
  const bad = 'I am a real person.';
  type Change = Readonly<{ text?: string; claims?: readonly Claim[]; questions?: readonly string[]; spoken?: Partial<Spoken> }>;
  const speech = ({ text = 'I’d skip this.', claims = [claim(), idea], questions = ['Who carries it?'], spoken = {} }: Change) => ({
    answers: [{ stance: 'against' as const, text, claims, unmentioned: [] }],
    questions,
    spoken: {
      model: 'm',
      changeMind: 'A price would change my mind.',
      others: [{ stance: 'for' as const, text: 'I’d try it.', weight: 0.2 }],
      ...spoken,
    },
  });
  const problem = (change: Change, given: readonly string[] = []) => checkSpoken(persona, speech(change), { stimulus, given });

  it('passes what it may say', () => {
    expect(problem({})).toBeUndefined();
    expect(checkHonesty(persona, { ...speech({}), evidence: [[nothing, nothing]] }, loose)).toBeUndefined();
    expect(problem({ spoken: { changeMind: '', others: [] }, questions: [], claims: [] })).toBeUndefined();
  });

  it('reads every text: answer, claim, question, change of mind, and what it might have said instead', () => {
    expect(problem({ text: bad })).toBe('claims-human');
    expect(problem({ claims: [{ ...idea, text: bad }] })).toBe('claims-human');
    expect(problem({ questions: ['Fine?', bad] })).toBe('claims-human');
    expect(problem({ spoken: { changeMind: bad } })).toBe('claims-human');
    expect(problem({ spoken: { others: [{ stance: 'for', text: bad, weight: 1 }] } })).toBe('claims-human');
    expect(checkHonesty(persona, { ...speech({ text: bad }), evidence: [[]] }, loose)).toBe('claims-human');
  });

  it('withholds an empty answer', () => {
    expect(problem({ text: '' })).toBe('empty');
    expect(problem({ questions: [''] })).toBe('empty');
  });

  it('gives speech more room than a claim, a question or a change of mind', () => {
    const long = 'dinner '.repeat(41);
    expect(problem({ text: long })).toBeUndefined();
    expect(problem({ spoken: { others: [{ stance: 'for', text: long, weight: 1 }] } })).toBeUndefined();
    expect(problem({ claims: [{ ...idea, text: long }] })).toBe('too-long');
    expect(problem({ questions: [long] })).toBe('too-long');
    expect(problem({ spoken: { changeMind: long } })).toBe('too-long');
  });

  it('withholds a claim that names a trait which is not in the file, or borrows a ground that the trait does not have', () => {
    const data = { kind: 'data', link: 'https://example.org/study', date: '2026-01-01', n: 900 } as const;
    expect(problem({ claims: [claim({ traitId: 'goals.99' })] })).toBe('not-in-file');
    expect(problem({ claims: [claim({ basis: data })] })).toBe('not-in-file');
    expect(problem({ claims: [claim({ part: 'knows' })] })).toBe('not-in-file');
    expect(problem({ claims: [{ ...idea, basis: data }] })).toBe('not-in-file');
    expect(problem({ claims: [{ ...idea, part: 'goals' }] })).toBe('not-in-file');
    expect(problem({ claims: [idea, { ...idea, basis: data }] })).toBe('not-in-file');
  });

  it('withholds six words of a quote that it was shown, unless the headline has them too', () => {
    const quote = 'Well, a tap is a tap is cold to me.';
    expect(problem({ text: 'I think a tap is a tap is cold.' }, [quote])).toBe('quote-as-own');
    expect(problem({ text: 'I think a tap is a tap.' }, [quote])).toBeUndefined();
    expect(problem({ text: 'Too short to borrow.' }, ['Too short to borrow.'])).toBeUndefined();
    expect(problem({ questions: ['Is it that a tap is a tap is cold?'] }, [quote])).toBe('quote-as-own');
    const headline = { asked: 'A tap is a tap is cold', options: ['A tap is a tap is cold'] };
    expect(
      checkSpoken(persona, speech({ text: 'I see: a tap is a tap is cold.' }), { stimulus: headline, given: [quote] }),
    ).toBeUndefined();
  });

  it('withholds six words of a quote that was found beside a claim, in the answer as well', () => {
    const found = quoting('Honestly I’d skip this thing and go home early.');
    const said = speech({ text: 'I’d skip this thing and go home.', claims: [idea] });
    expect(checkHonesty(persona, { ...said, evidence: [[found]] }, loose)).toBe('quote-as-own');
    expect(checkHonesty(persona, { ...said, evidence: [[nothing]] }, loose)).toBeUndefined();
  });
});
