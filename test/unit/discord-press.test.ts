import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeptPresses, freshMs } from '../../src/adapters/discord/intake/kept-presses.ts';
import { decodePress, encodePress, markOfCustomId, markOfKey, nameOfPress } from '../../src/adapters/discord/intake/press.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { Button } from '../../src/core/message.ts';
import { type Documents, pressKind } from '../../src/ports/documents.ts';
import { runs } from '../fakes/runs.ts';

type Pressed = Pick<Button, 'press' | 'asks'>;

const space = spaceId('discord', '1');
const short: Pressed = { press: { command: 'panel', action: ['who'], options: { panel: '12', persona: 'maya' } } };
const asking: Pressed = { ...short, asks: { option: 'question', label: 'Your question', placeholder: 'Why?', maxUnits: 500 } };

let documents: Documents;
let stored: number;
beforeEach(() => {
  const memory = createMemoryDocuments({ clock: systemClock });
  stored = 0;
  documents = {
    ...memory,
    put: async (...request) => {
      const result = await memory.put(...request);
      if (result) stored += 1;
      return result;
    },
  };
});
const here = () => ({ space, kept: createKeptPresses(documents, systemClock) });
const encode = (button: Pressed, index = 0, key?: string) => encodePress(here(), button, { index, key });

describe('the press of a button', () => {
  it.each([
    ['a short one, which stays in the button', short, 0],
    ['one that asks for a text, which is kept', asking, 1],
    ['a long one, which is kept', { press: { ...short.press, options: { panel: '12', persona: 'm'.repeat(90) } } }, 1],
  ] as const)('comes back after a restart: %s', async (_, button, kept) => {
    const customId = await encode(button, 3, 'p1/turn/1/maya');
    expect(customId.length).toBeLessThanOrEqual(100);
    expect(await decodePress(here(), customId)).toEqual(button);
    expect(stored).toBe(kept);
  });

  it('is kept once, however often its message is rendered', async () => {
    const ids = [await encode(asking), await encode(asking), await encode(asking, 1)];
    expect(stored).toBe(1);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  it('is kept anew once a day, so that one in use never goes by its age', async () => {
    let now = Date.now();
    const kept = createKeptPresses(documents, { now: () => new Date(now) });
    const keep = () => encodePress({ space, kept }, asking, { index: 0 });
    const customId = await keep();
    now += freshMs - 60_000;
    await keep();
    expect(stored).toBe(1);
    await documents.remove(space, pressKind, nameOfPress(asking));
    now += 120_000;
    expect(await keep()).toBe(customId);
    expect(stored).toBe(2);
    expect(await decodePress({ space, kept }, customId)).toEqual(asking);
    now += 2 * freshMs;
    await keep();
    expect(stored).toBe(3);
  });

  it('is not found in another space, and is kept there on its own', async () => {
    const { kept } = here();
    const there = { space: spaceId('discord', '2'), kept };
    const customId = await encodePress({ space, kept }, asking, { index: 0 });
    expect(await decodePress(there, customId)).toBe(undefined);
    expect(await decodePress(there, await encodePress(there, asking, { index: 0 }))).toEqual(asking);
    expect(stored).toBe(2);
  });

  it('carries the mark of its message, another for each key', async () => {
    expect(markOfCustomId(await encode(short, 0, 'a'))).toBe(markOfKey('a'));
    expect(markOfCustomId(await encode(asking, 24, 'a'))).toBe(markOfKey('a'));
    expect(markOfKey('a')).not.toBe(markOfKey('b'));
    expect(markOfCustomId(await encode(short))).toBe(undefined);
  });

  it('fits and comes back, whatever it says', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const press = fc.record({
      command: text,
      action: fc.array(text, { maxLength: 3 }),
      // A key of this name is left out when a press is read: no option has it, and objects take it for their prototype.
      options: fc.dictionary(
        text.filter((name) => name !== '__proto__'),
        text,
        { maxKeys: 3 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(press, fc.nat(24), async (one, index) => {
        const plain: unknown = JSON.parse(JSON.stringify(one));
        const customId = await encodePress(here(), { press: one }, { index, key: 'k' });
        expect(customId.length).toBeLessThanOrEqual(100);
        expect((await decodePress(here(), customId))?.press).toEqual(plain);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('what is no press of ours', () => {
  it.each([
    '',
    'sb1',
    'sb1::0:',
    'sb2::0:["panel",[],{}]',
    'sb1::0:{"command":"panel","action":[],"options":{}}',
    'sb1::0:["panel",[],{}',
    'sb1::0:["panel",["who"],{"panel":12}]',
    'sb1::0:["panel",["who"],{},"more"]',
    'sb1::0:["panel","who",{}]',
    'sb1::0:never-kept',
    'sb1::0:../../secrets',
    'sb1:short:0:["panel",[],{}]',
    'x sb1::0:["panel",[],{}]',
  ])('%j is nothing', async (customId) => {
    expect(await decodePress(here(), customId)).toBe(undefined);
  });

  it('is a document that somebody else wrote under such a name', async () => {
    await documents.put(space, { kind: 'discord-press', id: 'abc', value: { press: 'panel' }, author: 'x', expectedVersion: 0 });
    expect(await decodePress(here(), 'sb1::0:abc')).toBe(undefined);
  });

  it('is anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 100 }), async (customId) => {
        expect(await decodePress(here(), customId)).toBe(undefined);
      }),
      { numRuns: runs(200) },
    );
  });
});
