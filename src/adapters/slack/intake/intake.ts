import type { WebClient } from '@slack/web-api';
import { type Refusal, refuse } from '../../../core/errors.ts';
import type { Form } from '../../../core/form.ts';
import type { Command, Invocation, Reply } from '../../../ports/command.ts';
import type { Deliveries } from '../../../ports/deliveries.ts';
import type { Log } from '../../../ports/log.ts';
import { codeOf } from '../api-error.ts';
import {
  type Fillable,
  findPressedFillable,
  findTypedFillable,
  formOfAction,
  formOfAsk,
  type OfferedSet,
  type ReadTyped,
} from '../forms/declared-forms.ts';
import { isSealedFor, sealForm } from '../forms/form-seal.ts';
import { formView } from '../forms/form-view.ts';
import type { FormPurpose, Submitted } from '../forms/submission.ts';
import type { Installations } from '../install/installations.ts';
import { type AnswerParts, type Objection, tellPrivately } from '../sending/answers.ts';
import { words } from '../words.ts';
import { findObjection } from './channels.ts';
import { findFile } from './files.ts';
import { findActor, type Members } from './members.ts';
import type { Received, readPress } from './payloads.ts';

/** Hands an invocation to the application. */
export type Dispatch = (invocation: Invocation) => Promise<Reply | Refusal>;

/** What carrying out a request needs. */
export type IntakeParts = Readonly<{
  dispatch: Dispatch;
  deliveries: Deliveries;
  members: Members;
  installations: Installations;
  commands: readonly Command[];
  readTyped: ReadTyped;
  listSets: (space: Invocation['space']) => Promise<readonly OfferedSet[]>;
  allowShared: boolean;
  apiUrl: string;
  answers: AnswerParts;
  log: Log;
}>;

/** A request, with the way to Slack. `asked` is what a form held, to be given back with a refusal; `fileId` the file in it. */
type Request = Readonly<{ received: Received; client: WebClient; asked?: string; fileId?: string }>;

const isHelp = (text: string): boolean => /^\s*help\s*$/i.test(text);

/** True when what is asked for ends in messages in the channel. */
const postsThere = ({ command, action, text }: Received['invocation']): boolean =>
  command === 'panel' && (action === undefined ? !isHelp(text) : ['', 'discuss', 'ask'].includes(action.join(' ')));

/**
 * A panel is safe to ask for twice: the journal takes it once for each delivery key; so is stopping what is stopped. For these nothing is asked beforehand and a crash loses
 * nothing; only the answer is given once. Everything else is carried out at most once.
 */
const isSafeTwice = (invocation: Received['invocation']): boolean =>
  postsThere(invocation) || (invocation.command === 'panel' && invocation.action?.join(' ') === 'stop');

const takeFirst = ({ deliveries }: IntakeParts, { space, deliveryKey }: Received['invocation'], what: string): Promise<boolean> =>
  deliveries.first(space, `${what}/${deliveryKey}`);

const tell = (parts: IntakeParts, { received, client }: Request, answer: Reply | Objection): Promise<void> => {
  const { invocation, person, responseUrl, inPrivate } = received;
  const way = { ...(responseUrl === undefined ? {} : { responseUrl }), ...(inPrivate ? { inPrivate } : {}) };
  return tellPrivately(parts.answers, { space: invocation.space, user: person.id, place: invocation.place, client, ...way }, answer);
};

/** The file of a form, or why it is not taken. */
const attach = async ({ installations, apiUrl }: IntakeParts, { received, client, fileId }: Request) => {
  if (fileId === undefined) return undefined;
  const { invocation, person } = received;
  const bot = await installations.find(invocation.space);
  return bot ? findFile({ id: fileId, user: person.id, bot, apiUrl, client }) : words.fileUnreadable;
};

/** Asks who the person is and whether a panel may be there, both anew, and hands the invocation on. */
const carryOut = async (parts: IntakeParts, request: Request): Promise<Reply | Objection> => {
  const { received, client } = request;
  const { invocation, person, isShared } = received;
  const { space, place } = invocation;
  const { members, allowShared, installations } = parts;
  const bot = await installations.find(space);
  const channel = { space, channel: place.channel, posts: postsThere(invocation), isShared, scopes: bot?.scopes, client };
  const [actor, objection, file] = await Promise.all([
    findActor(members, { space, team: bot?.team, person, client }),
    findObjection({ cache: members.cache, allowShared }, channel),
    attach(parts, request),
  ]);
  const problem = objection ?? (typeof file === 'string' ? file : undefined);
  if (problem !== undefined) return { userMessage: problem, typed: invocation.text };
  return parts.dispatch({ ...invocation, actor, ...(typeof file === 'object' ? { file } : {}) });
};

/** Shows a form. A trigger is good for one, and for three seconds. */
const showForm = async (parts: IntakeParts, { received, client, asked = '' }: Request, form: Form): Promise<void> => {
  const { invocation, person, triggerId } = received;
  const { space, place } = invocation;
  try {
    const bot = await parts.installations.find(space);
    if (!bot || triggerId === undefined) throw new RangeError('a form needs a trigger');
    const purpose: FormPurpose = {
      channel: place.channel,
      ...(place.thread === undefined ? {} : { thread: place.thread }),
      press: form.press,
    };
    const carried = sealForm(JSON.stringify(purpose), { token: bot.token, space, user: person.id });
    await client.views.open({ trigger_id: triggerId, view: formView(form, carried) });
  } catch (error) {
    parts.log.warn('slack did not open a form', { error: codeOf(error) });
    await tell(parts, { received, client }, { userMessage: words.formClosed, typed: asked || invocation.text });
  }
};

