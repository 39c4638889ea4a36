import { type Refusal, refuse } from '../../../core/errors.ts';
import type { Form } from '../../../core/form.ts';
import { type SpaceId, spaceId } from '../../../core/ids.ts';
import type { MessageLimits } from '../../../core/labels.ts';
import type { Place } from '../../../core/panel/panel.ts';
import { Recent } from '../../../core/recent.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Command, CommandAction, Invocation, Reply } from '../../../ports/command.ts';
import type { Deliveries } from '../../../ports/deliveries.ts';
import type { Log } from '../../../ports/log.ts';
import type { DrawCharts } from '../../../ports/pictures.ts';
import { askModal, formModal, type Modal } from '../forms/modals.ts';
import { panelForm } from '../forms/panel-form.ts';
import { isModerator } from '../install/permissions.ts';
import { findAction, menus } from '../install/registration.ts';
import { plainText } from '../render/escape.ts';
import { createWay, type Objection, type Way } from '../sending/answers.ts';
import type { PostingClient } from '../sending/posting-client.ts';
import { words } from '../words.ts';
import { completionsFor } from './completion.ts';
import { openAttachment } from './file.ts';
import { type Ask, type Envelope, type Origin, readInteraction } from './payloads.ts';
import { decodePress, encodePress, type KeptPresses } from './press.ts';
import { findOriginObjection, findRoomObjection, opensThreads, type Parent, placeOf } from './rooms.ts';
import type { KnownSets } from './sets.ts';

/** Hands an invocation to the application. */
type Dispatch = (invocation: Invocation) => Promise<Reply | Refusal>;

/** What carrying out a request needs. */
export type IntakeParts = Readonly<{
  dispatch: Dispatch;
  deliveries: Deliveries;
  commands: readonly Command[];
  setsOf: (space: SpaceId) => Promise<KnownSets>;
  findParent: (channel: string) => Promise<Parent | undefined>;
  /** What else stands in the way of a panel in a place, such as too many webhooks. */
  findObjection: (space: SpaceId, place: Place) => Promise<string | undefined>;
  client: PostingClient;
  kept: KeptPresses;
  /** Draws the charts of private answers; without it they stand in words. */
  drawCharts?: DrawCharts;
  /** Hears who uses the bot where. */
  meet?: (space: SpaceId, name: string) => void;
  limits: MessageLimits;
  clock: Clock;
  log: Log;
}>;

/** How long what may end in a form is waited for. Discord waits for 3 s, the way there and back included. */
const patienceMs = 1_800;
/** Interactions of late, and forms that wait for somebody to open them. */
const most = { seen: 5_000, forms: 500 } as const;
const formPrefix = 'sbf:';

/** A request from a server, with the way back. `typed` is given back with a refusal. */
type Request = Readonly<{ envelope: Envelope; origin: Origin & { kind: 'guild' }; space: SpaceId; way: Way; typed: string }>;

/** What is to be done, before anything but its place is known. */
type Wish = Pick<Invocation, 'command' | 'text' | 'file'> &
  Readonly<{ action: readonly string[]; options: Readonly<Record<string, string>> }>;

/** `/panel help` explains the command, as it does where a line is typed. */
const isHelp = ({ text, options }: Wish): boolean => /^\s*help\s*$/i.test(text) && Object.keys(options).length === 0;

/** True when what is asked for ends in messages in the channel. */
const postsThere = (wish: Wish): boolean =>
  wish.command === 'panel' && ['', 'discuss', 'ask'].includes(wish.action.join(' ')) && !isHelp(wish);

/**
 * Everything of `/panel` is safe to carry out twice: the journal takes a panel once for each delivery key, a report likewise, and the rest reads, or stops what is stopped. Other
 * commands are carried out at most once.
 */
const isSafeTwice = ({ command }: Wish): boolean => command === 'panel';

/** A form waits for one person in one space: what is filled in beforehand is theirs, and whoever may manage webhooks can write any custom id on a button. */
const formName = ({ space, envelope }: Request, customId: string): string => `${space} ${envelope.person.id} ${customId}`;

const samePath = (a: readonly string[], b: readonly string[]): boolean => a.join(' ') === b.join(' ');

const typedIn = (ask: Ask): string => {
  if (ask.kind === 'slash') return Object.values(ask.options).join('\n');
  if (ask.kind === 'submit') return ask.typed.join('\n');
  return ask.kind === 'menu' ? ask.message.content : '';
};

