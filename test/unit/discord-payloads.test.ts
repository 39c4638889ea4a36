import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  inviteLink,
  invitePermissions,
  isModerator,
  missingPermissions,
  neededPermissions,
} from '../../src/adapters/discord/install/permissions.ts';
import { type Received, readInteraction } from '../../src/adapters/discord/intake/payloads.ts';
import { findOriginObjection, findRoomObjection, placeOf } from '../../src/adapters/discord/intake/rooms.ts';
import { words } from '../../src/adapters/discord/words.ts';

/* Payloads in the shapes of interactions/receiving-and-responding.mdx, as Discord sends them. */

const replay = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../replay/discord/${name}.json`, import.meta.url), 'utf8'));
const read = (name: string): Received => {
  const received = readInteraction(replay(name));
  if (!received) throw new Error(`${name} was not read`);
  return received;
};

describe('what Discord sends', () => {
  it('is read: a command with who, where and with which rights', () => {
    const { envelope, ask } = read('command');
    expect(envelope).toMatchObject({
      person: { id: '150000000000000001', name: 'Mia from research' },
      locale: 'de',
      origin: { kind: 'guild', guild: '100000000000000001', channel: { id: '110000000000000001', type: 0, isAgeRestricted: false } },
    });
    expect(ask).toEqual({ kind: 'slash', command: 'panel', path: [], options: { stimulus: 'Save money with one tap', rounds: '2' } });
  });

  it('is read: a command in a group, with a file', () => {
    expect(read('command-file').ask).toMatchObject({
      path: ['quotes', 'import'],
      options: { source: 'Spring survey' },
      file: { id: '700000000000000001', name: 'quotes.csv', bytes: 120 },
    });
  });

  it('is read: what somebody types, a message, a button', () => {
    expect(read('autocomplete').ask).toMatchObject({
      kind: 'complete',
      path: ['show'],
      options: { set: 'every', persona: 'ko' },
      focused: 'persona',
    });
    expect(read('menu').ask).toEqual({
      kind: 'menu',
      name: 'Ask the panel',
      message: { id: '720000000000000001', content: 'What about a free trial?', thread: '720000000000000001' },
    });
    expect(read('press').ask).toMatchObject({ kind: 'press' });
    expect(read('press').envelope.origin).toMatchObject({ channel: { parent: '110000000000000001', isLocked: true } });
  });

  it('is read: a form with every kind of field', () => {
    expect(read('submission').ask).toMatchObject({
      kind: 'submit',
      fields: { stimulus: 'Tea | Coffee', tags: 'x,y' },
      typed: ['Tea | Coffee'],
      file: { name: 'quotes.csv' },
    });
    const { ask } = read('submission');
    expect('fields' in ask && Object.keys(ask.fields)).toEqual(['stimulus', 'tags']);
  });

  it('tells a direct message and a foreign server from a server of its own', () => {
    expect(findOriginObjection(read('command').envelope.origin)).toBe(undefined);
    expect(findOriginObjection(read('command-direct').envelope.origin)).toBe(words.direct);
    expect(findOriginObjection(read('command-foreign').envelope.origin)).toBe(words.foreign);
  });

  it('is nothing when it is not what it should be', () => {
    const command = replay('command');
    for (const broken of [
      null,
      'x',
      [],
      {},
      { ...command, token: '' },
      { ...command, id: 7 },
      { ...command, type: 1 },
      { ...command, data: undefined },
      { ...command, member: undefined },
    ])
      expect(readInteraction(broken)).toBe(undefined);
    expect(readInteraction({ ...command, data: { name: 'Some user', type: 2, target_id: '1' } })).toBe(undefined);
  });
});

describe('where a panel may be', () => {
  const all = invitePermissions;
  const origin = (channel: object, appPermissions = all) => ({
    kind: 'guild' as const,
    guild: '1',
    appPermissions,
    channel: { id: '2', type: 0, isAgeRestricted: false, isLocked: false, ...channel },
  });
  const fine = async () => ({ isAgeRestricted: false });

  it('says why not, for each reason', async () => {
    const thread = { type: 11, parent: '3' };
    expect(await findRoomObjection(origin({}), fine)).toBe(undefined);
    expect(await findRoomObjection(origin(thread), fine)).toBe(undefined);
    expect(await findRoomObjection(origin({ isAgeRestricted: true }), fine)).toBe(words.ageRestricted);
    expect(await findRoomObjection(origin(thread), async () => ({ isAgeRestricted: true }))).toBe(words.ageRestricted);
    expect(await findRoomObjection(origin(thread), async () => undefined)).toBe(words.noParent);
    expect(await findRoomObjection(origin({ type: 11 }), fine)).toBe(words.noParent);
    expect(await findRoomObjection(origin({ ...thread, isLocked: true }), fine)).toBe(words.locked);
    expect(await findRoomObjection(origin({ type: 4 }), fine)).toBe(words.unfit);
    expect(await findRoomObjection(origin({}, 0n), fine)).toContain('Manage Webhooks');
  });

  it('asks for a channel only about threads', async () => {
    const asked: string[] = [];
    const findParent = async (id: string) => {
      asked.push(id);
      return { isAgeRestricted: false };
    };
    await findRoomObjection(origin({}), findParent);
    await findRoomObjection(origin({ type: 15 }), findParent);
    expect(asked).toEqual([]);
    await findRoomObjection(origin({ type: 12, parent: '3' }), findParent);
    expect(asked).toEqual(['3']);
  });

  it('names a thread by its channel', () => {
    expect(placeOf(origin({ type: 10, parent: '3' }).channel)).toEqual({ surface: 'discord', channel: '3', thread: '2' });
    expect(placeOf(origin({ type: 15 }).channel)).toEqual({ surface: 'discord', channel: '2' });
  });
});

describe('permissions on Discord', () => {
  it('are exactly those of the invite link', () => {
    expect(inviteLink('9')).toBe(
      'https://discord.com/oauth2/authorize?client_id=9&scope=bot+applications.commands&permissions=309774633984&integration_type=0',
    );
    // By hand: 10 View Channel, 11 Send, 14 Embed, 16 History, 29 Webhooks, 35 Public threads, 38 Send in threads.
    expect(invitePermissions).toBe([10, 11, 14, 15, 16, 29, 35, 38].reduce((sum, bit) => sum + 2n ** BigInt(bit), 0n));
  });

  it('are each named when they are missing, and only where they are needed', () => {
    for (const { bit, name } of Object.values(neededPermissions))
      expect(missingPermissions(invitePermissions & ~bit, 'channel')).toEqual([name]);
    expect(missingPermissions(invitePermissions & ~neededPermissions.createPublicThreads.bit, 'thread')).toEqual([]);
    expect(missingPermissions(invitePermissions & ~neededPermissions.sendMessages.bit, 'thread')).toEqual([]);
    expect(missingPermissions(invitePermissions & ~neededPermissions.sendMessages.bit, 'forum')).toEqual(['Send Messages']);
    expect(missingPermissions(invitePermissions & ~neededPermissions.sendMessagesInThreads.bit, 'chat')).toEqual([]);
    expect(missingPermissions(8n, 'channel')).toEqual([]);
  });

  it('make moderators of those who manage the server, and of nobody else', () => {
    expect([32n, 8n, 40n].map(isModerator)).toEqual([true, true, true]);
    expect([0n, 16n, 1n << 13n, 1n << 40n].map(isModerator)).toEqual([false, false, false, false]);
  });
});
