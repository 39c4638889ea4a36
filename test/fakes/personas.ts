import { type Persona, personaFileSchema, type Trait, toPersona } from '../../src/core/personas/persona.ts';
import type { PersonaSet } from '../../src/core/personas/persona-set.ts';

type Goal = Readonly<{ text: string; touched_by?: readonly string[]; leans?: Trait['leans']; ask?: string; basis?: unknown }>;

const filler = (text: string) => ({ text, basis: 'assumption' });

/** A persona whose goals are given and whose other traits are touched by nothing. Goes through the real schema. */
export const aPersona = (id: string, name: string, goals: readonly Goal[]): Persona => {
  const file = personaFileSchema.parse({
    name,
    role: 'A persona made for a test',
    kind: 'composite',
    assumed_by: 'the test',
    background: [filler('I grew up in a test.')],
    goals: [...goals.map((goal) => ({ basis: 'assumption', ...goal })), ...(goals.length < 2 ? [filler('I want the test to pass.')] : [])],
    frustrations: [filler('Flaky tests annoy me.'), filler('Slow tests annoy me.')],
    knows: [filler('I know what a test is.')],
    does_not_know: [{ ...filler('Whales are outside what I know.'), touched_by: ['whale'] }],
    tendencies: [filler('I tend to run twice.')],
    decision_rules: [filler('I stop at the first failure.'), filler('I read the message first.')],
    recent_context: [{ ...filler('I was renamed last week.'), date: '2026-11-01' }],
    voice: { manner: 'Speaks in short sentences.', basis: 'invention', samples: ['It runs again.', 'It failed again.'] },
    review_by: '2027-01-01',
    reviewer: 'nobody yet',
  });
  const persona = toPersona(id, file, 'An invented character for a test.');
  // The goals first: tests speak of the first trait.
  return { ...persona, traits: persona.traits.toSorted((a, b) => Number(b.part === 'goals') - Number(a.part === 'goals')) };
};

/** A set of test personas. */
export const aSet = (personas: readonly Persona[], id = 'test-set'): PersonaSet => ({
  id,
  title: 'Test set',
  version: 1,
  about: 'A set made for a test.',
  useFor: ['testing things'],
  notFor: ['anything else'],
  personas,
  reviewed: '2026-11-01',
  reviewer: 'nobody yet',
  licence: 'MIT',
});
