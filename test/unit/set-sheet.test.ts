import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setFiles } from '../../src/adapters/files/bundle.ts';
import { loadPersonaSets } from '../../src/adapters/files/personas.ts';
import type { Persona, Trait } from '../../src/core/personas/persona.ts';
import { readSheet, type SetSheet, sheetOf } from '../../src/core/personas/set-sheet.ts';
import { changesBetween, describeChange, mergeSheets } from '../../src/core/personas/sheet-changes.ts';
import { readTraitLine, writeTraitLine } from '../../src/core/personas/trait-line.ts';

const { sets } = await loadPersonaSets(fileURLToPath(new URL('../../personas', import.meta.url)));

describe('the built-in sets', () => {
  it.each(sets.map((set) => [set.id, set] as const))('come back from the texts of forms as they were: %s', (id, set) => {
    const read = readSheet(id, set.version, sheetOf(set));
    expect(read).toEqual({ set });
    expect(Math.max(...Object.values(sheetOf(set)).map((text) => text.length))).toBeLessThan(3_000);
  });

  it.each(sets.map((set) => [set.id, set] as const))('come back from a file as they were, to the byte the second time: %s', (_id, set) => {
    const file = setFiles.write(set);
    const read = setFiles.read(file);
    expect(read).toEqual({ kind: 'set', set, seal: 'whole' });
    expect(read.kind === 'set' && setFiles.write(read.set)).toEqual(file);
  });
});

describe('the quotes that a persona rests on', () => {
  const [set] = sets;
  const grounded = (groundedIn: NonNullable<Persona['groundedIn']>) => {
    if (!set) throw new Error('there is no built-in set');
    return { ...set, personas: set.personas.map((persona) => ({ ...persona, groundedIn })) };
  };

  it.each([{ segment: 'family' }, { source: 'Spring: survey, 2nd wave' }, { segment: 'a: b', source: 'c' }])(
    'come back from forms and from files: %j',
    (ground) => {
      const own = grounded(ground);
      expect(readSheet(own.id, own.version, sheetOf(own))).toEqual({ set: own });
      expect(setFiles.read(setFiles.write(own))).toEqual({ kind: 'set', set: own, seal: 'whole' });
    },
  );

  it.each(['family', 'segment: a | segment: b', 'segment:', 'source: a | n=4'])('are named, or it is said how: %s', (line) => {
    const sheet = sheetOf(grounded({ segment: 'family' }));
    const id = set?.personas[0]?.id ?? '';
    const read = readSheet('a', 1, { ...sheet, [`${id}/grounded_in`]: line });
    expect(read).toMatchObject({ problems: [{ persona: id, field: 'grounded_in', problem: expect.stringContaining('segment: …') }] });
  });
});

describe('a file of a set', () => {
  const [set] = sets;
  const file = set ? setFiles.write(set) : { name: '', text: '' };

  it('shows that it was changed, or that nobody sealed it', () => {
    const sealOf = (text: string) => {
      const read = setFiles.read({ name: 'a.md', text });
      return read.kind === 'set' ? read.seal : read.kind;
    };
    expect(sealOf(file.text.replace('Finding the questions', 'Finding questions'))).toBe('changed');
    expect(sealOf(file.text.slice(file.text.indexOf('+++ ')))).toBe('none');
  });

  it('says what is missing or too much', () => {
    const read = (text: string) => setFiles.read({ name: 'a.md', text });
    const id = set?.personas[0]?.id ?? '';
    const cut = file.text.replace(new RegExp(`\\+\\+\\+ [^\\n]*/${id}\\.md\\n[\\s\\S]*?(?=\\+\\+\\+ )`), '');
    expect(read(cut)).toMatchObject({ problem: expect.stringContaining(`${id}.md is listed and not there`) });
    expect(read(file.text.replace(`  - "${id}"\n`, ''))).toMatchObject({
      problem: expect.stringContaining(`${id}.md is there and not listed`),
    });
    expect(read(file.text.replace(`/${id}.md`, `/../${id}.md`))).toMatchObject({
      problem: expect.stringContaining('is no name of a file'),
    });
    expect(read(file.text.replace(`${set?.id}/${id}.md`, `another/${id}.md`))).toMatchObject({
      problem: expect.stringContaining('another set'),
    });
  });
});