/** The free text of an action comes among the options on Discord, and goes where the dispatch looks for it, so that it is given back with a refusal. */
const toWish = (
  action: CommandAction | undefined,
  command: string,
  path: readonly string[],
  options: Readonly<Record<string, string>>,
): Wish => {
  const name = action?.takes?.name;
  if (name === undefined) return { command, action: path, options, text: '' };
  const { [name]: text = '', ...others } = options;
  return { command, action: path, options: others, text };
};

const withFile = (wish: Wish, ask: Ask): Wish => {
  const file = 'file' in ask && ask.file ? openAttachment(ask.file) : undefined;
  return file ? { ...wish, file } : wish;
};

class Intake {
  readonly #parts: IntakeParts;
  readonly #seen = new Recent<true>(most.seen);
  readonly #forms = new Recent<Modal>(most.forms);

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Takes an interaction as it came over the gateway. The same one twice is taken once. */
  readonly receive = async (payload: unknown): Promise<void> => {
    const received = readInteraction(payload);
    if (!received) {
      this.#parts.log.warn('discord sent an interaction that is not known here');
      return;
    }
    const { envelope, ask } = received;
    if (this.#seen.has(envelope.id)) return;
    this.#seen.set(envelope.id, true);
    const way = createWay(this.#parts, envelope);
    const { origin } = envelope;
    const typed = typedIn(ask);
    if (origin.kind !== 'guild') {
      if (ask.kind === 'complete') return way.choices([]);
      const userMessage = findOriginObjection(origin) ?? words.unfit;
      return way.tell(spaceId('discord', 'none'), { userMessage, typed });
    }
    const request = { envelope, origin, way, typed, space: spaceId('discord', origin.guild) };
    this.#parts.meet?.(request.space, envelope.person.name);
    try {
      await this.#route(request, ask);
    } catch (error) {
      this.#parts.log.error('discord request failed', error, { kind: ask.kind });
      if (ask.kind !== 'complete') await way.tell(request.space, refuse('store-unavailable', {}, typed));
    }
  };

  #route(request: Request, ask: Ask): Promise<void> {
    switch (ask.kind) {
      case 'slash':
        return this.#slash(request, ask);
      case 'complete':
        return this.#complete(request, ask);
      case 'menu':
        return this.#menu(request, ask);
      case 'press':
        return this.#press(request, ask.customId);
      case 'submit':
        return this.#submit(request, ask);
    }
  }

  async #complete({ way, space }: Request, ask: Ask & { kind: 'complete' }): Promise<void> {
    await way.choices(completionsFor(this.#parts.commands, ask, await this.#parts.setsOf(space)));
  }

  async #slash(request: Request, ask: Ask & { kind: 'slash' }): Promise<void> {
    const action = findAction(this.#parts.commands, ask.command, ask.path);
    if (!action) return request.way.tell(request.space, { userMessage: words.unknown, typed: request.typed });
    const wish = withFile(toWish(action, ask.command, action.path, ask.options), ask);
    const isPanel = ask.command === 'panel' && action.path.length === 0;
    if (isPanel && wish.text.trim() === '') {
      const objection = this.#objectEarly(request);
      if (objection !== undefined) return request.way.tell(request.space, { userMessage: objection });
      return this.#show(request, panelForm(await this.#parts.setsOf(request.space), wish.options));
    }
    return this.#carryOut(request, action, wish);
  }

  /** What can be said against a panel without asking anybody, so that nobody fills in a form for nothing. */
  #objectEarly({ origin }: Request): string | undefined {
    return origin.channel.isAgeRestricted ? words.ageRestricted : undefined;
  }

  async #menu(request: Request, ask: Ask & { kind: 'menu' }): Promise<void> {
    const { message, name } = ask;
    const { way, space, origin } = request;
    if (name === menus.who) {
      const wish = { command: 'panel', action: ['whose'], options: { message: message.id }, text: '' };
      return this.#run({ ...request, typed: '' }, wish);
    }
    if (name !== menus.ask) return way.tell(space, { userMessage: words.unknown });
    if (message.content.trim() === '') return way.tell(space, { userMessage: words.emptyMessage });
    // A thread that begins at a message has the message's id, and is opened with the panel's first message where it is not there yet.
    const thread = message.thread ?? (opensThreads(origin.channel) ? message.id : undefined);
    await this.#run(request, { command: 'panel', action: [], options: {}, text: message.content }, thread);
  }

