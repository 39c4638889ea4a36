import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPictures } from '../../src/adapters/charts/pictures.ts';
import { shortenNames } from '../../src/adapters/charts/row-names.ts';
import type { Chart } from '../../src/core/chart.ts';

const told = '0.30, told from chance';
const named = (...labels: readonly string[]) => shortenNames(labels.map((label) => ({ label, text: told })));

describe('the name of a row in a picture', () => {
  it('stays whole where it fits beside its value', () => {
    expect(named('Maya, age', 'Another street')).toEqual(['Maya, age', 'Another street']);
    const long = 'Maximiliane-Alexandra-Wilhelmina, age';
    expect(shortenNames([{ label: long, text: '0.05' }])).toEqual([long]);
  });

  it('is shortened in the persona’s name, so that what was changed can still be read', () => {
    expect(named('Maximiliane-Alexandra-Wilhelmina, age', 'Maximiliane-Alexandra-Wilhelmina, disability')).toEqual([
      'Maximiliane-Alexand…, age',
      'Maximiliane-…, disability',
    ]);
  });

  it('is cut between letters, also where one takes two units', () => {
    for (const before of ['', 'x'])
      for (const shown of named(`${before}${'𠮷'.repeat(19)}, age`, `${before}${'𠮷'.repeat(18)}野, age`))
        expect(shown.isWellFormed()).toBe(true);
  });

  it('keeps both ends of names that begin alike', () => {
    expect(named('Maximiliane-Alexandra-Wilhelmina, age', 'Maximiliane-Alexandra-Wilhelmine, age')).toEqual([
      'Maximilian…ilhelmina, age',
      'Maximilian…ilhelmine, age',
    ]);
  });

  it('does not read as another persona, of whom something else was changed', () => {
    expect(named('Maximiliane-Alexandra-Wilhelmina, age', 'Maximiliane-Alexandra-Wilhelmine, disability')).toEqual([
      'Maximilian…ilhelmina, age',
      'Maximi…elmine, disability',
    ]);
  });

  it('is never that of another row, and never longer than its room', () => {
    const name = fc.stringMatching(/^[AB]{1,3}[a-b]{20,37}$/u);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 14 }), fc.constantFrom('age', 'disability'), (names, attribute) => {
        const shown = named(...names.map((one) => `${one}, ${attribute}`));
        expect(new Set(shown).size).toBe(names.length);
        expect(shown.every((one) => one.length <= 25 && one.endsWith(`, ${attribute}`))).toBe(true);
      }),
    );
  });

  it('is drawn so, and read out whole', async () => {
    const label = 'Maximiliane-Alexandra-Wilhelmina, disability';
    const rows = [
      { label, value: 0.3, text: told, isOurs: true },
      { label: 'Another street', value: 0.05, text: '0.05' },
    ];
    const chart: Chart = { kind: 'bars', title: 'How far', footnote: 'AI', unit: 'number', domain: [0, 0.5], rows };
    const drawn = await createPictures().svg(chart, 'light');
    expect(drawn).toContain('>Maximiliane-…, disability<');
    expect(drawn).toContain(`>${told}<`);
  });
});
