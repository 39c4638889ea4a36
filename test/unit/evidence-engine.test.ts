import { describe, expect, it } from 'vitest';
import { createEvidenceEngine, reactFromFile } from '../../src/adapters/evidence/engine.ts';
import { findFeatures, isGrave } from '../../src/core/features.ts';
import { localSpace } from '../../src/core/ids.ts';
import { aPersona } from '../fakes/personas.ts';

const ana = aPersona('ana', 'Ana', [
  { text: 'I read the price first.', touched_by: ['@price'], leans: 'against', ask: 'When did you last look for a price?' },
  { text: 'A tap is all I have time for.', touched_by: ['one tap', 'save'], leans: 'for' },
  { text: 'New things wait a week.', touched_by: ['@change'], leans: 'depends' },
]);

describe('the evidence engine', () => {
  it('says what the file says about the words of the headline, which words they were, and on what basis it stands', () => {
    const [answer] = reactFromFile(ana, ['Saving money with one tap'], false).answers;
    expect(answer?.claims.map(({ text, touchedBy, basis }) => ({ text, touchedBy, basis: basis.kind }))).toEqual([
      { text: 'A tap is all I have time for.', touchedBy: ['one tap', 'Saving'], basis: 'assumption' },
      { text: 'I read the price first.', touchedBy: ['Saving money'], basis: 'assumption' },
    ]);
    expect(answer?.stance).toBe('mixed');
    expect(answer?.unmentioned).toEqual([]);
  });

  it('is silent where the file is silent, and names the words', () => {
    expect(reactFromFile(ana, ['Elephants remember the river'], false).answers).toEqual([
      { stance: 'silent', text: '', claims: [], unmentioned: ['Elephants', 'remember', 'river'] },
    ]);
  });

  it('says that it cannot judge what the file puts outside its knowledge', () => {
    const [answer] = reactFromFile(ana, ['The last whales'], false).answers;
    expect(answer).toMatchObject({ stance: 'outside', unmentioned: ['last'] });
    expect(answer?.claims.map(({ part }) => part)).toEqual(['does_not_know']);
  });

  it('does not let what it cannot judge decide where it leans', () => {
    expect(reactFromFile(ana, ['One tap for whales'], false).answers[0]?.stance).toBe('for');
    expect(reactFromFile(ana, ['A new river'], false).answers[0]?.stance).toBe('depends');
  });

  it('asks the questions of the traits that it spoke of', () => {
    expect(reactFromFile(ana, ['A price for one tap'], false).questions).toEqual(['When did you last look for a price?']);
    expect(reactFromFile(ana, ['A new river'], false).questions).toEqual([]);
  });

  it('lets everyday habits be silent beside violence and grief', () => {
    expect(isGrave('A survivor of rape saves money')).toBe(true);
    for (const grave of ['Girls forced into marriage', 'After 9/11', 'How men attack women']) expect(isGrave(grave)).toBe(true);
    expect(isGrave('Grapes are cheaper')).toBe(false);
    expect(reactFromFile(ana, ['A survivor of rape saves money'], false).answers[0]?.claims).toEqual([]);
  });

  it('puts the traits that tell two options apart before those that both touch', () => {
    const [a, b] = reactFromFile(ana, ['Save money with one tap', 'Save money on the new price'], true).answers;
    expect(a?.claims[0]?.text).toBe('A tap is all I have time for.');
    expect(b?.claims.map(({ text }) => text)).toContain('New things wait a week.');
    expect(a?.claims.length).toBeLessThanOrEqual(2);
  });

  it('gives the same answer every time, and none once it was stopped', async () => {
    const engine = createEvidenceEngine();
    const request = {
      space: localSpace,
      setKey: 'set',
      quotes: [],
      heard: [],
      persona: ana,
      stimulus: { asked: 'x', options: ['Save money with one tap'] },
      signal: new AbortController().signal,
    };
    expect(await engine.react({ ...request, seed: 1 })).toEqual(await engine.react({ ...request, seed: 2 }));
    expect(await engine.react({ ...request, seed: 1 })).toMatchObject({ kind: 'reaction' });
    await expect(engine.react({ ...request, seed: 1, signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('finds a cue in its inflections and not inside other words', () => {
    const touched = (cue: string, text: string) =>
      reactFromFile(aPersona('b', 'Ben', [{ text: 'This touches me.', touched_by: [cue] }]), [text], false).answers[0]?.claims[0]
        ?.touchedBy ?? [];
    expect(touched('save', 'Saving and saved')).toEqual(['Saving', 'saved']);
    expect(touched('baby', 'Babies sleep')).toEqual(['Babies']);
    expect(touched('return policy', 'Our return-policy')).toEqual(['return-policy']);
    expect(touched('tap', 'A tapestry of tapes, tapped twice')).toEqual(['tapped']);
    expect(touched('form', 'A former uniform')).toEqual([]);
    expect(touched('box', 'Two boxes')).toEqual(['boxes']);
    expect(touched('C++', 'Learn C++ now')).toEqual(['C++']);
    expect(touched('kid', 'The kid’s room')).toEqual(['kid’s']);
  });
});

describe('the features of a headline', () => {
  const ids = (text: string) => findFeatures(text).map(({ id }) => id);

  it('are found by its words, with curly apostrophes as with straight ones', () => {
    expect(ids('Don’t miss out, you won’t believe it')).toEqual(ids("Don't miss out, you won't believe it"));
    expect(ids('Don’t miss out')).toContain('urgency');
    expect(ids('Don’t stop')).toContain('negation');
    expect(findFeatures('Don’t stop').find(({ id }) => id === 'negation')?.excerpts).toEqual(['Don’t', 'stop']);
    expect(ids('Do you know why?')).toEqual(expect.arrayContaining(['question', 'you']));
    expect(findFeatures('Number 2. Or 1.5 million').find(({ id }) => id === 'number')?.excerpts).toEqual(['2', '1.5 million']);
    expect(ids('Pounds of trash')).not.toContain('price');
    expect(ids('')).toEqual([]);
  });

  it('are found in time that grows with the text and not faster', () => {
    const from = performance.now();
    for (const hostile of [
      'a'.repeat(2000),
      '? '.repeat(1000),
      "you won't ".repeat(200),
      '1,'.repeat(1000),
      'this '.repeat(400),
      '!'.repeat(2000),
    ])
      findFeatures(hostile);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
