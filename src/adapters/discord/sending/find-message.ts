import { z } from 'zod';
import { markOfCustomId, markOfKey } from '../intake/press.ts';
import { discordLimits } from '../limits.ts';
import { isOlder } from '../snowflake.ts';
import { codes, isRefusedWith } from './fault.ts';
import type { Where } from './places.ts';
import { type Call, isFault, type PostingClient } from './posting-client.ts';
import type { Webhooks } from './webhooks.ts';

/** Pages of one look. A channel in which more was said in a minute is looked through again later. */
const mostPages = 5;
/** Messages whose buttons have to be asked for one by one, and forum posts that are looked into, in one look. */
const mostSingle = 25;

/** Refusals that a new post would meet too: what cannot be seen any more cannot be there twice, and waiting would not help. */
const isGone = (result: unknown): boolean => isRefusedWith(result, codes.unknownChannel, codes.missingAccess);

const messageSchema = z.object({
  id: z.string().regex(/^\d+$/),
  author: z.object({ id: z.string() }),
  application_id: z.string().nullish(),
  webhook_id: z.string().nullish(),
  components: z.array(z.unknown()).nullish(),
});
type Message = z.infer<typeof messageSchema>;

const threadsSchema = z.object({
  threads: z.array(z.object({ id: z.string().regex(/^\d+$/), parent_id: z.string().nullish(), owner_id: z.string().nullish() })),
});

type Tools = Readonly<{ client: PostingClient; webhooks: Webhooks; applicationId: string; botUserId: string }>;
type Look = Readonly<{ where: Where; oldest: string; key: string }>;
type Found = Readonly<{ found: string }> | 'none' | 'unsure';

/** The marks that the buttons of a message carry, wherever they hang. */
const marksIn = (part: unknown): readonly string[] => {
  if (Array.isArray(part)) return part.flatMap(marksIn);
  if (typeof part !== 'object' || part === null) return [];
  const own: unknown = Reflect.get(part, 'custom_id');
  const mark = typeof own === 'string' ? markOfCustomId(own) : undefined;
  return [...(mark === undefined ? [] : [mark]), ...marksIn(Reflect.get(part, 'components'))];
};

/** Other apps can use any `custom_id`, so the sender counts. */
const isOurs = ({ webhook_id, application_id, author }: Message, { applicationId, botUserId }: Tools): boolean =>
  webhook_id ? application_id === applicationId : author.id === botUserId;

const readOne = async ({ client }: Tools, call: Pick<Call, 'path' | 'query' | 'isByWebhook'>): Promise<Message | 'none' | 'unsure'> => {
  const result = await client.call({ method: 'GET', needs: 'Read Message History', ...call });
  if (isFault(result)) return isRefusedWith(result, codes.unknownMessage) || isGone(result) ? 'none' : 'unsure';
  return messageSchema.safeParse(result.said).data ?? 'unsure';
};

/**
 * Without the intent for message content, Discord may hide the buttons of a webhook's message in a list (events/gateway.mdx names the bot's own messages only).
 * The webhook itself is shown them.
 */
const marksOf = async (tools: Tools, { where }: Look, message: Message): Promise<readonly string[] | 'unsure'> => {
  if ((message.components ?? []).length > 0) return marksIn(message.components);
  if (!message.webhook_id) return [];
  const webhook = await tools.webhooks.find(where.channel);
  if (!webhook || isFault(webhook) || webhook.id !== message.webhook_id) return 'unsure';
  const query = where.kind === 'thread' ? { query: { thread_id: where.thread } } : {};
  const whole = await readOne(tools, {
    path: `/webhooks/${webhook.id}/${webhook.token}/messages/${message.id}`,
    ...query,
    isByWebhook: true,
  });
  return typeof whole === 'string' ? (whole === 'none' ? [] : whole) : marksIn(whole.components);
};

/** The message among these, newest first. */
const findAmong = async (tools: Tools, look: Look, messages: readonly Message[]): Promise<Found> => {
  const wanted = markOfKey(look.key);
  const ours = messages.filter((message) => isOurs(message, tools));
  let isSure = ours.length <= mostSingle || ours.every(({ components }) => (components ?? []).length > 0);
  for (const message of isSure ? ours : ours.slice(0, mostSingle)) {
    const marks = await marksOf(tools, look, message);
    if (marks === 'unsure') isSure = false;
    else if (marks.includes(wanted)) return { found: message.id };
  }
  return isSure ? 'none' : 'unsure';
};

/** The posts that the bot has begun in a forum lately. Each has its thread's id, and is its first message. */
const findPost = async (tools: Tools, look: Look): Promise<Found> => {
  const { where, oldest } = look;
  const path = `/guilds/${where.guild}/threads/active`;
  const result = await tools.client.call({ method: 'GET', path, needs: 'View Channel' });
  if (isFault(result)) return isGone(result) ? 'none' : 'unsure';
  const threads = threadsSchema.safeParse(result.said).data?.threads;
  if (!threads) return 'unsure';
  const own = threads.filter(
    ({ id, parent_id, owner_id }) => parent_id === where.channel && owner_id === tools.botUserId && !isOlder(id, oldest),
  );
  if (own.length > mostSingle) return 'unsure';
  for (const { id } of own) {
    const message = await readOne(tools, { path: `/channels/${id}/messages/${id}` });
    if (message === 'unsure') return 'unsure';
    if (message !== 'none' && marksIn(message.components).includes(markOfKey(look.key))) return { found: id };
  }
  return 'none';
};

/** Discord shows an empty list to whoever may not read a channel's history, without a word. Asked for one message, it says so. */
const mayRead = async ({ client }: Tools, channel: string, some: string): Promise<boolean> => {
  const result = await client.call({ method: 'GET', path: `/channels/${channel}/messages/${some}`, needs: 'Read Message History' });
  return !isFault(result) || isRefusedWith(result, codes.unknownMessage);
};

/**
 * Looks once through a thread, or through a channel, from the id `oldest` on for the message with this key. `none` when all of it was seen and the message is not
 * there; `unsure` when Discord did not show all of it.
 */
export const findMessage = async (tools: Tools, look: Look): Promise<Found> => {
  const { where, oldest } = look;
  if (where.kind === 'post') return findPost(tools, look);
  const channel = where.kind === 'thread' ? where.thread : where.channel;
  let before: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const query = { limit: String(discordLimits.page), ...(before === undefined ? {} : { before }) };
    const result = await tools.client.call({ method: 'GET', path: `/channels/${channel}/messages`, query, needs: 'Read Message History' });
    if (isFault(result)) return isGone(result) ? 'none' : 'unsure';
    const { data: messages } = z.array(messageSchema).safeParse(result.said);
    if (!messages) return 'unsure';
    if (messages.length === 0 && page === 0) return (await mayRead(tools, channel, oldest)) ? 'none' : 'unsure';
    const found = await findAmong(
      tools,
      look,
      messages.filter(({ id }) => !isOlder(id, oldest)),
    );
    if (found !== 'none') return found;
    before = messages.at(-1)?.id;
    if (before === undefined || messages.length < discordLimits.page || isOlder(before, oldest)) return 'none';
  }
  return 'unsure';
};
