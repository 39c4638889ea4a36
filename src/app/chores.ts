import type { Clock } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { KeptFiles } from '../ports/kept-files.ts';
import type { Log } from '../ports/log.ts';
import type { Forgetter } from './quotes/quote-forget.ts';
import { draftMs } from './quotes/quote-import-desk.ts';
import { spacesWithWithdrawals, withdrawalsDone } from './quotes/withdrawals.ts';

const hourMs = 60 * 60_000;

/** How soon a withdrawal is gone over again that met running panels, in milliseconds. */
const againMs = 30_000;

type Parts = Readonly<{
  documents: Documents;
  files: Pick<KeptFiles, 'sweep'>;
  forgetter: Pick<Forgetter, 'resume'>;
  retain: () => Promise<void>;
  clock: Clock;
  log: Log;
}>;

/** What is done without being asked: withdrawals are finished, files that nobody confirmed go, rules about keeping are applied. */
export type Chores = Readonly<{ start: () => void; stop: () => Promise<void>; runOnce: () => Promise<void> }>;

/** Runs a chore. One that fails is noted and tried again with the next round. */
const attempt = async (log: Log, chore: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    log.error('chore failed', error, { chore });
  }
};

const finishWithdrawals = async ({ documents, forgetter }: Parts): Promise<void> => {
  for (const space of await spacesWithWithdrawals(documents)) {
    const isLeft = await forgetter.resume(space);
    if (!isLeft) await withdrawalsDone(documents, space);
  }
};

/** Does everything at the start, withdrawals twice a minute, the rest each hour: a day that ends is acted on within an hour of its end. */
export const createChores = (parts: Parts): Chores => {
  const { files, retain, clock, log } = parts;
  const ended = new AbortController();
  let working: Promise<void> = Promise.resolve();
  const often = () => attempt(log, 'withdrawals', () => finishWithdrawals(parts));
  const hourly = async (): Promise<void> => {
    await attempt(log, 'drafts', () => files.sweep(draftMs));
    await attempt(log, 'retention', retain);
  };
  const work = async (): Promise<void> => {
    let nextHour = Number.NEGATIVE_INFINITY;
    while (!ended.signal.aborted) {
      await often();
      if (clock.monotonicMs() >= nextHour) {
        await hourly();
        nextHour = clock.monotonicMs() + hourMs;
      }
      await clock.sleep(againMs, ended.signal);
    }
  };
  return {
    start: () => {
      working = work();
    },
    stop: async () => {
      ended.abort();
      await working;
    },
    runOnce: async () => {
      await often();
      await hourly();
    },
  };
};
