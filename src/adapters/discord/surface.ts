import { createAttempts } from '../../core/attempts.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { LabelledMessage } from '../../core/labels.ts';
import type { Place } from '../../core/panel/panel.ts';
import type { ChatSurface, PostOutcome } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { DrawCharts } from '../../ports/pictures.ts';
import type { KeptPresses } from './intake/press.ts';
import { discordMessageLimits } from './limits.ts';
import { prepareButtons } from './render/buttons.ts';
import { codes, describeFault, type Fault, isRefusedWith } from './sending/fault.ts';
import { findMessage } from './sending/find-message.ts';
import { createPlaces, titleOf } from './sending/places.ts';
import { type Done, isFault, type PostingClient } from './sending/posting-client.ts';
import { beforeSending, createSending } from './sending/sending.ts';
import { createWebhooks } from './sending/webhooks.ts';
import { snowflakeOf, timeOfSnowflake } from './snowflake.ts';

/** How long to wait when there is no way to Discord. */
const unreachableMs = 5_000;
/** A wait of no time would be a loop. */
const leastWaitMs = 250;
/** How often one edit waits, and how long at most each time. */
const mostWaits = 3;
const longestWaitMs = 10_000;

const outcomeOf = (fault: Fault): PostOutcome => {
  switch (fault.fault) {
    case 'limited':
      return { outcome: 'unsent', retryAfterMs: Math.max(leastWaitMs, fault.retryAfterMs) };
    case 'unsent':
      return { outcome: 'unsent', retryAfterMs: unreachableMs };
    case 'refused':
      return { outcome: 'refused', reason: `${fault.code} ${fault.sentence}` };
    case 'unknown':
      return { outcome: 'unknown' };
  }
};

type Parts = Readonly<{
  client: PostingClient;
  /** The app's id, by which its webhooks are known, and its bot's, which is another one for old apps. */
  applicationId: string;
  botUserId: string;
  kept: KeptPresses;
  /** Draws the charts of messages; without it they stand in words. */
  drawCharts?: DrawCharts;
  clock: Clock;
  log: Log;
}>;

const drawNone: DrawCharts = async () => [];

/** What the methods share. */
const openTools = (parts: Parts) => {
  const { client, applicationId } = parts;
  const webhooks = createWebhooks({ client, applicationId });
  const sending = createSending({ client, webhooks });
  return {
    drawCharts: drawNone,
    ...parts,
    webhooks,
    sending,
    places: createPlaces(client),
    attempts: createAttempts(parts.clock, { ofTime: snowflakeOf, timeOf: timeOfSnowflake }),
  };
};
type Tools = ReturnType<typeof openTools>;

/** A store that does not answer costs a message its buttons for now, so it is tried again. */
const buttonsFor = async ({ kept }: Tools, space: SpaceId, message: LabelledMessage, key?: string) => {
  try {
    return await prepareButtons({ space, kept }, message, key);
  } catch {
    return undefined;
  }
};

const postWith =
  (tools: Tools): ChatSurface['post'] =>
  async ({ space, place, key, message, signal }) => {
    const { places, attempts, sending, drawCharts, log } = tools;
    if (signal.aborted) return { outcome: 'unsent', retryAfterMs: 0 };
    const buttons = await buttonsFor(tools, space, message, key);
    if (!buttons) return { outcome: 'unsent', retryAfterMs: unreachableMs };
    const where = await places.resolve(space, place, { name: titleOf(message), signal });
    if (isFault(where)) return outcomeOf(beforeSending(where));
    const pictures = await drawCharts(message);
    const attempt = attempts.begin(space, key);
    const result = await sending.send({ where, message, buttons, pictures, key, signal });
    attempt.end();
    if (isFault(result)) {
      if (result.fault === 'unknown') log.warn('discord did not say whether it posted', { space, ...describeFault(result) });
      return outcomeOf(result);
    }
    attempt.sent(result.ref);
    if (where.kind === 'opens') {
      const fault = await places.open(where.channel, result.ref, titleOf(message), signal);
      // The message is there; whoever posts into the thread next opens it.
      if (fault) log.warn('discord did not open a thread', { space, ...describeFault(fault) });
    }
    return { outcome: 'sent', ref: result.ref };
  };

