import { describe, expect, it } from 'vitest';
import { setFiles } from '../../src/adapters/files/bundle.ts';
import { createSetDesk } from '../../src/app/sets/set-desk.ts';
import { isRefusal, type Refusal } from '../../src/core/errors.ts';
import type { Actor } from '../../src/core/panel/panel.ts';
import { setLimits } from '../../src/core/personas/persona-set.ts';
import { keyOf, personaIds } from '../../src/core/personas/set-sheet.ts';
import type { Documents } from '../../src/ports/documents.ts';
import { aPersona, aSet } from '../fakes/personas.ts';
import { createTestClock, here, there } from './helpers.ts';

const uma: Actor = { id: 'u1', name: 'Uma', role: 'moderator' };
const vic: Actor = { id: 'u2', name: 'Vic', role: 'moderator' };

/** What came, which may not be a refusal. */
const must = <T>(value: T | Refusal): T => {
  if (isRefusal(value)) throw new Error(`refused: ${value.userMessage}`);
  return value;
};

const codeOf = (value: unknown): string => (isRefusal(value) ? value.refused : 'done');

const builtIn = aSet(
  [aPersona('ana', 'Ana', [{ text: 'I read the price first.' }]), aPersona('ben', 'Ben', [{ text: 'I save on Sundays.' }])],
  'built-in',
);

