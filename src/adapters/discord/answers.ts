import type { SpaceId } from '../../core/ids.ts';
import { type LabelledMessage, type MessageLimits, notice } from '../../core/labels.ts';
import type { Reply } from '../../ports/command.ts';
import type { Log } from '../../ports/log.ts';
import { prepareButtons } from './buttons.ts';
import { type Fault, isRefusedWith } from './fault.ts';
import type { Modal } from './modals.ts';
import type { Envelope } from './payloads.ts';
import { isFault, type PostingClient } from './posting-client.ts';
import type { KeptPresses } from './press.ts';
import { type PreparedButton, renderMessage } from './render.ts';
import { words } from './words.ts';

/*
 * The way back of an interaction. Its token is a secret that lives for 15 minutes; it stands in the addresses below and goes nowhere else. The first answer has
 * to come within 3 s, and there is one of it (interactions/receiving-and-responding.mdx, read 2026-11-21).
 */

/** Types of a first answer. */
const callbacks = { message: 4, deferred: 5, choices: 8, modal: 9 } as const;
const ephemeral = 1 << 6;
/** It does not exist or came too late; somebody answered it already. topics/opcodes-and-status-codes.mdx */
const gone = [10062, 40060] as const;

/** What answering needs. */
export type AnswerParts = Readonly<{ client: PostingClient; kept: KeptPresses; limits: MessageLimits; log: Log }>;

/** Why something was not done, and what was typed. A refusal of the application, or a sentence of Discord's side. */
export type Objection = Readonly<{ userMessage: string; typed?: string }>;

/** One choice of an autocompletion. */
export type Choice = Readonly<{ name: string; value: string }>;

/** What became of a first answer. `gone`: Discord takes none any more, or another process has given it. `unsure`: it may have arrived. */
type Acknowledged = 'taken' | 'gone' | 'refused' | 'unsure';

/** The answers to one interaction. None of them throws. */
export type Way = Readonly<{
  /** True once a first answer was tried. */
  isAnswered: () => boolean;
  /** "Thinking", for the person alone. */
  defer: () => Promise<Acknowledged>;
  modal: (modal: Modal) => Promise<Acknowledged>;
  choices: (choices: readonly Choice[]) => Promise<void>;
  /** The first answer, or what takes the place of "thinking"; the person alone sees it. */
  tell: (space: SpaceId, answer: Reply | Objection) => Promise<void>;
  /** A sentence with one button, for what Discord does not let be shown at once. */
  offer: (sentence: string, button: PreparedButton) => Promise<void>;
}>;

const objectionMessage = ({ userMessage, typed = '' }: Objection, limits: MessageLimits): LabelledMessage => {
  const given = typed.trim() === '' ? [] : [{ type: 'note', text: words.given } as const, { type: 'text', text: typed } as const];
  return notice({ summary: userMessage, blocks: [{ type: 'text', text: userMessage }, ...given] }, limits);
};

const messagesOf = (answer: Reply | Objection, limits: MessageLimits): readonly LabelledMessage[] => {
  if ('userMessage' in answer) return [objectionMessage(answer, limits)];
  if (answer.messages.length > 0) return answer.messages;
  return [notice({ summary: words.done, blocks: [{ type: 'text', text: words.done }] }, limits)];
};

type Body = Readonly<Record<string, unknown>>;

/** No token of the bot goes along: the interaction's own, in the address, is enough. */
const common = { isByWebhook: true, needs: 'Send Messages' } as const;

const describeFault = (fault: Fault) => ({ fault: fault.fault, code: 'code' in fault ? fault.code : undefined });

/** The first answer of one interaction, and what follows it. Keeps in mind which was given. */
class Answering {
  readonly #parts: AnswerParts;
  readonly #envelope: Envelope;
  #isDeferred = false;
  isAnswered = false;

  constructor(parts: AnswerParts, envelope: Envelope) {
    this.#parts = parts;
    this.#envelope = envelope;
  }

  async answer(type: number, data: Body): Promise<Acknowledged> {
    const { client, log } = this.#parts;
    const { id, token } = this.#envelope;
    this.isAnswered = true;
    if (type === callbacks.deferred) this.#isDeferred = true;
    const done = await client.call({ ...common, method: 'POST', path: `/interactions/${id}/${token}/callback`, body: { type, data } });
    if (!isFault(done)) return 'taken';
    log.warn('discord did not take a first answer', describeFault(done));
    if (isRefusedWith(done, ...gone)) return 'gone';
    return done.fault === 'unknown' ? 'unsure' : 'refused';
  }

  /** The first message takes the place of "thinking", where that was said. */
  async send(body: Body, isFirst: boolean): Promise<void> {
    const { client, log } = this.#parts;
    const { applicationId, token } = this.#envelope;
    const hidden = { ...body, flags: Number(body['flags'] ?? 0) | ephemeral };
    if (isFirst && !this.#isDeferred) {
      await this.answer(callbacks.message, hidden);
      return;
    }
    const path = `/webhooks/${applicationId}/${token}`;
    const done = isFirst
      ? await client.call({ ...common, method: 'PATCH', path: `${path}/messages/@original`, body })
      : await client.call({ ...common, method: 'POST', path, body: hidden });
    if (isFault(done)) log.warn('discord did not take a private answer', describeFault(done));
  }

  async tell(space: SpaceId, given: Reply | Objection): Promise<void> {
    const { kept, limits, log } = this.#parts;
    for (const [index, message] of messagesOf(given, limits).entries()) {
      try {
        await this.send(renderMessage(message, { buttons: await prepareButtons({ space, kept }, message) }), index === 0);
      } catch (error) {
        log.error('discord answer failed', error);
      }
    }
  }
}

/** The way back of one interaction. */
export const createWay = (parts: AnswerParts, envelope: Envelope): Way => {
  const answering = new Answering(parts, envelope);
  return {
    isAnswered: () => answering.isAnswered,
    defer: () => answering.answer(callbacks.deferred, { flags: ephemeral }),
    modal: (modal) => answering.answer(callbacks.modal, modal),
    choices: async (choices) => {
      await answering.answer(callbacks.choices, { choices });
    },
    offer: (sentence, button) => {
      const message = notice({ summary: sentence, blocks: [{ type: 'text', text: sentence }] }, parts.limits);
      return answering.send(renderMessage(message, { buttons: [button] }), true);
    },
    tell: (space, given) => answering.tell(space, given),
  };
};