const giveAnswer = async (parts: IntakeParts, request: Request, answer: Reply | Objection): Promise<void> => {
  const { asked = '' } = request;
  if ('userMessage' in answer) return tell(parts, request, answer.typed ? answer : { ...answer, typed: asked });
  if (answer.form) await showForm(parts, request, answer.form);
  return tell(parts, request, answer);
};

/** Carries a request out once and answers it. */
const createRun = (parts: IntakeParts) => {
  const running = new Set<string>();
  const runOnce = async (request: Request): Promise<void> => {
    const { invocation } = request.received;
    if (!isSafeTwice(invocation) && !(await takeFirst(parts, invocation, 'run'))) return;
    const answer = await carryOut(parts, request);
    if (isSafeTwice(invocation) && !(await takeFirst(parts, invocation, 'answer'))) return;
    await giveAnswer(parts, request, answer);
  };
  return async (request: Request): Promise<void> => {
    const { received, asked = '' } = request;
    const { invocation } = received;
    const name = `${invocation.space} ${invocation.deliveryKey}`;
    if (running.has(name)) return;
    running.add(name);
    try {
      await runOnce(request);
    } catch (error) {
      parts.log.error('slack request failed', error, { command: invocation.command });
      await tell(parts, request, refuse('store-unavailable', {}, invocation.text || asked));
    } finally {
      running.delete(name);
    }
  };
};

type Run = ReturnType<typeof createRun>;

/** Shows the form of a declared action. A second delivery shows none and says nothing. */
const createFill = (parts: IntakeParts, run: Run) => {
  const { commands, installations, members, log } = parts;
  const listSets = (space: Invocation['space']): Promise<readonly OfferedSet[]> =>
    parts.listSets(space).catch((error: unknown) => {
      log.error('slack form has no sets', error);
      return [];
    });
  const mayUse = async ({ received, client }: Request, who: 'member' | 'moderator'): Promise<boolean> => {
    if (who === 'member') return true;
    const { invocation, person } = received;
    const bot = await installations.find(invocation.space);
    const actor = await findActor(members, { space: invocation.space, team: bot?.team, person, client });
    return actor.role === 'moderator';
  };
  const open = async (request: Request, makeForm: () => Promise<Form>): Promise<void> => {
    const { invocation } = request.received;
    try {
      if (await takeFirst(parts, invocation, 'form')) await showForm(parts, request, await makeForm());
    } catch (error) {
      log.error('slack form failed', error, { command: invocation.command });
      await tell(parts, request, refuse('store-unavailable', {}, invocation.text));
    }
  };
  return {
    open,
    /** Whoever may not send the form is told so at once, by the application. */
    fill: async (request: Request, { action, command, ...known }: Fillable): Promise<void> => {
      if (!(await mayUse(request, action.who))) return run(request);
      return open(request, async () =>
        formOfAction(command, action, { ...known, sets: await listSets(request.received.invocation.space) }),
      );
    },
    pressed: (press: Parameters<typeof findPressedFillable>[1]) => findPressedFillable(commands, press),
  };
};

/** Everything after the acknowledgement. */
export const createIntake = (parts: IntakeParts) => {
  const run = createRun(parts);
  const { open, fill, pressed } = createFill(parts, run);
  return {
    run,
    /** A command: what cannot be typed, or was not, is asked for with a form. */
    command: (request: Request): Promise<void> => {
      const missing = findTypedFillable(parts.commands, parts.readTyped, request.received.invocation);
      return missing ? fill(request, missing) : run(request);
    },
    /** A button: it asks for a text or a file first, or is carried out. */
    press: (received: NonNullable<ReturnType<typeof readPress>>, client: WebClient): Promise<void> => {
      const { asks, invocation } = received;
      const { command, action = [], options = {} } = invocation;
      const press = { command, action, options };
      if (asks) return open({ received, client }, async () => formOfAsk(press, asks));
      const missing = pressed(press);
      return missing ? fill({ received, client }, missing) : run({ received, client });
    },
    /** A sent form, when it is the one that was shown to this person. */
    submit: async ({ asked, sealed, fileId, ...received }: Submitted, client: WebClient): Promise<void> => {
      const { space } = received.invocation;
      const bot = await parts.installations.find(space);
      const user = received.person.id;
      const request = { received, client, asked, ...(fileId === undefined ? {} : { fileId }) };
      if (bot && isSealedFor(sealed, { token: bot.token, space, user })) return run(request);
      parts.log.warn('slack form is not ours');
      // Nothing that such a form says is believed, not even where it was opened.
      const direct = { ...received, invocation: { ...received.invocation, place: { surface: 'slack', channel: user } } };
      await tell(parts, { received: direct, client }, { userMessage: words.formVoid, typed: asked });
    },
  };
};
