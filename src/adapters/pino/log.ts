import { pino } from 'pino';
import type { Log } from '../../ports/log.ts';

/** Names and codes are words of programs; whatever looks different may be words of people. */
const programWord = /^[\w.-]{1,60}$/;

/** Where an error arose. The stack begins with the message, and a message may hold lines that look like those of a stack. */
const placesOf = ({ message, stack = '' }: Error): string => {
  const head = message === '' ? stack.indexOf('\n') : stack.indexOf(message);
  const end = message === '' ? head : head + message.length;
  // A message that was changed since is not the one in the stack: then nobody can say where that one ends.
  const isWhole =
    head >= 0 && /^[\w.\s[\]:]{0,200}$/.test(stack.slice(0, head)) && !stack.slice(0, head).includes('\n') && stack[end] === '\n';
  if (!isWhole) return '';
  return stack
    .slice(end)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' < ');
};

/** The error's kind and where it arose. Its message is left out: libraries put payloads, addresses and tokens there. */
const describe = (cause: unknown): Record<string, string> => {
  if (!(cause instanceof Error)) return { error: typeof cause };
  const code = 'code' in cause && typeof cause.code === 'string' && programWord.test(cause.code) ? { code: cause.code } : {};
  return { error: programWord.test(cause.name) ? cause.name : 'Error', ...code, at: placesOf(cause) };
};

/** The operator's log: one JSON line for each event on standard error, so that standard output belongs to the terminal's answers. */
export const createPinoLog = (level: string): Log => {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
  return {
    info: (event, fields) => logger.info({ ...fields }, event),
    warn: (event, fields) => logger.warn({ ...fields }, event),
    error: (event, cause, fields) => logger.error({ ...fields, ...describe(cause) }, event),
  };
};
