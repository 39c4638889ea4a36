import { AppError, isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { Invocation, Reply } from '../../ports/command.ts';
import type { Log } from '../../ports/log.ts';
import type { Transcript } from '../../ports/transcript.ts';
import { channel, encodeContent, toWire } from './content.ts';
import type { Hub } from './hub.ts';
import type { Metrics } from './metrics.ts';
import { type ImportRequest, readLine } from './requests.ts';
import { settleIn } from './settle.ts';
import type { Content, InvokeRequest, InvokeResponse, PressedIn } from './wire.ts';

/** Hands an invocation to the application. */
export type Dispatch = (invocation: Invocation) => Promise<Reply | Refusal>;

/** What answering needs. */
export type InvokeParts = Readonly<{
  dispatch: Dispatch;
  transcript: Transcript;
  space: SpaceId;
  hub: Hub;
  metrics: Metrics;
  log: Log;
}>;

/** Who sits at the playground: the person at this machine, who runs it and may therefore do everything. */
export const localPerson = { id: 'local', name: 'You', role: 'moderator' } as const;

type Spoken = Omit<Invocation, 'space' | 'actor' | 'place'> & { thread?: string };

const toInvocation = (space: SpaceId, { thread, ...spoken }: Spoken): Invocation => ({
  ...spoken,
  space,
  actor: localPerson,
  place: { surface: 'web', channel, ...(thread === undefined ? {} : { thread }) },
});

const asRefusal = (cause: unknown): Refusal =>
  cause instanceof AppError ? { refused: cause.code, userMessage: cause.userMessage } : refuse('fault');

const run = async (parts: InvokeParts, spoken: Spoken): Promise<Reply | Refusal> => {
  const answer = await parts.dispatch(toInvocation(parts.space, spoken)).catch((cause: unknown) => {
    parts.log.error('web.dispatch', cause);
    return asRefusal(cause);
  });
  parts.metrics.invoked(spoken.command, isRefusal(answer) ? answer.refused : 'done');
  return answer;
};

const toResponse = (answer: Reply | Refusal, typed?: string): InvokeResponse =>
  isRefusal(answer)
    ? { outcome: 'refused', userMessage: answer.userMessage, ...(typed === undefined ? {} : { typed }) }
    : {
        outcome: 'done',
        messages: answer.messages.map(toWire),
        ...(answer.panel === undefined ? {} : { panel: answer.panel }),
        ...(answer.form ? { form: answer.form } : {}),
        ...(answer.file ? { file: answer.file } : {}),
      };

const toContent = (response: InvokeResponse): Content =>
  response.outcome === 'refused'
    ? { type: 'refusal', userMessage: response.userMessage, typed: response.typed ?? '' }
    : { type: 'private', messages: response.messages, ...(response.file ? { file: response.file } : {}) };

/** Writes what the person said into the chat, runs it, and writes the private answer below it. Repeating it with the same key adds nothing. */
const sayAndAnswer = async (parts: InvokeParts, said: Content & { type: 'typed' }, spoken: Spoken): Promise<InvokeResponse> => {
  const { transcript, space, hub } = parts;
  const write = async (part: 'typed' | 'reply', content: Content) => {
    await transcript.append(space, { key: `web/${part}/${spoken.deliveryKey}`, channel, content: encodeContent(content) });
    hub.wake();
  };
  try {
    await write('typed', said);
    const response = toResponse(await run(parts, spoken), said.text);
    if (response.outcome === 'refused' || response.messages.length > 0) await write('reply', toContent(response));
    return response;
  } catch (cause) {
    parts.log.error('web.transcript', cause);
    return toResponse(refuse('store-unavailable'), said.text);
  }
};

/** What was done stays done, also when the buttons that offered it cannot be taken away. */
const pressed = async (parts: InvokeParts, spoken: Spoken, from: PressedIn | undefined): Promise<InvokeResponse> => {
  const answer = await run(parts, spoken);
  if (from && !isRefusal(answer) && answer.settled) {
    await settleIn(parts, parts.space, { from, reply: answer }).catch((cause: unknown) => parts.log.error('web.settle', cause));
  }
  return toResponse(answer);
};

/** Answers a typed line or a button. A button's answer is shown to the person who pressed it and is not kept. */
export const invoke = async (parts: InvokeParts, request: InvokeRequest): Promise<InvokeResponse> => {
  const thread = request.thread === undefined ? {} : { thread: request.thread };
  const deliveryKey = `web:${request.deliveryKey}`;
  if ('press' in request) return pressed(parts, { deliveryKey, text: '', ...thread, ...request.press }, request.from);
  const { line } = request;
  return sayAndAnswer(parts, { type: 'typed', text: line }, { deliveryKey, ...thread, ...readLine(line) });
};

/** Answers an import whose file lies in the spool. */
export const invokeImport = (
  parts: InvokeParts,
  request: ImportRequest,
  file: NonNullable<Invocation['file']>,
): Promise<InvokeResponse> => {
  const { command, action, options } = request;
  const said = { type: 'typed', text: `/${[command, ...action].join(' ')}`, file: { name: file.name, bytes: file.bytes } } as const;
  return sayAndAnswer(parts, said, { deliveryKey: `web:${request.deliveryKey}`, command, action, options, text: '', file });
};
