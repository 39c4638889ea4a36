import { createHash } from 'node:crypto';
import type { LabelledMessage } from '../../../core/labels.ts';
import { Recent } from '../../../core/recent.ts';
import type { ChartPicture } from '../../../ports/pictures.ts';
import { discordLimits } from '../limits.ts';
import { type PreparedButton, type RenderOptions, usernameOf } from '../render/render.ts';
import { createHeldAttachments, type Held, withPictures } from './attachments.ts';
import { codes, type Fault, isRefusedWith } from './fault.ts';
import { channelOf, titleOf, type Where } from './places.ts';
import { type Call, type Done, isFault, type PostingClient } from './posting-client.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

type Message = Readonly<{
  where: Where;
  message: LabelledMessage;
  buttons: readonly PreparedButton[];
  pictures: readonly ChartPicture[];
}>;
/** `isBare`: Discord did not take the pictures, so they are left out. */
type Simpler = Pick<RenderOptions, 'isPlain' | 'isNamed'> & Readonly<{ isBare?: boolean }>;

/** What Discord keeps the bot's own messages apart by: the same for the same key, also after a restart (resources/message.mdx, `enforce_nonce`). */
const nonceOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, discordLimits.nonce);

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const refOf = (result: Done | Fault): Readonly<{ ref: string }> | Fault => {
  if (isFault(result)) return result;
  const id = member(result.said, 'id');
  return typeof id === 'string' && /^\d+$/.test(id) ? { ref: id } : { fault: 'unknown', error: 'no_id' };
};

const threadQuery = (where: Where): Readonly<Record<string, string>> => (where.kind === 'thread' ? { thread_id: where.thread } : {});

const contentOf = ({ message, buttons, pictures }: Message, { isBare, isPlain, ...simpler }: Simpler, held: Held = new Map()) =>
  withPictures(message, { buttons, ...simpler, isPlain: isPlain === true, pictures: isBare || isPlain ? [] : pictures, held });

const sendByBot = (request: Message, key: string, simpler: Simpler): Call => {
  const { where, message } = request;
  const { body, files } = contentOf(request, simpler);
  if (where.kind === 'post') {
    const post = { name: titleOf(message), message: body };
    return { method: 'POST', path: `/channels/${where.channel}/threads`, needs: 'Send Messages', body: post, files };
  }
  const isInThread = where.kind === 'thread';
  return {
    method: 'POST',
    path: `/channels/${isInThread ? where.thread : where.channel}/messages`,
    needs: isInThread ? 'Send Messages in Threads' : 'Send Messages',
    body: { ...body, nonce: nonceOf(key), enforce_nonce: true },
    files,
  };
};

const sendByWebhook = (request: Message, webhook: Webhook, simpler: Simpler): Call => {
  const { body, files } = contentOf(request, simpler);
  return {
    method: 'POST',
    path: `/webhooks/${webhook.id}/${webhook.token}`,
    needs: 'Manage Webhooks',
    query: { wait: 'true', ...threadQuery(request.where) },
    body: { ...body, username: usernameOf(request.message, simpler.isNamed === true) },
    files,
    isByWebhook: true,
  };
};

/** Messages that Discord took in a simpler form only, and which are known to need it when they are sent again. */
const mostSimple = 1_000;

const isSimplest = ({ isPlain, isNamed }: Simpler, { fields }: Extract<Fault, { fault: 'refused' }>): boolean =>
  fields.includes('username') ? isNamed === true : isPlain === true;

type Work<On> = (on: On) => Promise<Done | Fault>;

/** Refusals that pictures can be the reason of: no Attach Files, too large, or a form that Discord does not take. */
const pictureCodes: readonly number[] = [codes.missingPermission, codes.tooLarge, codes.formBody];

/** No pictures, where there are any; the name in the body in place of the name above; text in place of components. */
const createSimplify = () => {
  const simple = new Recent<Simpler>(mostSimple);
  return async (name: string, { pictures }: Message, send: Work<Simpler>): Promise<Done | Fault> => {
    let simpler = simple.get(name) ?? {};
    for (;;) {
      const result = await send(simpler);
      if (pictures.length > 0 && !simpler.isBare && isRefusedWith(result, ...pictureCodes)) {
        simpler = { ...simpler, isBare: true };
        simple.set(name, simpler);
        continue;
      }
      if (!isFault(result) || result.fault !== 'refused' || result.code !== codes.formBody || isSimplest(simpler, result)) return result;
      simpler = result.fields.includes('username') ? { ...simpler, isNamed: true } : { ...simpler, isPlain: true };
      simple.set(name, simpler);
    }
  };
};

