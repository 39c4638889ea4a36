import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isRefusal, type Refusal } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { LabelledMessage } from '../../core/labels.ts';
import type { AttachedFile, Invocation, Reply } from '../../ports/command.ts';
import type { Random } from '../../ports/random.ts';
import { readTerminalRequest, type TerminalRequest, UsageError, usage } from './arguments.ts';
import { renderCheckButtons, renderForm } from './form.ts';
import { renderMessage } from './render.ts';

/** Where the terminal's answers go. */
export type Output = Readonly<{ out: (text: string) => void; err: (text: string) => void; colour: boolean }>;

type Parts = Readonly<{
  space: SpaceId;
  /** The name of this process's own surface. */
  surface: string;
  dispatch: (invocation: Invocation) => Promise<Reply | Refusal>;
  /** Resolves with the panel's final status when it is over. */
  untilOver: (panelId: string) => Promise<string>;
  /** Resolves when nothing runs here that could go on now. */
  untilIdle: () => Promise<void>;
  random: Random;
  output: Output;
}>;

/** Exit codes, as the usage text says. */
const exits = { done: 0, fault: 1, refused: 2 } as const;

const openFile = async (path: string): Promise<AttachedFile> => {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`There is no file ${path}.`);
  return { name: basename(path), bytes: found.size, open: () => createReadStream(path) };
};

const toData = ({ kind, sender, label, notification, blocks, metadata }: LabelledMessage) => ({
  kind,
  sender,
  label,
  notification,
  blocks,
  metadata,
});

const wordsOf = ({ messages }: Reply): string => JSON.stringify(messages.map(({ blocks }) => blocks));

/**
 * One call of the terminal. Messages are printed as they come; with `json` everything is one object at the end. Holds what the panel
 * posts, so it is also where the terminal's surface delivers.
 */
export class TerminalCall {
  readonly #output: Output;
  readonly #messages: LabelledMessage[] = [];
  #json = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Shows one message now, or keeps it for the JSON at the end. */
  readonly show = (message: LabelledMessage): void => {
    this.#messages.push(message);
    if (!this.#json) this.#output.out(`${renderMessage(message, this.#output.colour)}\n`);
  };

  /** Reads the arguments, runs the command, waits for its panel. Resolves with the exit code; never throws for what a user typed. */
  async run(argv: readonly string[], parts: Omit<Parts, 'output'>): Promise<number> {
    try {
      return await this.#runRequest(readTerminalRequest(argv), parts);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#output.err(`${error.message}\n\n${usage}`);
      return exits.refused;
    }
  }

  async #runRequest(request: TerminalRequest, parts: Omit<Parts, 'output'>): Promise<number> {
    this.#json = request.json;
    const answer = await parts.dispatch(await this.#toInvocation(request, parts));
    if (isRefusal(answer)) return this.#refuse(answer);
    const isPanel = answer.panelId !== undefined;
    if (!isPanel) answer.messages.forEach(this.show);
    const action = request.action.join(' ');
    if (action === 'check start') return this.#watchCheck(request, parts);
    if (action === 'check status' && !request.json) await this.#followCheck(request, parts, answer);
    const lines = renderCheckButtons(answer.messages.flatMap(({ buttons }) => buttons));
    if (lines !== '' && !request.json) this.#output.out(lines);
    if (answer.form && !request.json) this.#output.out(renderForm(answer.form));
    if (answer.file && !request.json) this.#output.out(answer.file.text.trimEnd());
    const status = answer.panelId === undefined ? undefined : await parts.untilOver(answer.panelId);
    if (request.json)
      this.#output.out(
        JSON.stringify(
          {
            ...(answer.panel === undefined ? {} : { panel: answer.panel, status }),
            ...(answer.form ? { form: answer.form } : {}),
            ...(answer.file ? { file: answer.file } : {}),
            messages: this.#messages.map(toData),
          },
          undefined,
          2,
        ),
      );
    return status === undefined || status === 'closed' ? exits.done : exits.fault;
  }

  /** What is printed stays as it is, so how a check stands is said once more when it has ended or rests. */
  async #watchCheck(request: TerminalRequest, parts: Omit<Parts, 'output'>): Promise<number> {
    await parts.untilIdle();
    const { set = '' } = request.options;
    return this.#runRequest({ ...request, action: ['check', 'status'], options: { set } }, parts);
  }

  /** A check that can go on goes on in a call that only looks at it. How it stands after that is said where it is something else. */
  async #followCheck(request: TerminalRequest, parts: Omit<Parts, 'output'>, before: Reply): Promise<void> {
    await parts.untilIdle();
    const after = await parts.dispatch(await this.#toInvocation(request, parts));
    if (isRefusal(after) || wordsOf(after) === wordsOf(before)) return;
    after.messages.forEach(this.show);
  }

  async #toInvocation(request: TerminalRequest, parts: Omit<Parts, 'output'>): Promise<Invocation> {
    const { command, action, text, options } = request;
    return {
      deliveryKey: `terminal:${parts.random.id()}`,
      space: parts.space,
      place: { surface: parts.surface, channel: 'terminal' },
      actor: { id: 'local', name: 'You', role: 'moderator' },
      command,
      action,
      text,
      options,
      ...(request.file === undefined ? {} : { file: await openFile(request.file) }),
    };
  }

  #refuse(refusal: Refusal): number {
    if (this.#json) this.#output.out(JSON.stringify({ refused: refusal.refused, message: refusal.userMessage }, undefined, 2));
    else this.#output.err(refusal.userMessage);
    return refusal.refused === 'fault' || refusal.refused === 'store-unavailable' ? exits.fault : exits.refused;
  }
}
