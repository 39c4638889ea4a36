import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { type LabelledMessage, type MessageLimits, notice } from '../../core/labels.ts';
import type { Place } from '../../core/panel.ts';
import type { Reply } from '../../ports/command.ts';
import type { Log } from '../../ports/log.ts';
import { codeOf } from './api-error.ts';
import { isSlackAddress } from './slack-address.ts';
import { words } from './words.ts';

/** Renders a message that one person sees. */
export type ToPrivate = (message: LabelledMessage) => Readonly<{ text: string; blocks: readonly KnownBlock[] }>;

/** Whom to answer, and the ways there. */
export type Addressee = Readonly<{ user: string; place: Place; responseUrl?: string; client: WebClient }>;

/** What the answer needs. `fetch` is there for tests. */
export type AnswerParts = Readonly<{ toPrivate: ToPrivate; limits: MessageLimits; apiUrl: string; log: Log }>;

/** A `response_url` takes five answers in 30 minutes (docs.slack.dev/interactivity/handling-user-interaction). */
const mostResponses = 5;
const responseMs = 10_000;

/** Why something was not done, and what was typed. A refusal of the application, or a sentence of Slack's side. */
export type Objection = Readonly<{ userMessage: string; typed?: string }>;

/** How much of what was typed is given back in one message, in UTF-16 units: what surrounds it has to fit too. */
const givenUnits = 5_000;

/** A text in pieces that fit, cut between characters and preferably between lines. Together they are the text. */
const inPieces = (text: string): readonly string[] => {
  const pieces: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const end = rest.length <= givenUnits ? rest.length : rest.lastIndexOf('\n', givenUnits) + 1 || givenUnits;
    const isSplit = /[\uD800-\uDBFF]/.test(rest.charAt(end - 1)) && end < rest.length;
    pieces.push(rest.slice(0, isSplit ? end - 1 : end));
    rest = rest.slice(isSplit ? end - 1 : end);
  }
  return pieces;
};

/** The sentence, and everything that was typed: in as many messages as that takes, because nothing may be lost. */
const objectionMessages = ({ userMessage, typed = '' }: Objection, limits: MessageLimits): readonly LabelledMessage[] => {
  const [first, ...others] = typed.trim() === '' ? [] : inPieces(typed);
  const given = first === undefined ? [] : [{ type: 'note', text: words.given } as const, { type: 'text', text: first } as const];
  const more = others.map((text) => notice({ summary: words.givenMore, blocks: [{ type: 'text', text }] }, limits));
  return [notice({ summary: userMessage, blocks: [{ type: 'text', text: userMessage }, ...given] }, limits), ...more];
};

type Shown = ReturnType<ToPrivate>;

/** True when Slack took it. The address is a secret of its own, so no error of it is passed on. */
const respond = async (url: string, { text, blocks }: Shown, thread: string | undefined): Promise<boolean> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        text,
        blocks,
        response_type: 'ephemeral',
        replace_original: false,
        unfurl_links: false,
        unfurl_media: false,
        ...(thread === undefined ? {} : { thread_ts: thread }),
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

const post = async ({ client, user, place }: Addressee, shown: Shown): Promise<void> => {
  const { text, blocks } = shown;
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

/** Gives a person the answer that only they see: by the `response_url` where there is one, which works in any channel, else by the token. Never throws. */
export const tellPrivately = async (parts: AnswerParts, to: Addressee, answer: Reply | Objection): Promise<void> => {
  const messages = 'userMessage' in answer ? objectionMessages(answer, parts.limits) : answer.messages;
  for (const [index, message] of messages.entries()) {
    const shown = parts.toPrivate(message);
    try {
      const url = to.responseUrl !== undefined && isSlackAddress(to.responseUrl, parts.apiUrl, 'hooks') ? to.responseUrl : undefined;
      const responded = url !== undefined && index < mostResponses && (await respond(url, shown, to.place.thread));
      if (!responded) await post(to, shown);
    } catch (error) {
      parts.log.warn('slack did not take a private answer', { error: codeOf(error) });
    }
  }
};