/** What a fault means that came before the message was on its way: nothing can be there, so it may be tried again. */
export const beforeSending = (fault: Fault): Fault => (fault.fault === 'unknown' ? { fault: 'unsent' } : fault);

/** `send` through the channel's webhook, and once more through a new one where Discord does not know it any more. */
const throughWebhook = async (
  webhooks: Webhooks,
  { channel, signal }: Readonly<{ channel: string; signal: AbortSignal }>,
  send: Work<Webhook>,
): Promise<Done | Fault> => {
  const webhook = await webhooks.get(channel, signal);
  if (isFault(webhook)) return beforeSending(webhook);
  const result = await send(webhook);
  if (!isRefusedWith(result, codes.unknownWebhook, codes.webhookToken)) return result;
  webhooks.forget(channel, webhook);
  const next = await webhooks.get(channel, signal);
  return isFault(next) ? beforeSending(next) : send(next);
};

type Tools = Readonly<{ client: PostingClient; webhooks: Webhooks }>;
type Request = Message & Readonly<{ key: string; signal: AbortSignal }>;

const byWebhook = (where: Where, { id, token }: Webhook, ref: string) =>
  ({
    path: `/webhooks/${id}/${token}/messages/${ref}`,
    needs: 'Manage Webhooks',
    query: threadQuery(where),
    isByWebhook: true,
  }) as const;

const byBot = (where: Where, ref: string) => `/channels/${channelOf(where, ref)}/messages/${ref}`;

/** Takes a message away: a persona's through its webhook, which needs no permission, and any other as the bot's own. */
const removeWith =
  ({ client, webhooks }: Tools) =>
  async (where: Where, ref: string): Promise<Fault | undefined> => {
    const webhook = await webhooks.find(where.channel);
    if (webhook && !isFault(webhook)) {
      if (!isFault(await client.call({ method: 'DELETE', ...byWebhook(where, webhook, ref) }))) return undefined;
    }
    const result = await client.call({ method: 'DELETE', path: byBot(where, ref), needs: 'Manage Messages' });
    return isFault(result) && !isRefusedWith(result, codes.unknownMessage, codes.unknownChannel) ? result : undefined;
  };

/**
 * Sends, changes and removes single messages. A refusal of the form (50035) is answered with a simpler one, and a webhook that somebody deleted with a new one,
 * once: after such a refusal nothing was stored, so nothing is there twice.
 */
export const createSending = (tools: Tools) => {
  const { client, webhooks } = tools;
  const simplify = createSimplify();
  const attachments = createHeldAttachments();
  const post = (request: Request): Promise<Done | Fault> => {
    const { where, message, key, signal } = request;
    if (!message.sender.persona) return simplify(key, request, (simpler) => client.call(sendByBot(request, key, simpler), signal));
    return throughWebhook(webhooks, { channel: where.channel, signal }, (webhook) =>
      simplify(key, request, (simpler) => client.call(sendByWebhook(request, webhook, simpler), signal)),
    );
  };
  return {
    /** Sends one message. `key` follows it, as its nonce or in its buttons. */
    send: async (request: Request): Promise<Readonly<{ ref: string }> | Fault> => {
      const result = await post(request);
      const sent = refOf(result);
      if (!isFault(sent) && !isFault(result)) attachments.note(sent.ref, result.said);
      return sent;
    },

    /** Puts a message in the place of another. A webhook that is gone takes its messages' editing with it. */
    edit: async (request: Message & Readonly<{ ref: string }>): Promise<Done | Fault> => {
      const { where, ref, message } = request;
      const patch = async (call: Pick<Call, 'path' | 'needs' | 'query' | 'isByWebhook'>): Promise<Done | Fault> => {
        const result = await simplify(ref, request, (simpler) =>
          client.call({ ...call, method: 'PATCH', ...contentOf(request, simpler, attachments.of(ref)) }),
        );
        if (!isFault(result)) attachments.note(ref, result.said);
        return result;
      };
      if (!message.sender.persona) return patch({ path: byBot(where, ref), needs: 'Send Messages' });
      const webhook = await webhooks.find(where.channel);
      if (!webhook) return { fault: 'unsent' };
      return isFault(webhook) ? webhook : patch(byWebhook(where, webhook, ref));
    },

    remove: removeWith(tools),
  };
};