/** The desk of persona sets behaves like this on every store. */
export const setDeskContract = (name: string, open: () => Promise<{ documents: Documents; close: () => void }>): void => {
  describe(`the desk of persona sets, ${name}`, () => {
    const withDesk = async (
      use: (desk: ReturnType<typeof createSetDesk>, again: () => ReturnType<typeof createSetDesk>) => Promise<void>,
    ) => {
      const { documents, close } = await open();
      const make = () => createSetDesk([builtIn], { documents, clock: createTestClock(), files: setFiles });
      try {
        await use(make(), make);
      } finally {
        close();
      }
    };

    it('keeps every version with its author, time and reason, and gives any of them back', async () => {
      await withDesk(async (desk, again) => {
        const first = must(await desk.clone(here, { actor: uma, set: 'built-in', title: 'Ours' }));
        expect(first).toMatchObject({
          by: 'Uma',
          reason: 'Copied from built-in, version 1',
          at: '2026-11-21T12:00:00.000Z',
          set: { id: 'ours', version: 1 },
        });
        must(await desk.write(here, { actor: vic, set: 'ours', texts: { about: 'Two people who shop for a test.' } }));
        const done = must(await again().publish(here, { actor: vic, set: 'ours', reason: 'Clearer' }));
        expect(done).toMatchObject({ outcome: 'published', record: { by: 'Vic', reason: 'Clearer', set: { version: 2 } } });
        const back = must(await desk.restore(here, { actor: uma, set: 'ours', version: 1, reason: 'Too clear' }));
        expect(back.set).toEqual({ ...first.set, version: 3 });
        const versions = must(await desk.history(here, 'ours'));
        expect(versions.map(({ set, by, reason }) => [set.version, by, reason])).toEqual([
          [3, 'Uma', 'Too clear'],
          [2, 'Vic', 'Clearer'],
          [1, 'Uma', 'Copied from built-in, version 1'],
        ]);
        expect(must(await desk.look(here, 'ours', 2)).set.about).toBe('Two people who shop for a test.');
        expect(codeOf(await desk.look(here, 'ours', 9))).toBe('set-version-unknown');
        const changed = must(await desk.diff(here, { set: 'ours', from: 1, to: 2 })).changes;
        expect(changed).toEqual([{ field: 'about', before: builtIn.about, after: 'Two people who shop for a test.' }]);
      });
    });

    it('never shows one space what another has', async () => {
      await withDesk(async (desk) => {
        must(await desk.clone(here, { actor: uma, set: 'built-in', title: 'Ours' }));
        must(await desk.edit(here, { actor: uma, set: 'ours' }));
        must(await desk.choose(here, { actor: uma, set: 'ours' }));
        expect((await desk.list(there)).map(({ id }) => id)).toEqual(['built-in']);
        expect(codeOf(await desk.edit(there, { actor: uma, set: 'ours' }))).toBe('set-unknown');
        expect((await desk.standard(there)).id).toBe('built-in');
        expect((await desk.standard(here)).id).toBe('ours');
      });
    });

    it('stores one of two versions that come at once, and merges the other on top', async () => {
      await withDesk(async (desk) => {
        must(await desk.clone(here, { actor: uma, set: 'built-in', title: 'Ours' }));
        must(await desk.write(here, { actor: uma, set: 'ours', texts: { about: 'What Uma says about it.' } }));
        must(await desk.write(here, { actor: vic, set: 'ours', texts: { licence: 'as Vic says' } }));
        const both = await Promise.all([uma, vic].map((actor) => desk.publish(here, { actor, set: 'ours', reason: actor.name })));
        expect(both.map((one) => must(one).outcome).toSorted()).toEqual(['contested', 'published']);
        const [first] = both;
        const late = first && must(first).outcome === 'contested' ? uma : vic;
        expect(must(await desk.publish(here, { actor: late, set: 'ours', reason: 'again' })).outcome).toBe('published');
        expect(must(await desk.look(here, 'ours')).set).toMatchObject({
          version: 3,
          about: 'What Uma says about it.',
          licence: 'as Vic says',
        });
      });
    });

    it('takes a persona out when one of two does, and keeps what the other changed elsewhere', async () => {
      await withDesk(async (desk) => {
        must(await desk.clone(here, { actor: uma, set: 'built-in', title: 'Ours' }));
        must(await desk.write(here, { actor: uma, set: 'ours', texts: { personas: 'ana' } }));
        must(await desk.write(here, { actor: vic, set: 'ours', texts: { [keyOf('ana', 'role')]: 'Reads the price and leaves' } }));
        must(await desk.publish(here, { actor: uma, set: 'ours', reason: 'Ben is out' }));
        const late = must(await desk.publish(here, { actor: vic, set: 'ours', reason: 'Role' }));
        expect(late.outcome === 'contested' && personaIds(late.draft.sheet)).toEqual(['ana']);
        must(await desk.publish(here, { actor: vic, set: 'ours', reason: 'Role' }));
        expect(must(await desk.look(here, 'ours')).set.personas.map(({ role }) => role)).toEqual(['Reads the price and leaves']);
      });
    });

    it('finishes a publication that a crash cut short without a second version', async () => {
      await withDesk(async (desk) => {
        must(await desk.clone(here, { actor: uma, set: 'built-in', title: 'Ours' }));
        must(await desk.write(here, { actor: uma, set: 'ours', texts: { about: 'Said once and stored once.' } }));
        must(await desk.write(here, { actor: vic, set: 'ours', texts: { about: 'Said once and stored once.' } }));
        must(await desk.publish(here, { actor: uma, set: 'ours', reason: 'Once' }));
        // Vic's draft stands as Uma's would after a crash between the version and the end of the draft.
        must(await desk.publish(here, { actor: vic, set: 'ours', reason: 'Once' }));
        expect(codeOf(await desk.publish(here, { actor: vic, set: 'ours', reason: 'Once' }))).toBe('set-same');
        expect(must(await desk.history(here, 'ours'))).toHaveLength(2);
      });
    });

    it('gives two new sets of one name two ids, and refuses one title twice', async () => {
      await withDesk(async (desk) => {
        for (const title of ['Ours', 'Ours!', 'ours?']) must(await desk.clone(here, { actor: uma, set: 'built-in', title }));
        expect((await desk.list(here)).map(({ id }) => id)).toEqual(['built-in', 'ours', 'ours-2', 'ours-3']);
        expect(codeOf(await desk.clone(here, { actor: uma, set: 'built-in', title: 'OURS' }))).toBe('input-wrong');
      });
    });

    it('has room for so many sets, and for those that are archived besides', async () => {
      await withDesk(async (desk) => {
        for (let count = 0; count < setLimits.sets; count += 1)
          must(await desk.clone(here, { actor: uma, set: 'built-in', title: `Set no ${count}` }));
        expect(codeOf(await desk.clone(here, { actor: uma, set: 'built-in', title: 'One more' }))).toBe('sets-full');
        must(await desk.archive(here, { actor: uma, set: 'set-no-1', reason: 'room' }));
        must(await desk.clone(here, { actor: uma, set: 'built-in', title: 'One more' }));
        expect(codeOf(await desk.restore(here, { actor: uma, set: 'set-no-1', reason: 'back' }))).toBe('sets-full');
      });
    });

    it('refuses a field that is too long and leaves the draft as it was', async () => {
      await withDesk(async (desk) => {
        must(await desk.clone(here, { actor: uma, set: 'built-in', title: 'Ours' }));
        must(await desk.write(here, { actor: uma, set: 'ours', texts: { about: 'Kept as it was.' } }));
        expect(codeOf(await desk.write(here, { actor: uma, set: 'ours', texts: { about: 'x'.repeat(3_001) } }))).toBe('draft-large');
        expect(must(await desk.edit(here, { actor: uma, set: 'ours' })).sheet['about']).toBe('Kept as it was.');
      });
    });

    it('refuses 13 personas by their number', async () => {
      await withDesk(async (desk) => {
        must(await desk.clone(here, { actor: uma, set: 'built-in', title: 'Ours' }));
        const ids = Array.from({ length: 13 }, (_, index) => `p${index}`).join(', ');
        const draft = must(await desk.write(here, { actor: uma, set: 'ours', texts: { personas: ids } }));
        expect(draft.problems.map(({ problem }) => problem)).toEqual([
          'it has 13 personas, and a set holds at most 12: more voices are a wall that nobody reads',
        ]);
        expect(must(await desk.publish(here, { actor: uma, set: 'ours', reason: 'many' })).outcome).toBe('unready');
      });
    });
  });
};
