import { z } from 'zod';
import { type SpaceId, spaceId } from '../../../core/ids.ts';
import type { Button } from '../../../core/message.ts';
import type { Invocation } from '../../../ports/command.ts';
import { decodePress, pressActionPrefix } from './press.ts';
import { readMessageText, unescapeText } from './typed-text.ts';

/*
 * What Slack sends, as invocations. Pure: the role of the person is not in any payload and is asked for later. Of each payload only the fields that are
 * used are read (docs.slack.dev/interactivity/implementing-slash-commands, /reference/interaction-payloads, /apis/events-api).
 */

/** A request of a person, read from a payload. `name` is the best that the payload holds. */
export type Received = Readonly<{
  invocation: Omit<Invocation, 'actor'>;
  person: Readonly<{ id: string; name: string }>;
  /** Where an answer can be given without a token; absent for events and forms. */
  responseUrl?: string;
  /** Opens one form within 3 s; absent for events. */
  triggerId?: string;
  /** The conversation is known to be shared with another organisation. Most payloads do not say. */
  isShared: boolean;
  /** It was a press in a message that only this person sees. */
  inPrivate?: true;
}>;

const someId = z.string().min(1);
const missingId = someId.nullish();

const commandSchema = z.object({
  command: z.string().regex(/^\/./),
  text: z.string().default(''),
  trigger_id: someId,
  user_id: someId,
  user_name: z.string().default(''),
  channel_id: someId,
  team_id: missingId,
  enterprise_id: missingId,
  is_enterprise_install: z.string().optional(),
  response_url: z.url().optional(),
});

/** The parts that all interactions share. `team` is null for an org-wide install. */
export const interactionSchema = z.object({
  trigger_id: someId,
  user: z.object({ id: someId, name: z.string().optional(), username: z.string().optional(), team_id: missingId }),
  team: z.object({ id: missingId, enterprise_id: missingId }).nullish(),
  enterprise: z.object({ id: missingId }).nullish(),
  is_enterprise_install: z.boolean().nullish(),
  response_url: z.url().optional(),
});

const messageSchema = z.object({ ts: someId, thread_ts: someId.optional(), text: z.string().default('') });

const pressSchema = interactionSchema.extend({
  channel: z.object({ id: someId }),
  // A private message is not sent back with a press on it.
  message: messageSchema.optional(),
  container: z.object({ message_ts: someId, thread_ts: someId.optional(), is_ephemeral: z.boolean().nullish() }),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string() })], z.unknown()),
});

const shortcutSchema = interactionSchema.extend({ channel: z.object({ id: someId }), message: messageSchema });

/** What wraps every event. `authorizations` names the install for which it was sent; in a shared channel `team_id` may be the other side's. */
const eventSchema = z.object({
  team_id: missingId,
  enterprise_id: missingId,
  context_team_id: missingId,
  authorizations: z
    .array(z.object({ team_id: missingId, enterprise_id: missingId, is_enterprise_install: z.boolean().nullish() }))
    .nullish(),
  is_ext_shared_channel: z.boolean().nullish(),
});

const wordsSchema = eventSchema.extend({
  event: z.object({
    type: z.enum(['app_mention', 'message']),
    user: someId,
    text: z.string().default(''),
    ts: someId,
    thread_ts: someId.optional(),
    channel: someId,
    channel_type: z.string().optional(),
    subtype: z.string().optional(),
    bot_id: z.string().optional(),
  }),
});

type Ids = Readonly<{ team?: string | null | undefined; enterprise?: string | null | undefined; isOrg: boolean }>;

const spaceOfIds = ({ team, enterprise, isOrg }: Ids): SpaceId | undefined => {
  const id = isOrg && enterprise ? enterprise : team || enterprise;
  return id ? spaceId('slack', id) : undefined;
};

const spaceOfEvent = (event: z.infer<typeof eventSchema>): SpaceId | undefined => {
  const [install] = event.authorizations ?? [];
  if (install)
    return spaceOfIds({ team: install.team_id, enterprise: install.enterprise_id, isOrg: install.is_enterprise_install === true });
  return spaceOfIds({ team: event.context_team_id ?? event.team_id, enterprise: event.enterprise_id, isOrg: false });
};

const formTeamSchema = z.object({ view: z.object({ app_installed_team_id: missingId }).optional() });

/**
 * The space that a payload belongs to: the organisation for an org-wide install, else the workspace that installed the app, also in a channel shared with
 * another organisation. `undefined` for what is no payload.
 */
