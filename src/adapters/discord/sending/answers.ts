import { fileInWords, mostFileBytes, safeFileName, sayFile } from '../../../core/file-in-words.ts';
import type { SpaceId } from '../../../core/ids.ts';
import { type LabelledMessage, type MessageLimits, notice } from '../../../core/labels.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Reply } from '../../../ports/command.ts';
import type { Log } from '../../../ports/log.ts';
import type { DrawCharts } from '../../../ports/pictures.ts';
import type { Modal } from '../forms/modals.ts';
import type { Envelope } from '../intake/payloads.ts';
import type { KeptPresses } from '../intake/press.ts';
import { prepareButtons } from '../render/buttons.ts';
import { type PreparedButton, renderMessage } from '../render/render.ts';
import { words } from '../words.ts';
import { withPictures } from './attachments.ts';
import { type Fault, isRefusedWith } from './fault.ts';
import { type Call, type Done, isFault, type OutgoingFile, type PostingClient } from './posting-client.ts';

/*
 * The way back of an interaction. Its token is a secret that lives for 15 minutes; it stands in the addresses below and goes nowhere else. The first answer has
 * to come within 3 s, and there is one of it (interactions/receiving-and-responding.mdx, read 2026-11-21).
 */

/** Types of a first answer. */
const callbacks = { message: 4, deferred: 5, choices: 8, modal: 9 } as const;
const ephemeral = 1 << 6;
/** It does not exist or came too late; somebody answered it already. topics/opcodes-and-status-codes.mdx */
const gone = [10062, 40060] as const;

/** How often one answer waits for Discord's limit, and how long at least and at most. In milliseconds. */
const mostWaits = 3;
const leastWaitMs = 250;
const longestWaitMs = 10_000;

/** What answering needs. */
export type AnswerParts = Readonly<{
  client: PostingClient;
  kept: KeptPresses;
  drawCharts?: DrawCharts;
  limits: MessageLimits;
  clock: Clock;
  log: Log;
}>;

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

  /** Several answers in a row meet Discord's limit; each waits as long as Discord asks, and none is left out for it. */
  async #callInTime(call: Call): Promise<Done | Fault> {
    const { client, clock } = this.#parts;
    for (let waits = 0; ; waits += 1) {
      const done = await client.call(call);
      if (!isFault(done) || done.fault !== 'limited' || waits === mostWaits || done.retryAfterMs > longestWaitMs) return done;
      await clock.sleep(Math.max(leastWaitMs, done.retryAfterMs));
    }
  }

  /** The first message takes the place of "thinking", where that was said. Answers the fault, if there was one. */
  async send(body: Body, isFirst: boolean, files: readonly OutgoingFile[] = []): Promise<Fault | undefined> {
    const { log } = this.#parts;
    const { applicationId, token } = this.#envelope;
    const hidden = { ...body, flags: Number(body['flags'] ?? 0) | ephemeral };
    if (isFirst && !this.#isDeferred) {
      await this.answer(callbacks.message, hidden);
      return undefined;
    }
    const path = `/webhooks/${applicationId}/${token}`;
    const call = isFirst
      ? ({ ...common, method: 'PATCH', path: `${path}/messages/@original`, body, files } as const)
      : ({ ...common, method: 'POST', path, body: hidden, files } as const);
    const done = await this.#callInTime(call);
    if (!isFault(done)) return undefined;
    log.warn('discord did not take a private answer', describeFault(done));
    return done;
  }

  /** Pictures take their time, so the person is told to wait first. What Discord does not take with its pictures goes without them. */
  async #show(space: SpaceId, message: LabelledMessage, isFirst: boolean): Promise<void> {
    try {
      await this.#showWhole(space, message, isFirst);
    } catch (error) {
      this.#parts.log.error('discord answer failed', error);
    }
  }

  async #showWhole(space: SpaceId, message: LabelledMessage, isFirst: boolean): Promise<void> {
    const { kept, drawCharts } = this.#parts;
    const buttons = await prepareButtons({ space, kept }, message);
    const hasCharts = drawCharts !== undefined && message.blocks.some(({ type }) => type === 'chart');
    if (hasCharts && !this.isAnswered) await this.answer(callbacks.deferred, { flags: ephemeral });
    const pictures = hasCharts ? await drawCharts(message) : [];
    const { body, files } = withPictures(message, { buttons, pictures, held: new Map() });
    const fault = await this.send(body, isFirst, files);
    if (fault?.fault === 'refused' && files.length > 0) await this.send(renderMessage(message, { buttons }), isFirst);
  }

  /** A file hangs at a message of its own, which only the person sees; its text stands there when Discord does not take it. */
  async #handOver(space: SpaceId, { name: given, text }: NonNullable<Reply['file']>): Promise<void> {
    const { limits } = this.#parts;
    const name = safeFileName(given);
    const bytes = new TextEncoder().encode(text);
    const isLarge = bytes.byteLength > mostFileBytes;
    if (!isLarge && bytes.byteLength > 0) {
      const body = renderMessage(sayFile(words.fileHere, limits), { buttons: [], file: name });
      const file = { name, type: 'text/plain; charset=utf-8', bytes };
      const fault = await this.send({ ...body, attachments: [{ id: 0, filename: name }] }, false, [file]);
      // What may have arrived is not sent again in another form.
      if (fault?.fault !== 'refused' && fault?.fault !== 'unsent') return;
    }
    const reason = isLarge ? words.fileLarge : words.fileRefused;
    for (const message of fileInWords({ name, text }, reason, limits)) await this.#show(space, message, false);
  }

  async tell(space: SpaceId, given: Reply | Objection): Promise<void> {
    for (const [index, message] of messagesOf(given, this.#parts.limits).entries()) await this.#show(space, message, index === 0);
    if (!('userMessage' in given) && given.file) await this.#handOver(space, given.file);
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
    offer: async (sentence, button) => {
      await answering.send(
        renderMessage(notice({ summary: sentence, blocks: [{ type: 'text', text: sentence }] }, parts.limits), { buttons: [button] }),
        true,
      );
    },
    tell: (space, given) => answering.tell(space, given),
  };
};
