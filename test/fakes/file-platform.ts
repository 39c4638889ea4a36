import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChatSurface } from '../../src/ports/chat-surface.ts';

/*
 * A platform that remembers in a file what was posted, de-duplicates nothing, and takes its time before and after it stores a message, so a
 * process that is killed leaves every kind of half-done post behind.
 */

/** One stored message. */
export type Stored = Readonly<{ ref: string; key: string; kind: string; label: string; sender: string; thread?: string }>;

/** Everything that was posted, in order. A line that was cut by a kill would be a fault of the test and throws. */
export const readPlatform = (file: string): readonly Stored[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Stored);

/** The surface over that file. `pauseMs` gives the time before and after each store; `random` makes it vary. */
export const createFileSurface = (file: string, pauseMs: number, random: () => number): ChatSurface => ({
  name: 'file',
  limits: { nameUnits: 80, bodyUnits: 8_000, notificationUnits: 200 },
  paceMs: 0,
  paceKey: ({ channel }) => channel,
  post: async ({ key, message, place }) => {
    await wait(random() * pauseMs);
    const ref = `m${process.pid}-${Math.floor(random() * 1e9)}`;
    const { kind, label, sender } = message;
    const stored: Stored = { ref, key, kind, label, sender: sender.name, ...(place.thread === undefined ? {} : { thread: place.thread }) };
    appendFileSync(file, `${JSON.stringify(stored)}\n`);
    await wait(random() * pauseMs);
    return { outcome: 'sent', ref };
  },
  find: async ({ key }) => {
    const found = readPlatform(file).find((stored) => stored.key === key);
    return found ? { found: found.ref } : 'absent';
  },
  edit: async () => true,
  remove: async () => false,
});