export const spaceOf = (body: unknown): SpaceId | undefined => {
  const command = commandSchema.safeParse(body).data;
  if (command)
    return spaceOfIds({ team: command.team_id, enterprise: command.enterprise_id, isOrg: command.is_enterprise_install === 'true' });
  const interaction = interactionSchema.safeParse(body).data;
  if (interaction) {
    const { team, enterprise, user, is_enterprise_install: org } = interaction;
    const installed = formTeamSchema.safeParse(body).data?.view?.app_installed_team_id;
    return spaceOfIds({
      team: installed ?? team?.id ?? user.team_id,
      enterprise: enterprise?.id ?? team?.enterprise_id,
      isOrg: org === true,
    });
  }
  const event = eventSchema.safeParse(body).data;
  return event && spaceOfEvent(event);
};

const placeAt = (channel: string, thread?: string): Invocation['place'] => ({
  surface: 'slack',
  channel,
  ...(thread === undefined ? {} : { thread }),
});

type Interaction = z.infer<typeof interactionSchema>;

/** What an interaction says besides the invocation. */
export const partsOfInteraction = (one: Interaction): Omit<Received, 'invocation'> => ({
  person: { id: one.user.id, name: one.user.name ?? one.user.username ?? '' },
  triggerId: one.trigger_id,
  ...(one.response_url === undefined ? {} : { responseUrl: one.response_url }),
  isShared: false,
});

/** The key of a delivery with a `trigger_id`, which is new for each command, press and submission. */
export const keyOfTrigger = (triggerId: string): string => `slack:${triggerId}`;

/** A slash command. It has no thread: Slack does not offer them there. */
export const readCommand = (body: unknown): Received | undefined => {
  const one = commandSchema.safeParse(body).data;
  const space = spaceOf(body);
  if (!one || !space) return undefined;
  return {
    invocation: {
      deliveryKey: keyOfTrigger(one.trigger_id),
      space,
      place: placeAt(one.channel_id),
      command: one.command.slice(1),
      text: unescapeText(one.text),
    },
    person: { id: one.user_id, name: one.user_name },
    triggerId: one.trigger_id,
    ...(one.response_url === undefined ? {} : { responseUrl: one.response_url }),
    isShared: false,
  };
};

/** A press of one of our buttons, in the thread of its message; on a private message, where that stands. `asks`: a form has to be shown first. */
export const readPress = (body: unknown): (Received & Readonly<{ asks?: NonNullable<Button['asks']> }>) | undefined => {
  const one = pressSchema.safeParse(body).data;
  const space = spaceOf(body);
  const [button] = one?.actions ?? [];
  const carried = button?.action_id.startsWith(pressActionPrefix) ? decodePress(button.value) : undefined;
  if (!one || !space || !carried) return undefined;
  const { channel, message, container, trigger_id: trigger } = one;
  const root = container.is_ephemeral === true ? undefined : container.message_ts;
  const place = placeAt(channel.id, message?.thread_ts ?? container.thread_ts ?? root);
  return {
    invocation: { deliveryKey: keyOfTrigger(trigger), space, place, text: '', ...carried.press },
    ...partsOfInteraction(one),
    ...(container.is_ephemeral === true ? { inPrivate: true } : {}),
    ...(carried.asks ? { asks: carried.asks } : {}),
  };
};

/** The message shortcut "Ask the panel": a panel on the words of that message, in its thread. They were not written as a command, so no option is read from them. */
export const readShortcut = (body: unknown): Received | undefined => {
  const one = shortcutSchema.safeParse(body).data;
  const space = spaceOf(body);
  if (!one || !space) return undefined;
  const { channel, message, trigger_id: trigger } = one;
  const place = placeAt(channel.id, message.thread_ts ?? message.ts);
  const text = readMessageText(message.text);
  return {
    invocation: { deliveryKey: keyOfTrigger(trigger), space, place, command: 'panel', action: [], text },
    ...partsOfInteraction(one),
  };
};

/** Messages that people write carry no subtype, but for these two. */
const writtenByPeople: ReadonlySet<string | undefined> = new Set([undefined, 'file_share', 'thread_broadcast']);

/**
 * A mention of the bot in a channel, or a message to it in a direct conversation: a panel on those words, in that thread. `undefined` for what bots
 * wrote, for edits and other news about messages, and for messages elsewhere. The key is made of channel, timestamp and type, not of the `event_id`: Slack has delivered one message
 * under several of those, and no other message shares these three.
 */
export const readWords = (body: unknown): Received | undefined => {
  const one = wordsSchema.safeParse(body).data;
  const space = spaceOf(body);
  if (!one || !space) return undefined;
  const { type, user, text, ts, thread_ts: thread, channel, channel_type: kind, subtype, bot_id: bot } = one.event;
  const isDirect = channel.startsWith('D') || kind === 'im';
  if (bot !== undefined || !writtenByPeople.has(subtype) || isDirect !== (type === 'message')) return undefined;
  return {
    invocation: {
      deliveryKey: `slack:${channel}:${ts}:${type}`,
      space,
      place: placeAt(channel, thread ?? ts),
      command: 'panel',
      text: readMessageText(text),
    },
    person: { id: user, name: '' },
    isShared: one.is_ext_shared_channel === true,
  };
};
