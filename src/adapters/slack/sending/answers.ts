import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { SpaceId } from '../../../core/ids.ts';
import { type LabelledMessage, type MessageLimits, notice } from '../../../core/labels.ts';
import type { Place } from '../../../core/panel/panel.ts';
import { inPieces } from '../../../core/text.ts';
import type { Reply } from '../../../ports/command.ts';
import type { Log } from '../../../ports/log.ts';
import { codeOf } from '../api-error.ts';
import { isSlackAddress } from '../slack-address.ts';
import { words } from '../words.ts';
import { noPictures, type ShownPictures, type SlackPictures } from './pictures.ts';
import { handOver } from './private-file.ts';
import { wayOfClient } from './upload.ts';

/** Renders a message that one person sees, with the pictures that Slack has of it. */
export type ToPrivate = (message: LabelledMessage, pictures: ShownPictures) => Readonly<{ text: string; blocks: readonly KnownBlock[] }>;

/** Whom to answer, and the ways there. `inPrivate`: they pressed a button in a message that only they see, and the `responseUrl` is that message's. */
export type Addressee = Readonly<{ space: SpaceId; user: string; place: Place; responseUrl?: string; inPrivate?: true; client: WebClient }>;

/** What the answer needs. Without `pictures`, charts stand in words. */
export type AnswerParts = Readonly<{ toPrivate: ToPrivate; pictures?: SlackPictures; limits: MessageLimits; apiUrl: string; log: Log }>;

/** A `response_url` takes five answers in 30 minutes (docs.slack.dev/interactivity/handling-user-interaction). */
const mostResponses = 5;
const responseMs = 10_000;

/** Why something was not done, and what was typed. A refusal of the application, or a sentence of Slack's side. */
export type Objection = Readonly<{ userMessage: string; typed?: string }>;

/** How much of what was typed is given back in one message, in UTF-16 units: what surrounds it has to fit too. */
const givenUnits = 5_000;

/** The sentence, and everything that was typed: in as many messages as that takes, because nothing may be lost. */
const objectionMessages = ({ userMessage, typed = '' }: Objection, limits: MessageLimits): readonly LabelledMessage[] => {
  const [first, ...others] = typed.trim() === '' ? [] : inPieces(typed, givenUnits);
  const given = first === undefined ? [] : [{ type: 'note', text: words.given } as const, { type: 'text', text: first } as const];
  const more = others.map((text) => notice({ summary: words.givenMore, blocks: [{ type: 'text', text }] }, limits));
  return [notice({ summary: userMessage, blocks: [{ type: 'text', text: userMessage }, ...given] }, limits), ...more];
};

type Shown = ReturnType<ToPrivate>;

/** Where a message goes by a `response_url`: into a thread, or in the place of the message whose button was pressed. */
type Spot = Readonly<{ thread?: string | undefined; replaces: boolean }>;

/** True when Slack took it. The address is a secret of its own, so no error of it is passed on. */
const respond = async (url: string, { text, blocks }: Shown, { thread, replaces }: Spot): Promise<boolean> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        text,
        blocks,
        response_type: 'ephemeral',
        replace_original: replaces,
        unfurl_links: false,
        unfurl_media: false,
        ...(thread === undefined || replaces ? {} : { thread_ts: thread }),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(responseMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};

/** Throws when nothing took it, with Slack's own error. */
const post = async ({ client, user, place }: Addressee, { text, blocks }: Shown): Promise<void> => {
  const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
  const message = { text, blocks: [...blocks], unfurl_links: false, unfurl_media: false };
  // A direct conversation with the bot is private already, and what is posted there stays.
  if (/^[DUW]/.test(place.channel)) {
    const posted = await client.chat.postMessage({ channel: place.channel, ...thread, ...message }).catch(() => undefined);
    if (posted) return;
  } else {
    const posted = await client.chat
      .postEphemeral({ channel: place.channel, user, ...thread, text, blocks: [...blocks] })
      .catch(() => undefined);
    if (posted) return;
  }
  // The bot may not be in that channel. A message to the person's id goes to the direct conversation with them.
  await client.chat.postMessage({ channel: user, ...message });
};

/** Sends messages one after the other, each by the `response_url` while that takes any. */
const createSender = (parts: AnswerParts, to: Addressee) => {
  const { apiUrl, pictures = noPictures, toPrivate, log } = parts;
  const url = to.responseUrl !== undefined && isSlackAddress(to.responseUrl, apiUrl, 'hooks') ? to.responseUrl : undefined;
  let left = url === undefined ? 0 : mostResponses;
  const send = async (shown: Shown, replaces: boolean): Promise<void> => {
    left -= 1;
    if (url !== undefined && left >= 0 && (await respond(url, shown, { thread: to.place.thread, replaces }))) return;
    await post(to, shown);
  };
  return async (message: LabelledMessage, replaces = false): Promise<void> => {
    try {
      const shown = await pictures(to.space, message, wayOfClient(to.client, apiUrl));
      try {
        await send(toPrivate(message, shown), replaces);
      } catch (error) {
        if (shown.size === 0) throw error;
        await send(toPrivate(message, new Map()), replaces);
      }
    } catch (error) {
      log.warn('slack did not take a private answer', { error: codeOf(error) });
    }
  };
};

/**
 * Gives a person the answer that only they see: by the `response_url` where there is one, which works in any channel, else by the token. A file goes to their direct
 * conversation. Where the buttons of a private message have nothing left to do, the answer stands in its place: Slack does not
 * send such a message back, so it cannot be shown again without them. Never throws.
 */
export const tellPrivately = async (parts: AnswerParts, to: Addressee, answer: Reply | Objection): Promise<void> => {
  const send = createSender(parts, to);
  const isObjection = 'userMessage' in answer;
  const replaces = !isObjection && answer.settled === 'message' && to.inPrivate === true;
  const messages = isObjection ? objectionMessages(answer, parts.limits) : answer.messages;
  for (const [at, message] of messages.entries()) await send(message, replaces && at === 0);
  if (isObjection || !answer.file) return;
  const way = wayOfClient(to.client, parts.apiUrl);
  for (const message of await handOver(parts, { way, user: to.user, place: to.place }, answer.file)) await send(message);
};
