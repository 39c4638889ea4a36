import { existsSync } from 'node:fs';

/**
 * True when `path` is there. Otherwise says in one sentence what is missing, so that the tests can be skipped, and throws instead where
 * `CI` is `true`: a check that never ran must not look like one that passed.
 */
export const isThere = (path: string, name: string): boolean => {
  if (existsSync(path)) return true;
  const sentence = `${name} is missing (${path}), so the tests that need it are skipped.`;
  if (process.env['CI'] === 'true') throw new Error(sentence);
  process.stderr.write(`${sentence}\n`);
  return false;
};
