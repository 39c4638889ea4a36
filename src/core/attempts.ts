import type { SpaceId } from './ids.ts';
import { Recent } from './recent.ts';

/** How long after an attempt a message that cannot be seen is surely not there. What a platform has stored may take a moment to be seen. */
const settleMs = 5_000;
/** How much earlier than the attempt a look begins, because clocks differ. */
const marginMs = 60_000;
/** Where a look begins when another process made the attempt and there is no thread: longer than a panel may wait. */
const unknownMs = 3_600_000;
/** Attempts that are remembered. Only those of unknown outcome are asked for, soon. */
const mostAttempts = 1_000;

type Attempt = { startedAt: Date | undefined; endedMs: number };

/** The two clocks of this machine: wall time, and milliseconds that never go back. */
type Clocks = Readonly<{ now: () => Date; monotonicMs: () => number }>;

/** How a platform writes the time into the ids of its messages. In milliseconds since 1970. */
export type Stamps = Readonly<{ ofTime: (ms: number) => string; timeOf: (stamp: string) => number }>;

/** Remembers when each message was tried, so that a look for it knows where to begin and when to be believed. */
export const createAttempts = (clock: Clocks, stamps: Stamps) => {
  const attempts = new Recent<Attempt>(mostAttempts);
  /** How far this machine's clock was ahead of the platform's at the last message. A clock that is behind does no harm. */
  let aheadMs = 0;
  const remember = (name: string, attempt: Attempt): Attempt => {
    attempts.set(name, attempt);
    return attempt;
  };
  return {
    begin: (space: SpaceId, key: string) => {
      const attempt = remember(`${space} ${key}`, { startedAt: clock.now(), endedMs: clock.monotonicMs() });
      return {
        end: (): void => {
          attempt.endedMs = clock.monotonicMs();
        },
        /** The platform gave the message this id, so the two clocks can be compared. */
        sent: (id: string): void => {
          attempts.delete(`${space} ${key}`);
          const behind = clock.now().getTime() - stamps.timeOf(id);
          if (Number.isFinite(behind)) aheadMs = Math.max(0, behind);
        },
      };
    },
    /**
     * `oldest` is the id from which on to look. `settled`: what is not there now was never stored. An attempt of an earlier
     * process counts as made at the first look; its thread began before it, by the platform's own clock.
     */
    look: (space: SpaceId, key: string, thread: string | undefined): Readonly<{ oldest: string; settled: boolean }> => {
      const name = `${space} ${key}`;
      const now = clock.monotonicMs();
      const { startedAt, endedMs } = attempts.get(name) ?? remember(name, { startedAt: undefined, endedMs: now });
      const settled = now - endedMs >= settleMs;
      if (startedAt) return { oldest: stamps.ofTime(startedAt.getTime() - aheadMs - marginMs), settled };
      return { oldest: thread ?? stamps.ofTime(clock.now().getTime() - aheadMs - unknownMs), settled };
    },
  };
};

export type Attempts = ReturnType<typeof createAttempts>;
