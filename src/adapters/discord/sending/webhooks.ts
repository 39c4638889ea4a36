import { z } from 'zod';
import { botName } from '../../../core/labels.ts';
import { isOlder } from '../snowflake.ts';
import { webhookAvatar } from './avatar.ts';
import type { Fault } from './fault.ts';
import { isFault, type PostingClient } from './posting-client.ts';

/** A webhook of ours. The token speaks for it, so it is held in memory only, and in no log. */
export type Webhook = Readonly<{ id: string; token: string }>;

const webhookSchema = z.object({ id: z.string().regex(/^\d+$/), token: z.string().min(1) });
const listSchema = z.array(z.object({ application_id: z.string().nullish() }).loose());

/**
 * The webhooks under which personas speak: one on each channel, for all its threads. `find` answers ours, or `undefined` where there is none; `get` makes one
 * where there is none; `forget` is told of one that Discord does not know any more.
 */
export type Webhooks = Readonly<{
  find: (channel: string, signal?: AbortSignal) => Promise<Webhook | undefined | Fault>;
  get: (channel: string, signal?: AbortSignal) => Promise<Webhook | Fault>;
  forget: (channel: string, webhook: Webhook) => void;
}>;

type Parts = Readonly<{ client: PostingClient; applicationId: string }>;

const needs = 'Manage Webhooks';
const pathOf = (channel: string): string => `/channels/${channel}/webhooks`;

const listOurs = async ({ client, applicationId }: Parts, channel: string, signal?: AbortSignal): Promise<Webhook | undefined | Fault> => {
  const result = await client.call({ method: 'GET', path: pathOf(channel), needs }, signal);
  if (isFault(result)) return result;
  const list = listSchema.safeParse(result.said).data;
  if (!list) return { fault: 'unknown', error: 'no_list' };
  const ours = list.filter((one) => one.application_id === applicationId).flatMap((one) => webhookSchema.safeParse(one).data ?? []);
  return ours.toSorted((one, other) => (isOlder(one.id, other.id) ? -1 : 1))[0];
};

const make = async ({ client }: Parts, channel: string, signal?: AbortSignal): Promise<Webhook | Fault> => {
  const body = { name: botName, avatar: webhookAvatar };
  const result = await client.call({ method: 'POST', path: pathOf(channel), needs, body }, signal);
  if (isFault(result)) return result;
  return webhookSchema.safeParse(result.said).data ?? { fault: 'unknown', error: 'no_webhook' };
};

/**
 * Makes them. A webhook is ours when our app made it (`application_id`): its token comes with the list then, so none is ever stored. Two panels that begin at once share
 * one request, and the list is read again before anything is made. Where two processes have made one each, both use the older.
 */
export const createWebhooks = (parts: Parts): Webhooks => {
  const known = new Map<string, Webhook>();
  const underWay = new Map<string, Promise<Webhook | Fault>>();

  const find: Webhooks['find'] = async (channel, signal) => {
    const result = known.get(channel) ?? (await listOurs(parts, channel, signal));
    if (result && !isFault(result)) known.set(channel, result);
    return result;
  };
  const findOrMake = async (channel: string, signal?: AbortSignal): Promise<Webhook | Fault> => {
    const found = await find(channel, signal);
    if (found) return found;
    const made = await make(parts, channel, signal);
    if (!isFault(made)) known.set(channel, made);
    return made;
  };

  return {
    find,
    get: (channel, signal) => {
      const work = underWay.get(channel) ?? findOrMake(channel, signal).finally(() => underWay.delete(channel));
      underWay.set(channel, work);
      return work;
    },
    forget: (channel, { id }) => {
      if (known.get(channel)?.id === id) known.delete(channel);
    },
  };
};
