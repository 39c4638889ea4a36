import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createIntake } from '../../src/adapters/discord/intake/intake.ts';
import { discordMessageLimits } from '../../src/adapters/discord/limits.ts';
import type { Call } from '../../src/adapters/discord/sending/posting-client.ts';
import { createMemoryDeliveries } from '../../src/adapters/memory/deliveries.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { makeForm } from '../../src/core/form.ts';
import { acme, beta, theApp } from '../fakes/discord/world.ts';
import { createMemoryPresses, someCommands } from '../fakes/discord-intake.ts';

const form = makeForm({
  title: 'Edit a set',
  fields: [{ kind: 'line', option: 'title', label: 'Title', required: true, maxUnits: 60, value: 'Nothing is announced yet' }],
  press: { command: 'personas', action: ['save'], options: { draft: 'd1' } },
  submit: 'Save',
});

const interaction = (id: string, guild: string, channel: string, user: string, more: object) => ({
  id,
  application_id: theApp.id,
  token: `token-${id}`,
  guild_id: guild,
  channel: { id: channel, type: 0 },
  member: { user: { id: user, username: 'somebody' }, permissions: '32' },
  app_permissions: '0',
  authorizing_integration_owners: { 0: guild },
  entitlements: [],
  ...more,
});

it('shows a form that waits to nobody but the person and the server that it was made for', async () => {
  const calls: Call[] = [];
  const { receive } = createIntake({
    dispatch: async () => {
      await nextTurn();
      return { messages: [], form };
    },
    deliveries: createMemoryDeliveries({ clock: systemClock }),
    commands: someCommands,
    setsOf: async () => ({ list: [], standard: '' }),
    findParent: async () => undefined,
    findObjection: async () => undefined,
    client: {
      call: async (call) => {
        calls.push(call);
        return { said: { id: '900000000000000001' } };
      },
    },
    kept: createMemoryPresses(),
    limits: discordMessageLimits,
    // Whatever takes time is too late for a form, which then waits behind a button.
    clock: { ...systemClock, sleep: async () => {} },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const edit = { type: 2, data: { id: '1', name: 'personas', type: 1, options: [{ name: 'edit', type: 1, options: [] }] } };
  await receive(interaction('700000000000000001', acme.guild, acme.general, acme.moderator, edit));
  const customId = /sbf:\d+/.exec(JSON.stringify(calls))?.[0] ?? '';
  expect(customId).not.toBe('');
  expect(JSON.stringify(calls)).not.toContain('announced');

  const press = { type: 3, message: { id: '800000000000000001', channel_id: '1' }, data: { custom_id: customId, component_type: 2 } };
  for (const [id, guild, channel, user] of [
    ['700000000000000002', beta.guild, beta.general, acme.moderator],
    ['700000000000000003', beta.guild, beta.general, acme.member],
    ['700000000000000004', acme.guild, acme.general, acme.member],
  ] as const) {
    calls.length = 0;
    await receive(interaction(id, guild, channel, user, press));
    expect(JSON.stringify(calls)).toContain('too old');
    expect(JSON.stringify(calls)).not.toContain('announced');
  }
  calls.length = 0;
  await receive(interaction('700000000000000005', acme.guild, acme.general, acme.moderator, press));
  expect(calls.map(({ body }) => body?.['type'])).toEqual([9]);
  expect(JSON.stringify(calls)).toContain('Nothing is announced yet');
});
