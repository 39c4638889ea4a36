import { originalOf } from './answers.ts';
import { appPermissions, interactionChannel, memberPayload, userPayload } from './payloads.ts';
import { channelOf, guildOf, type Held, type State, until } from './state.ts';
import type { Fields, Interaction, StoredMessage } from './types.ts';
import { botPermissions, theApp } from './world.ts';

/** How a person acts. */
type Act = Readonly<{ locale?: string; isUserInstall?: boolean }>;

/** What an act is about. */
export type Deed = Readonly<{
  user: string;
  channel: string;
  /** 2 command, 3 component, 4 autocompletion, 5 modal. */
  type: number;
  data: Fields;
  act: Act;
  source?: StoredMessage | undefined;
  message?: Fields | undefined;
}>;

const payloadOf = (state: State, { user, type, data, act, message }: Deed, held: Omit<Held, 'payload'>): Fields => {
  const channel = channelOf(state, held.channel);
  const guild = channel.guild === undefined ? undefined : guildOf(state, channel.guild);
  const locale = act.locale ?? 'en-US';
  const context = guild ? 0 : channel.kind === 'dm' ? 1 : 2;
  const owners = held.isUserInstall ? { 1: user } : { 0: guild?.id ?? '0' };
  return {
    version: 1,
    id: held.id,
    application_id: theApp.id,
    type,
    token: held.token,
    data,
    channel_id: channel.id,
    channel: interactionChannel(state, channel, user),
    locale,
    app_permissions: String(appPermissions(state, channel, botPermissions)),
    entitlements: [],
    authorizing_integration_owners: owners,
    context,
    attachment_size_limit: 10 * 1_024 * 1_024,
    ...(guild
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: memberPayload(state, guild, user, channel),
        }
      : { user: userPayload(state, user) }),
    ...(message ? { message } : {}),
  };
};

const interactionOf = (state: State, held: Held, acknowledged: Interaction['acknowledged'], again: () => void): Interaction => {
  const original = (): StoredMessage | undefined => originalOf(state, held);
  return {
    id: held.id,
    token: held.token,
    user: held.user,
    channel: held.channel,
    payload: held.payload,
    acknowledged,
    callbacks: held.callbacks,
    original,
    answered: async () => {
      await until(state, () => original()?.isLoading === false, 'the answer to an interaction');
      const message = original();
      if (!message) throw new Error('the answer is gone');
      return message;
    },
    followUps: () => held.followUps.map((id) => state.find(held.channel, id)).filter((one) => one !== undefined),
    modal: () => held.modal,
    choices: () => {
      const choices = held.callbacks.find(({ type, code }) => type === 8 && code === undefined)?.data['choices'];
      // The callback was checked when it came: each has a name, and a text or number for its value.
      return Array.isArray(choices) ? (choices as readonly Readonly<{ name: string; value: string | number }>[]) : [];
    },
    again,
  };
};

/** Sends INTERACTION_CREATE, and answers what becomes of it. */
export const act = (state: State, deed: Deed): Interaction => {
  const channel = channelOf(state, deed.channel);
  const guild = channel.guild === undefined ? undefined : guildOf(state, channel.guild);
  const isAway = guild ? !guild.isInstalled : channel.kind === 'group';
  const id = state.nextId();
  const base: Omit<Held, 'payload'> = {
    id,
    token: `interaction-token-${id}-${'y'.repeat(60)}`,
    type: deed.type,
    user: deed.user,
    channel: deed.channel,
    guild: channel.guild,
    atMs: state.nowMs(),
    isUserInstall: deed.act.isUserInstall ?? isAway,
    source: deed.source?.id,
    callbacks: [],
    isAcknowledged: false,
    originalId: undefined,
    followUps: [],
    modal: undefined,
  };
  const held: Held = Object.assign(base, { payload: payloadOf(state, deed, base) });
  state.held.set(held.token, held);
  const taken = () => held.callbacks.find(({ code }) => code === undefined);
  const acknowledged = until(state, () => taken() !== undefined, 'the first answer to an interaction').then(() => {
    const callback = taken();
    if (!callback) throw new Error('the answer is gone');
    return callback;
  });
  // A test that does not ask for it must not fail by it.
  acknowledged.catch(() => {});
  const again = (): void => state.dispatch('INTERACTION_CREATE', held.payload, held.guild, 0);
  const interaction = interactionOf(state, held, acknowledged, again);
  state.interactions.push(interaction);
  again();
  return interaction;
};