describe('a line of a trait', () => {
  const trait: Omit<Trait, 'id' | 'part'> = {
    text: 'I read the price first.',
    basis: { kind: 'data', n: 41, date: '2026-03-02', source: 'Spring survey' },
    words: ['price', 'how much'],
    features: ['free'],
    leans: 'against',
    ask: 'When did you last look?',
    date: '2026-05-09',
  };

  it('says everything that is known, in parts that can be read', () => {
    expect(writeTraitLine(trait, 'us')).toBe(
      'I read the price first. | data n=41 2026-03-02 from Spring survey | against | on: price, how much, @free | ask: When did you last look? | 2026-05-09',
    );
  });

  it.each([
    ['I wait.', { text: 'I wait.', basis: 'assumption' }],
    ['I wait. | INVENTION', { text: 'I wait.', basis: 'invention' }],
    ['I wait. | assumption by the desk', { text: 'I wait.', basis: { kind: 'assumption', by: 'the desk' } }],
    [
      'I wait. | data n=4 2026-01-02 https://a.example/x',
      { text: 'I wait.', basis: { kind: 'data', n: 4, date: '2026-01-02', link: 'https://a.example/x' } },
    ],
    ['I wait. |on: a,b , @free| for', { text: 'I wait.', basis: 'assumption', touched_by: ['a', 'b', '@free'], leans: 'for' }],
  ])('%s', (line, expected) => {
    expect(readTraitLine(line)).toEqual({ trait: expected });
  });

  it.each([
    ['I wait. | maybe', /“maybe” is not understood/],
    ['I wait. | for | against', /says leans twice/],
    ['I wait. | data n=many', /is not understood/],
    ['I wait. | ', /“” is not understood/],
  ])('%s is refused', (line, reason) => {
    expect(readTraitLine(line)).toEqual({ problem: expect.stringMatching(reason) });
  });
});

describe('two people’s changes', () => {
  const keys = ['title', 'about', 'ana/goals', 'ana/name', 'ben/name'];
  const sheets = fc
    .tuple(fc.record(Object.fromEntries(keys.map((key) => [key, fc.constantFrom('a', 'b', 'c\nd')]))), fc.subarray(['ana', 'ben', 'cy']))
    .map(([sheet, personas]): SetSheet => ({ ...sheet, personas: personas.join(', ') }));

  it('are both there: a field is mine where I changed it, else theirs', () => {
    fc.assert(
      fc.property(sheets, sheets, sheets, (base, mine, theirs) => {
        const { merged, clashes } = mergeSheets(base, mine, theirs);
        for (const key of ['title', 'about']) expect(merged[key]).toBe(mine[key] === base[key] ? theirs[key] : mine[key]);
        const both = ['title', 'about'].filter((key) => mine[key] !== base[key] && theirs[key] !== base[key] && mine[key] !== theirs[key]);
        expect(clashes.filter(({ persona }) => persona === undefined).map(({ field }) => field)).toEqual(both);
      }),
    );
  });

  it('change nothing when one of them changed nothing', () => {
    fc.assert(
      fc.property(sheets, sheets, (base, other) => {
        const named = (sheet: SetSheet) =>
          changesBetween(mergeSheets(sheet, sheet, sheet).merged, sheet).filter(({ persona }) => persona === undefined);
        expect(named(base)).toEqual([]);
        expect(mergeSheets(base, base, other).clashes).toEqual([]);
        expect(mergeSheets(base, other, base).clashes).toEqual([]);
      }),
    );
  });

  it('are shown line by line, and only the lines that differ', () => {
    expect(describeChange({ field: 'goals', before: 'a\nb', after: 'b\nc' })).toEqual(['− a', '+ c']);
    expect(describeChange({ field: 'goals', before: 'a\nb', after: 'b\na' })).toEqual(['the same lines in another order']);
    expect(describeChange({ field: 'goals', after: 'a' })).toEqual(['+ a']);
  });
});
