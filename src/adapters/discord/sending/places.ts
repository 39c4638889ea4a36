import { z } from 'zod';
import { type SpaceId, spaceId } from '../../../core/ids.ts';
import type { LabelledMessage } from '../../../core/labels.ts';
import type { Place } from '../../../core/panel/panel.ts';
import { Recent } from '../../../core/recent.ts';
import { threadName } from '../render/names.ts';
import { codes, type Fault, isRefusedWith } from './fault.ts';
import { isFault, type PostingClient } from './posting-client.ts';

/**
 * Where a message goes. `opens`: into a channel, where it is to begin a thread. `post`: it becomes a new post of a forum. `thread`: into a thread, whose id is that of its
 * first message where a message began it. `direct`: into a channel without threads, such as the chat of a voice channel. `channel` is the one that has the webhook.
 */
export type Where = Readonly<
  { channel: string; guild: string } & ({ kind: 'opens' | 'post' | 'direct' } | { kind: 'thread'; thread: string })
>;

/** What a message without a thread does in a channel, by the channel's type (resources/channel.mdx). Voice channels and stages have a chat without threads. */
const kinds: ReadonlyMap<number, 'opens' | 'post' | 'direct'> = new Map([
  [0, 'opens'],
  [2, 'direct'],
  [5, 'opens'],
  [13, 'direct'],
  [15, 'post'],
  [16, 'post'],
]);

const channelSchema = z.object({ id: z.string(), type: z.number(), guild_id: z.string(), parent_id: z.string().nullish() });
type Channel = z.infer<typeof channelSchema>;

/** Channels and threads that are remembered. What they are does not change. */
const mostKnown = 2_000;

const notHere = (sentence: string): Fault => ({ fault: 'refused', status: 0, code: 0, sentence, fields: [] });

/** What a thread is called: the panel, and what it is about where the message that opens it says so. */
export const titleOf = ({ metadata, blocks }: LabelledMessage): string => {
  const number = metadata['panel'];
  const [first] = blocks;
  const about = first?.type === 'heading' ? first.text : first?.type === 'table' ? first.rows.map((row) => row[1] ?? '').join(' | ') : '';
  return threadName(`AI panel${number === undefined ? '' : ` ${number}`}${about.trim() === '' ? '' : `: ${about}`}`);
};

/** The message or post that a channel id and a message id lead to: the first message of a forum post has its thread's id. */
export const channelOf = (where: Where, ref: string): string => {
  if (where.kind === 'thread') return where.thread;
  return where.kind === 'post' ? ref : where.channel;
};

const createLook = (client: PostingClient) => {
  const channels = new Recent<Channel>(mostKnown);
  return async (id: string, signal?: AbortSignal): Promise<Channel | Fault> => {
    const known = channels.get(id);
    if (known) return known;
    const result = await client.call({ method: 'GET', path: `/channels/${id}`, needs: 'View Channel' }, signal);
    if (isFault(result)) return result;
    const { data } = channelSchema.safeParse(result.said);
    if (!data) return notHere('This is no channel of a server.');
    channels.set(id, data);
    return data;
  };
};

type Look = ReturnType<typeof createLook>;

const createThreads = (client: PostingClient, look: Look) => {
  /** Threads that were there once. One that is deleted is not opened again: its first post is refused, and so are the others. */
  const threads = new Recent<true>(mostKnown);

  /** Opens the thread of a message. It has the message's id, so one that is there already is the one that was meant. */
  const open = async (channel: string, message: string, name: string, signal?: AbortSignal): Promise<Fault | undefined> => {
    const path = `/channels/${channel}/messages/${message}/threads`;
    const result = await client.call({ method: 'POST', path, needs: 'Create Public Threads', body: { name } }, signal);
    if (isFault(result) && !isRefusedWith(result, codes.threadExists)) return result;
    threads.set(message, true);
    return undefined;
  };

  /** The worker that posted the first message may have stopped before it opened the thread. */
  const enter = async (channel: Channel, thread: string, name: string | undefined, signal?: AbortSignal): Promise<Fault | undefined> => {
    if (threads.has(thread)) return undefined;
    const found = await look(thread, signal);
    if (isRefusedWith(found, codes.unknownChannel) && name !== undefined && kinds.get(channel.type) === 'opens') {
      return open(channel.id, thread, name, signal);
    }
    if (isFault(found)) return found;
    if (found.parent_id !== channel.id) return notHere('The thread belongs to another channel.');
    threads.set(thread, true);
    return undefined;
  };

  return { open, enter };
};

/** Finds out where the messages of a place go, and opens threads. */
export const createPlaces = (client: PostingClient) => {
  const look = createLook(client);
  const { open, enter } = createThreads(client, look);
  return {
    open,
    /** With `name`, a thread that is not there yet is opened under it. */
    resolve: async (
      space: SpaceId,
      { channel: id, thread }: Place,
      { name, signal }: Readonly<{ name?: string; signal?: AbortSignal }> = {},
    ): Promise<Where | Fault> => {
      const channel = await look(id, signal);
      if (isFault(channel)) return channel;
      if (spaceId('discord', channel.guild_id) !== space) return notHere('The channel belongs to another server.');
      const where = { channel: id, guild: channel.guild_id };
      const kind = kinds.get(channel.type);
      if (kind === undefined) return notHere('No panel can be in this kind of channel.');
      if (thread === undefined || kind === 'direct') return { ...where, kind };
      const fault = await enter(channel, thread, name, signal);
      return fault ?? { ...where, kind: 'thread', thread };
    },
  };
};