const findWith =
  (tools: Tools): ChatSurface['find'] =>
  async ({ space, place, key }) => {
    const where = await tools.places.resolve(space, place);
    // A post is refused as well then, so nothing can be there twice, and the panel comes to an end.
    if (isFault(where)) return where.fault === 'refused' ? 'absent' : 'unsure';
    const { oldest, settled } = tools.attempts.look(space, key, place.thread);
    const result = await findMessage(tools, { where, oldest, key });
    if (result !== 'none') return result;
    return settled ? 'absent' : 'unsure';
  };

/** Edits wait where Discord asks to: no other may follow a panel's last one. Those that overtake each other meanwhile become one. */
const editInTime = async ({ clock }: Tools, edit: () => Promise<Done | Fault>): Promise<Done | Fault> => {
  for (let waits = 0; ; waits += 1) {
    const result = await edit();
    if (!isFault(result) || result.fault !== 'limited' || waits === mostWaits || result.retryAfterMs > longestWaitMs) return result;
    await clock.sleep(Math.max(leastWaitMs, result.retryAfterMs));
  }
};

const editWith =
  (tools: Tools): ChatSurface['edit'] =>
  async ({ space, place, ref, message }) => {
    const buttons = await buttonsFor(tools, space, message);
    if (!buttons) return false;
    const where = await tools.places.resolve(space, place);
    if (isFault(where)) return false;
    const pictures = await tools.drawCharts(message);
    const result = await editInTime(tools, () => tools.sending.edit({ where, ref, message, buttons, pictures }));
    if (isFault(result)) tools.log.warn('discord did not take an edit', { space, ...describeFault(result) });
    return !isFault(result);
  };

const removeWith =
  (tools: Tools): ChatSurface['remove'] =>
  async ({ space, place, ref }) => {
    const where = await tools.places.resolve(space, place);
    // A thread that was deleted took its messages with it.
    if (isFault(where)) return isRefusedWith(where, codes.unknownChannel);
    const fault = await tools.sending.remove(where, ref);
    if (fault) tools.log.warn('discord did not delete a message', { space, ...describeFault(fault) });
    return fault === undefined;
  };

/** Discord as a place where people read, and a question to ask before a panel is taken on. */
export type DiscordSurface = ChatSurface &
  Readonly<{
    /** Why no persona can speak in a place, as a sentence for whoever asks; `undefined` when nothing is known to stand in the way. Makes the webhook ready. */
    findObjection: (space: SpaceId, place: Place) => Promise<string | undefined>;
  }>;

/**
 * Discord as a place where people read. Personas speak through a webhook on the channel, everything else is the bot's own message. A message that cannot be seen
 * counts as absent only after a whole look some seconds after the attempt.
 */
export const createDiscordSurface = (parts: Parts): DiscordSurface => {
  const tools = openTools(parts);
  return {
    name: 'discord',
    limits: discordMessageLimits,
    /*
     * Discord publishes no figure and asks to read its headers. Seen are 5 messages in 2 s for a webhook and 30 in 60 s for a channel
     * (github.com/discord/discord-api-docs/issues/367, /issues/6753). Half a second keeps the first. It does not keep the second, which three panels in one minute
     * would meet: two seconds between messages would make every panel wait for what hardly ever happens, and a 429 keeps the order and loses nothing.
     */
    paceMs: 500,
    paceKey: ({ channel }) => channel,
    post: postWith(tools),
    find: findWith(tools),
    edit: editWith(tools),
    remove: removeWith(tools),
    findObjection: async (space, place) => {
      const where = await tools.places.resolve(space, place);
      const result = isFault(where) ? where : await tools.webhooks.get(where.channel);
      return isFault(result) && result.fault === 'refused' ? result.sentence : undefined;
    },
  };
};