  async #press(request: Request, customId: string): Promise<void> {
    const { way, space } = request;
    if (customId.startsWith(formPrefix)) {
      const form = this.#forms.get(formName(request, customId));
      if (!form) return way.tell(space, { userMessage: words.pressGone });
      await way.modal(form);
      return;
    }
    const carried = await this.#inTime(request, () => decodePress({ space, kept: this.#parts.kept }, customId));
    if (!carried) return way.tell(space, { userMessage: words.pressGone });
    const { press, asks } = carried;
    if (asks) return this.#showModal(request, askModal(asks, customId));
    const action = this.#actionOf(press.command, press.action);
    return this.#carryOut(request, action, toWish(action, press.command, press.action, press.options));
  }

  async #submit(request: Request, ask: Ask & { kind: 'submit' }): Promise<void> {
    const { way, space } = request;
    const carried = await this.#inTime(request, () => decodePress({ space, kept: this.#parts.kept }, ask.customId));
    if (!carried) return way.tell(space, { userMessage: words.pressGone, typed: request.typed });
    const { command, action: path, options } = carried.press;
    const action = this.#actionOf(command, path);
    return this.#carryOut(request, action, withFile(toWish(action, command, path, { ...options, ...ask.fields }), ask));
  }

  #actionOf(command: string, path: readonly string[]): CommandAction | undefined {
    return this.#parts.commands.find(({ name }) => name === command)?.actions.find((action) => samePath(action.path, path));
  }

  /** Waits for what comes before the first answer; when it takes too long, the person is told to wait, and it goes on. */
  async #inTime<T>({ way }: Request, work: () => Promise<T>): Promise<T> {
    const late = new AbortController();
    const running = work();
    const timer = this.#parts.clock.sleep(patienceMs, late.signal).then(async () => {
      if (!late.signal.aborted) await way.defer();
    });
    try {
      return await running;
    } finally {
      late.abort();
      await timer;
    }
  }

  async #show(request: Request, form: Form): Promise<void> {
    const { space } = request;
    const customId = await encodePress({ space, kept: this.#parts.kept }, { press: form.press }, { index: 0 });
    await this.#showModal(request, formModal(form, customId, plainText));
  }

  /** Discord shows a form as the first answer only, and none after a form: then a button opens it. */
  async #showModal(request: Request, modal: Modal): Promise<void> {
    const { way, envelope } = request;
    if (!way.isAnswered() && envelope.takesModal) {
      await way.modal(modal);
      return;
    }
    const customId = `${formPrefix}${envelope.id}`;
    this.#forms.set(formName(request, customId), modal);
    await way.offer(words.formReady, { label: words.openForm, isDanger: false, customId });
  }

  async #carryOut(request: Request, action: CommandAction | undefined, wish: Wish): Promise<void> {
    if (!action?.opensForm) return this.#run(request, wish);
    const answer = await this.#inTime(request, () => this.#answerTo(request, wish));
    if (answer && !('userMessage' in answer) && answer.form) return this.#show(request, answer.form);
    if (answer) await this.#tell(request, answer);
  }

  /** Acknowledges before anything is asked of anybody, then carries it out. */
  async #run(request: Request, wish: Wish, thread?: string): Promise<void> {
    if (!request.way.isAnswered() && (await request.way.defer()) === 'gone') return;
    const answer = await this.#answerTo(request, wish, thread);
    if (answer) await this.#tell(request, answer);
  }

  #tell({ way, space, typed }: Request, answer: Reply | Objection): Promise<void> {
    return way.tell(space, 'userMessage' in answer && !answer.typed ? { ...answer, typed } : answer);
  }

  async #objectTo({ origin, space }: Request, place: Place): Promise<string | undefined> {
    return (await findRoomObjection(origin, this.#parts.findParent)) ?? this.#parts.findObjection(space, place);
  }

  /** `undefined` when another process has done it. */
  async #answerTo(request: Request, wish: Wish, thread?: string): Promise<Reply | Objection | undefined> {
    const { envelope, origin, space } = request;
    const deliveryKey = `discord:${envelope.id}`;
    if (!isSafeTwice(wish) && !(await this.#parts.deliveries.first(space, `run/${deliveryKey}`))) return undefined;
    const place = placeOf(origin.channel);
    const objection = postsThere(wish) ? await this.#objectTo(request, place) : undefined;
    if (objection !== undefined) return { userMessage: objection };
    const { action, ...typed } = wish;
    return this.#parts.dispatch({
      ...(isHelp(wish) ? typed : { ...typed, action }),
      deliveryKey,
      space,
      place: thread === undefined ? place : { ...place, thread },
      actor: { ...envelope.person, role: isModerator(envelope.permissions) ? 'moderator' : 'member' },
    });
  }
}

/** Everything that comes in, from a payload to an answer. `receive` does not throw. */
export const createIntake = (parts: IntakeParts): Pick<Intake, 'receive'> => new Intake(parts);
