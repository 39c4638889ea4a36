import type { WebClient } from '@slack/web-api';
import { type Refusal, refuse } from '../../core/errors.ts';
import type { Invocation, Reply } from '../../ports/command.ts';
import type { Deliveries } from '../../ports/deliveries.ts';
import type { Log } from '../../ports/log.ts';
import { type AnswerParts, type Objection, tellPrivately } from './answers.ts';
import { codeOf } from './api-error.ts';
import { findObjection } from './channels.ts';
import { askForm, panelForm, type SetChoice } from './forms.ts';
import type { Installations } from './installations.ts';
import { findActor, type Members } from './members.ts';
import type { Received, readPress } from './payloads.ts';
import { words } from './words.ts';

/** Hands an invocation to the application. */
export type Dispatch = (invocation: Invocation) => Promise<Reply | Refusal>;

/** What carrying out a request needs. */
export type IntakeParts = Readonly<{
  dispatch: Dispatch;
  deliveries: Deliveries;
  members: Members;
  installations: Installations;
  listSets: (space: Invocation['space']) => Promise<readonly SetChoice[]>;
  allowShared: boolean;
  answers: AnswerParts;
  log: Log;
}>;

/** A request, with the way to Slack. `asked` is what a form held, to be given back with a refusal. */
type Request = Readonly<{ received: Received; client: WebClient; asked?: string }>;

const isBlank = (text: string): boolean => text.trim() === '';
const isHelp = (text: string): boolean => /^\s*help\s*$/i.test(text);

/** True when what is asked for ends in messages in the channel. */
const postsThere = ({ command, action, text }: Received['invocation']): boolean =>
  command === 'panel' && (action === undefined ? !isHelp(text) : ['', 'discuss', 'ask'].includes(action.join(' ')));

/**
 * Everything of `/panel` is safe to carry out twice: the journal takes a panel once for each delivery key, and the rest reads, or stops what is stopped. So nothing is asked
 * beforehand and a crash loses nothing; only the answer is given once. Other commands are carried out at most once.
 */
const isSafeTwice = ({ command }: Received['invocation']): boolean => command === 'panel';

const takeFirst = ({ deliveries }: IntakeParts, { space, deliveryKey }: Received['invocation'], what: string): Promise<boolean> =>
  deliveries.first(space, `${what}/${deliveryKey}`);

const tell = (parts: IntakeParts, { received, client }: Request, answer: Reply | Objection): Promise<void> => {
  const { invocation, person, responseUrl } = received;
  const way = responseUrl === undefined ? {} : { responseUrl };
  return tellPrivately(parts.answers, { user: person.id, place: invocation.place, client, ...way }, answer);
};

/** Asks who the person is and whether a panel may be there, both anew, and hands the invocation on. */
const carryOut = async (parts: IntakeParts, { received, client }: Request): Promise<Reply | Objection> => {
  const { invocation, person, isShared } = received;
  const { space, place } = invocation;
  const { members, allowShared, installations } = parts;
  const bot = await installations.find(space);
  const channel = { space, channel: place.channel, posts: postsThere(invocation), isShared, scopes: bot?.scopes, client };
  const [actor, objection] = await Promise.all([
    findActor(members, { space, team: bot?.team, person, client }),
    findObjection({ cache: members.cache, allowShared }, channel),
  ]);
  if (objection !== undefined) return { userMessage: objection, typed: invocation.text };
  return parts.dispatch({ ...invocation, actor });
};

/** Carries a request out once and answers it. */
const createRun = (parts: IntakeParts) => {
  const running = new Set<string>();
  const runOnce = async (request: Request): Promise<void> => {
    const { received, asked = '' } = request;
    const { invocation } = received;
    if (!isSafeTwice(invocation) && !(await takeFirst(parts, invocation, 'run'))) return;
    const answer = await carryOut(parts, request);
    if (isSafeTwice(invocation) && !(await takeFirst(parts, invocation, 'answer'))) return;
    await tell(parts, request, 'userMessage' in answer && !answer.typed ? { ...answer, typed: asked } : answer);
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

/** Opens a form. A trigger is good for one, so a second delivery opens none and says nothing. */
const openForm = async (parts: IntakeParts, request: Request, makeView: () => Promise<ReturnType<typeof askForm>>): Promise<void> => {
  const { received, client } = request;
  try {
    if (received.triggerId === undefined || !(await takeFirst(parts, received.invocation, 'form'))) return;
    const view = await makeView();
    if (!view) throw new RangeError('the form is too long');
    await client.views.open({ trigger_id: received.triggerId, view });
  } catch (error) {
    parts.log.warn('slack did not open a form', { error: codeOf(error) });
    await tell(parts, request, { userMessage: words.formClosed });
  }
};

/** Everything after the acknowledgement. */
export const createIntake = (parts: IntakeParts) => {
  const run = createRun(parts);
  const listSets = (space: Invocation['space']): Promise<readonly SetChoice[]> =>
    parts.listSets(space).catch((error: unknown) => {
      parts.log.error('slack form has no sets', error);
      return [];
    });
  return {
    run,
    /** A command: `/panel` with nothing behind it opens the form. */
    command: (request: Request): Promise<void> => {
      const { invocation } = request.received;
      if (invocation.command !== 'panel' || !isBlank(invocation.text)) return run(request);
      return openForm(parts, request, async () => panelForm(invocation.place, await listSets(invocation.space)));
    },
    /** A button: it asks for a text first, or is carried out. */
    press: (received: NonNullable<ReturnType<typeof readPress>>, client: WebClient): Promise<void> => {
      const { asks, invocation } = received;
      if (!asks) return run({ received, client });
      const { command, action = [], options = {}, place } = invocation;
      return openForm(parts, { received, client }, async () => askForm(place, { command, action, options }, asks));
    },
  };
};
