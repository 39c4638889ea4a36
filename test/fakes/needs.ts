import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** True when a program is on PATH or, for a name with a slash, when the file or folder exists. */
export const isPresent = (name: string): boolean =>
  name.includes('/') ? existsSync(name) : (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));

/**
 * A `describe` for tests that need a program or a path which a machine may not have: `needs('redis-server', 'Redis')('a cache in Redis', …)`.
 * Without it the tests are skipped under a title that says what is missing; in CI (`CI=true`) they fail instead, so that nobody believes in
 * tests which never ran.
 */
export const needs = (name: string, what: string): ((title: string, body: () => void) => void) => {
  if (isPresent(name)) return (title, body) => describe(title, body);
  const missing = `${what} is not tested here: ${name} is missing`;
  if (process.env['CI'] !== 'true') return (title, body) => describe.skip(`${title} (${missing})`, body);
  return (title) =>
    describe(title, () => {
      it('has what it needs', () => {
        throw new Error(missing);
      });
    });
};

/**
 * True when a program or path is there. Otherwise says in one sentence what is missing, so that the tests can be skipped, and throws where
 * `CI` is `true`: a check that never ran must not look like one that passed.
 */
export const isThere = (name: string, what: string): boolean => {
  if (isPresent(name)) return true;
  const sentence = `${what} is missing (${name}), so the tests that need it are skipped.`;
  if (process.env['CI'] === 'true') throw new Error(sentence);
  process.stderr.write(`${sentence}\n`);
  return false;
};
