import { pino } from 'pino';
import type { Log } from '../../ports/log.ts';

/** The error's kind and where it arose. Its message is left out: libraries put payloads, addresses and tokens there. */
const describe = (cause: unknown): Record<string, string> => {
  if (!(cause instanceof Error)) return { error: typeof cause };
  const code = 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {};
  const at = (cause.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' < ');
  return { error: cause.name, ...code, at };
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
