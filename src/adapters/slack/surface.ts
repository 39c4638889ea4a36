import { type Attempts, createAttempts, type Stamps } from '../../core/attempts.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { Place } from '../../core/panel/panel.ts';
import type { ChatSurface, PostOutcome } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { slackMessageLimits } from './limits.ts';
import { renderMessage } from './render/render.ts';
import type { Fault } from './sending/fault.ts';
import { findMessage } from './sending/find-message.ts';
import { noPictures, type SlackPictures } from './sending/pictures.ts';
import { isFault, type PostingClient } from './sending/posting-client.ts';
import { createSimplerSending, type SimplerSending } from './sending/send-simpler.ts';
import { createSessions, type Sessions } from './sending/sessions.ts';

/** How long to wait when there is no way to Slack. */
const unreachableMs = 5_000;

const outcomeOf = (fault: Fault): PostOutcome => {
  switch (fault.fault) {
    case 'limited':
      return { outcome: 'unsent', retryAfterMs: Math.max(1_000, fault.retryAfterMs) };
    case 'unsent':
      return { outcome: 'unsent', retryAfterMs: unreachableMs };
    case 'refused':
      return { outcome: 'refused', reason: fault.needed === '' ? fault.error : `${fault.error} ${fault.needed}` };
    case 'unknown':
      return { outcome: 'unknown' };
  }
};

const quietly = { unfurl_links: false, unfurl_media: false } as const;

const addressOf = ({ channel, thread }: Place) => ({ channel, ...(thread === undefined ? {} : { thread_ts: thread }) });

const describeProblem = (fault: Fault) => ({ fault: fault.fault, error: 'error' in fault ? fault.error : '' });

/** A message's `ts`: seconds since 1970 with six digits behind the dot. */
const stamps: Stamps = { ofTime: (ms) => (Math.max(0, ms) / 1_000).toFixed(6), timeOf: (ts) => Number(ts) * 1_000 };

/** `pictures` uploads the charts of messages; without it they stand in words. */
type Parts = Readonly<{
  clientOf: (space: SpaceId) => Promise<PostingClient | undefined>;
  pictures?: SlackPictures;
  clock: Clock;
  log: Log;
}>;
type Tools = Parts & Readonly<{ pictures: SlackPictures; attempts: Attempts; sendSimpler: SimplerSending; sessions: Sessions }>;

const postWith =
  ({ clientOf, pictures, attempts, sendSimpler, sessions, log }: Tools): ChatSurface['post'] =>
  async ({ space, place, key, message, signal }) => {
    const client = await clientOf(space);
    if (!client) return { outcome: 'refused', reason: 'no installation' };
    if (signal.aborted) return { outcome: 'unsent', retryAfterMs: 0 };
    const shown = await pictures(space, message, client);
    const attempt = attempts.begin(space, key);
    const result = await sendSimpler({ space, client, name: key }, (options) => {
      const request = { ...addressOf(place), ...renderMessage(message, { ...options, key, pictures: shown }), ...quietly };
      return client.call('chat.postMessage', request, signal);
    });
    attempt.end();
    if (isFault(result)) {
      if (result.fault === 'unknown') log.warn('slack did not say whether it posted', { space, ...describeProblem(result) });
      return outcomeOf(result);
    }
    const ref = Reflect.get(result, 'ts');
    if (typeof ref !== 'string') return { outcome: 'unknown' };
    attempt.sent(ref);
    // Not waited for: what the panel posts next matters more.
    void sessions.follow({ space, channel: place.channel, root: place.thread ?? ref, client }, message);
    return { outcome: 'sent', ref };
  };

const findWith =
  ({ clientOf, attempts }: Tools): ChatSurface['find'] =>
  async ({ space, place: { channel, thread }, key }) => {
    const client = await clientOf(space);
    // Then a post is refused as well, so nothing can be there twice, and the panel comes to an end.
    if (!client) return 'absent';
    const { oldest, settled } = attempts.look(space, key, thread);
    const result = await findMessage(client, { channel, thread, oldest }, key);
    if (result !== 'none') return result;
    return settled ? 'absent' : 'unsure';
  };

const editWith =
  ({ clientOf, pictures, sendSimpler, sessions, log }: Tools): ChatSurface['edit'] =>
  async ({ space, place: { channel, thread }, ref, message }) => {
    const client = await clientOf(space);
    if (!client) return false;
    const shown = await pictures(space, message, client);
    const result = await sendSimpler({ space, client, name: `${channel} ${ref}` }, (options) => {
      // An edit can change neither name nor icon, and metadata that is left out stays (docs.slack.dev/reference/methods/chat.update).
      const { text, blocks } = renderMessage(message, { ...options, pictures: shown });
      return client.call('chat.update', { channel, ts: ref, text, blocks });
    });
    if (isFault(result)) log.warn('slack did not take an edit', { space, ...describeProblem(result) });
    await sessions.follow({ space, channel, root: thread ?? ref, client }, message);
    return !isFault(result);
  };

const removeWith =
  ({ clientOf, log }: Tools): ChatSurface['remove'] =>
  async ({ space, place: { channel }, ref }) => {
    const client = await clientOf(space);
    if (!client) return false;
    const result = await client.call('chat.delete', { channel, ts: ref });
    if (!isFault(result) || ('error' in result && result.error === 'message_not_found')) return true;
    log.warn('slack did not delete a message', { space, ...describeProblem(result) });
    return false;
  };

/**
 * Slack as a place where people read. `clientOf` gives the way to Slack of a space, or `undefined` when nobody has installed the app there.
 * Links are never unfurled and names never looked up. A message that cannot be seen counts as absent only after a whole look some seconds
 * after the attempt.
 */
export const createSlackSurface = (parts: Parts): ChatSurface => {
  const { clock } = parts;
  const tools: Tools = {
    pictures: noPictures,
    ...parts,
    attempts: createAttempts(clock, stamps),
    sendSimpler: createSimplerSending(clock),
    sessions: createSessions(clock),
  };
  return {
    name: 'slack',
    limits: slackMessageLimits,
    // About one message in a second in each channel (docs.slack.dev/apis/web-api/rate-limits, chat.postMessage).
    paceMs: 1_000,
    paceKey: ({ channel }) => channel,
    post: postWith(tools),
    find: findWith(tools),
    edit: editWith(tools),
    remove: removeWith(tools),
  };
};
