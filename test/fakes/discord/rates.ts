import { createHash } from 'node:crypto';
import { buckets, otherBucket, rules } from './rules.ts';
import type { State } from './state.ts';
import type { RestCall } from './types.ts';

/** A request that comes too soon. */
export type TooSoon = Readonly<{ retryAfterS: number; scope: 'user' | 'global' | 'shared' }>;

/** What the buckets say to a request: headers for its answer, and whether it comes too soon. */
export type Rate = Readonly<{ headers: Readonly<Record<string, string>>; tooSoon: TooSoon | undefined }>;

type Bucket = { startMs: number; used: number };

/** The rate limits of topics/rate-limits.mdx. A bucket is a route with the id of its channel, guild or webhook. */
export const createRates = (state: State) => {
  const open = new Map<string, Bucket>();
  const spoken = new Map<string, number[]>();
  const all: number[] = [];

  const bucketOf = (key: string, windowMs: number): Bucket => {
    const known = open.get(key);
    if (known && state.nowMs() - known.startMs < windowMs) return known;
    const fresh: Bucket = { startMs: state.nowMs(), used: 0 };
    open.set(key, fresh);
    return fresh;
  };

  /** More than 50 requests in a second, interactions apart. */
  const global = (call: RestCall): TooSoon | undefined => {
    if (call.auth !== 'bot') return undefined;
    const now = state.nowMs();
    while ((all[0] ?? now) <= now - 1_000) all.shift();
    if (all.length >= rules.globalPerSecond) return { retryAfterS: ((all[0] ?? now) + 1_000 - now) / 1_000, scope: 'global' };
    all.push(now);
    return undefined;
  };

  /** The channel's own measure for all that webhooks write in it and its threads. */
  const channel = (call: RestCall, isInteraction: boolean): TooSoon | undefined => {
    if (call.route !== 'POST /webhooks/:id/:token' || isInteraction) return undefined;
    const id = state.webhooks.get(call.path.split('/')[2] ?? '')?.channel;
    if (id === undefined) return undefined;
    const now = state.nowMs();
    const recent = (spoken.get(id) ?? []).filter((at) => at > now - 60_000);
    spoken.set(id, recent);
    if (recent.length >= state.manners.webhookPerMinute)
      return { retryAfterS: ((recent[0] ?? now) + 60_000 - now) / 1_000, scope: 'shared' };
    recent.push(now);
    return undefined;
  };

  return (call: RestCall, isInteraction: boolean): Rate => {
    const { limit, windowMs } = buckets[call.route] ?? otherBucket;
    const major = call.path.split('/')[2] ?? '';
    const token = isInteraction || call.route.startsWith('POST /webhooks') ? (call.path.split('/')[3] ?? '') : '';
    const bucket = bucketOf(`${call.route} ${major} ${token}`, windowMs);
    const isFull = state.manners.isRateLimited && bucket.used >= limit;
    const resetS = Math.max(0, bucket.startMs + windowMs - state.nowMs()) / 1_000;
    const tooSoon: TooSoon | undefined = state.manners.isRateLimited
      ? isFull
        ? { retryAfterS: resetS, scope: 'user' }
        : (channel(call, isInteraction) ?? (isInteraction ? undefined : global(call)))
      : undefined;
    if (!tooSoon) bucket.used += 1;
    return {
      tooSoon,
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - bucket.used)),
        'x-ratelimit-reset': String((state.nowMs() + resetS * 1_000) / 1_000),
        'x-ratelimit-reset-after': resetS.toFixed(3),
        'x-ratelimit-bucket': createHash('sha1').update(call.route).digest('hex').slice(0, 16),
      },
    };
  };
};
