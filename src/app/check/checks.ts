import { itemsText } from '../../core/check/items.ts';
import type { CheckDesk } from '../../ports/check-desk.ts';
import type { Documents } from '../../ports/documents.ts';
import type { PanelRunner } from '../panels/panel-runner.ts';
import { type CheckDeskParts, createCheckDesk, lastCheck } from './check-desk.ts';
import { createCheckRunner } from './check-runner.ts';
import { CheckStore } from './check-store.ts';

/** How long a process may be silent before another goes on with its check, and how long the first rest after failures is, in milliseconds. */
export const checkTimes = { leaseMs: 30_000, restMs: 2_000 } as const;

type Parts = Omit<CheckDeskParts, 'store' | 'runner' | 'itemsHash' | 'times'> &
  Readonly<{ documents: Documents; owner: string; times: CheckDeskParts['times'] }>;

/** The desk of checks, what runs them, and what panels say of them. `owner` names this process in leases. */
export const createChecks = ({ documents, owner, ...given }: Parts) => {
  const parts = { ...given, store: new CheckStore(documents), itemsHash: given.digest(itemsText()) };
  const runner = createCheckRunner(parts, owner);
  const desk: CheckDesk = createCheckDesk({ ...parts, runner });
  /** Panels and checks start, drain and rest together. */
  const beside = (panels: PanelRunner): PanelRunner => ({
    wake: panels.wake,
    start: () => {
      panels.start();
      runner.start();
    },
    drain: async (graceMs) => {
      await Promise.all([panels.drain(graceMs), runner.drain(graceMs)]);
    },
    idle: async () => {
      await Promise.all([panels.idle(), runner.idle()]);
    },
  });
  return { desk, last: lastCheck(parts), beside };
};
