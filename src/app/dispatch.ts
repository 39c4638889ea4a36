import { AppError, isRefusal, type Refusal, refuse } from '../core/errors.ts';
import type { MessageLimits } from '../core/labels.ts';
import type { Clock } from '../ports/clock.ts';
import type { Command, CommandAction, CommandContext, Invocation, Reply } from '../ports/command.ts';
import type { Desks } from '../ports/desks.ts';
import type { Log } from '../ports/log.ts';
import { type Parsed, parseArguments, usages } from './arguments.ts';
import { helpReply } from './help.ts';

/** Carries out an invocation from any platform and answers it privately. Never throws. */
export type Dispatch = (invocation: Invocation) => Promise<Reply | Refusal>;

type DispatchParts = Readonly<{
  commands: readonly Command[];
  desks: Desks;
  limitsOf: (surface: string) => MessageLimits;
  clock: Clock;
  log: Log;
}>;

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((part, index) => part === b[index]);

/** A button or a form names its action and brings its fields; a typed line is parsed. */
const resolve = (command: Command, invocation: Invocation): Parsed | Refusal => {
  const { action: path, options } = invocation;
  if (path === undefined) return parseArguments(command, invocation.text);
  const action = command.actions.find((candidate) => samePath(candidate.path, path));
  if (!action) return refuse('action-unknown', { name: `/${command.name} ${path.join(' ')}`.slice(0, 60), usage: usages(command) });
  const text = action.takes && invocation.text !== '' ? { [action.takes.name]: invocation.text } : {};
  return { action, input: { ...options, ...text } };
};

const mayUse = (action: CommandAction, invocation: Invocation): boolean => action.who === 'member' || invocation.actor.role === 'moderator';

const carryOut = async (parts: DispatchParts, invocation: Invocation): Promise<Reply | Refusal> => {
  const { commands, desks } = parts;
  const command = commands.find(({ name }) => name === invocation.command);
  if (!command)
    return refuse(
      'command-unknown',
      { name: `/${invocation.command}`.slice(0, 60), names: commands.map(({ name }) => `/${name}`).join(', ') },
      invocation.text,
    );
  const limits = parts.limitsOf(invocation.place.surface);
  if (invocation.action === undefined && /^\s*help\s*$/i.test(invocation.text)) return helpReply(command, limits);
  const parsed = resolve(command, invocation);
  if (isRefusal(parsed)) return parsed;
  if (!mayUse(parsed.action, invocation))
    return refuse('not-allowed', { action: `/${[command.name, ...parsed.action.path].join(' ')}` }, invocation.text);
  const context: CommandContext = { invocation, limits, desks, commands };
  return parsed.action.run(parsed.input, context);
};

const toRefusal = (error: unknown, invocation: Invocation): Refusal =>
  error instanceof AppError
    ? { refused: error.code, userMessage: error.userMessage, typed: invocation.text }
    : refuse('fault', {}, invocation.text);

/** Finds the command, checks the rights, reads the input, runs it. What was typed comes back with every refusal, so nothing is lost. */
export const createDispatch =
  (parts: DispatchParts): Dispatch =>
  async (invocation) => {
    const from = parts.clock.monotonicMs();
    const name = parts.commands.some((command) => command.name === invocation.command) ? invocation.command : 'unknown';
    try {
      const answer = await carryOut(parts, invocation);
      const outcome = isRefusal(answer) ? answer.refused : 'ok';
      parts.log.info('command', {
        command: name,
        outcome,
        surface: invocation.place.surface,
        ms: Math.round(parts.clock.monotonicMs() - from),
      });
      return isRefusal(answer) ? { ...answer, typed: invocation.text } : answer;
    } catch (error) {
      parts.log.error('command failed', error, { command: name, surface: invocation.place.surface });
      return toRefusal(error, invocation);
    }
  };
