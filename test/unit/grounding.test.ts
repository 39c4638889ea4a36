import { describe, expect, it } from 'vitest';
import { describeGrounding } from '../../src/core/personas/grounding.ts';
import { personaFileSchema } from '../../src/core/personas/persona.ts';
import { aPersona } from '../fakes/personas.ts';

const ana = aPersona('ana', 'Ana', [{ text: 'I read the price first.' }]);
const today = '2026-11-21';
const filters = { segment: 'families' };

describe('what a persona is grounded in', () => {
  it('is counted, with the filter of its file', () => {
    const said = describeGrounding(ana, { filters, quotes: 1_412, newest: '2026-11-01', today });
    expect(said).toBe('grounded in 1,412 quotes (segment “families”)');
    expect(describeGrounding(ana, { filters, quotes: 1, newest: '2026-11-01', today })).toBe('grounded in 1 quote (segment “families”)');
  });

  it('is words only where there are no such quotes, whatever the file says', () => {
    expect(describeGrounding(ana, { filters, quotes: 0, today })).toContain('words only');
    expect(describeGrounding(ana, undefined)).toBe('words only: no data stands behind it');
  });

  it('is called old from a year on', () => {
    const age = (newest: string) => describeGrounding(ana, { filters, quotes: 9, newest, today }).split('; ')[1];
    expect(age('2025-09-21')).toBe('the newest quote is 14 months old');
    expect(age('2025-11-21')).toBe('the newest quote is 12 months old');
    expect(age('2025-11-22')).toBeUndefined();
    expect(age('2024-12-31')).toBe('the newest quote is 22 months old');
  });

  it('is named by a segment, a source or both', () => {
    const field = personaFileSchema.shape.grounded_in;
    for (const good of [{ segment: 'families' }, { source: 'Survey' }, { segment: 'x', source: 'y' }, undefined])
      expect(field.safeParse(good).success).toBe(true);
    for (const bad of [{}, { segment: '' }, { stars: 5 }, 'families']) expect(field.safeParse(bad).success).toBe(false);
  });
});
