import type { Refusal } from '../core/errors.ts';
import type { Form } from '../core/form.ts';
import type { SpaceId } from '../core/ids.ts';
import type { LabelledMessage, MessageLimits } from '../core/labels.ts';
import type { Actor, Place } from '../core/panel/panel.ts';
import type { Desks } from './desks.ts';

/** A file that somebody attached. `open` may be called more than once and streams the bytes from the start. */
export type AttachedFile = Readonly<{ name: string; bytes: number; open: () => AsyncIterable<Uint8Array> }>;

/**
 * A request from any platform, after its adapter has verified it. `deliveryKey` is the platform's own id of the delivery: the
 * same key always gives the same panel. `action` and `options` are set by buttons, forms and the terminal; typed text is parsed by
 * the dispatch.
 */
export type Invocation = Readonly<{
  deliveryKey: string;
  space: SpaceId;
  place: Place;
  actor: Actor;
  command: string;
  text: string;
  action?: readonly string[];
  options?: Readonly<Record<string, string>>;
  file?: AttachedFile;
}>;

/** A file that a command hands to the person who asked: text, with a name that is safe to save under. */
type ReplyFile = Readonly<{ name: string; text: string }>;

/**
 * The private answer to an invocation. `panel` names the panel that was accepted or found. With `form` the person is shown that form; only actions that say
 * `opensForm` may answer with one. With `file` they get that file. With `settled` something is done that can be done once only: in a message that
 * only the person sees, the `button` that was pressed has nothing left to do, or none in that `message` has.
 */
export type Reply = Readonly<{
  messages: readonly LabelledMessage[];
  panel?: number;
  panelId?: string;
  form?: Form;
  file?: ReplyFile;
  settled?: 'button' | 'message';
}>;

/** What a command has at hand while it runs. */
export type CommandContext = Readonly<{
  invocation: Invocation;
  limits: MessageLimits;
  desks: Desks;
  /** The declarations themselves, for help. */
  commands: readonly Command[];
}>;

/** One option: `set:everyday-shoppers` when typed, a field of a form elsewhere. `choices` names a list that a surface may complete from. */
type OptionSpec = Readonly<{ about: string; choices?: 'sets' | 'personas' | readonly string[]; example?: string }>;

/** One thing that a command can do. `path` is empty for the command itself, `['quotes', 'import']` for `/panel-admin quotes import`. */
export type CommandAction = Readonly<{
  path: readonly string[];
  about: string;
  who: 'member' | 'moderator';
  /** What it is called where it cannot be typed beside the actions below its path, such as `find` for `/quotes <topic>` on Discord. */
  root?: string;
  /** The free text behind the command. `required`: without it the action does nothing but refuse. */
  takes?: Readonly<{ name: string; about: string; example: string; required?: true }>;
  options: Readonly<Record<string, OptionSpec>>;
  /** What file it wants, when it wants one. */
  file?: string;
  /**
   * May answer with a form. Slack and Discord show one only within three seconds and as the first answer, so such an action asks no network; stores are quick enough.
   */
  opensForm?: true;
  /** Reached by a button only: not typed, not listed. */
  hidden?: true;
  run: (input: Readonly<Record<string, string>>, context: CommandContext) => Promise<Reply | Refusal>;
}>;

/** One command, declared once; every platform, the help texts and the README's table are rendered from it. */
export type Command = Readonly<{
  name: string;
  about: string;
  actions: readonly CommandAction[];
}>;
