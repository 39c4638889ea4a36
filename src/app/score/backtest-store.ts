import type { SpaceId } from '../../core/ids.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import type { Documents } from '../../ports/documents.ts';
import type { BacktestStep } from './backtest.ts';
import type { PastTest } from './past-tests.ts';

/** A backtest as chosen. `owner` names who works on it: whoever starts it anew takes it over, and the one before ends. */
export type BacktestJob = Readonly<{
  id: string;
  file: string;
  set: PersonaSet;
  leftOut: number;
  status: 'asked' | 'running' | 'stopped' | 'done';
  owner?: string;
  problem?: string;
}>;

const kinds = { job: 'backtest', tests: 'backtest-tests', steps: 'backtest-steps' } as const;
const author = 'sounding-board';
const one = 'newest';

/** Keeps the backtest of a space: the job, its tests, and its steps in small documents that are written once. */
export const createBacktestStore = (documents: Documents) => {
  const put = (space: SpaceId, kind: string, id: string, value: unknown, expectedVersion: number) =>
    documents.put(space, { kind, id, value, author, expectedVersion, keeps: 1 });
  const clear = async (space: SpaceId): Promise<void> => {
    // The job last: what a crash leaves behind is then still found.
    for (const { id } of await documents.list(space, kinds.steps)) await documents.remove(space, kinds.steps, id);
    await documents.remove(space, kinds.tests, one);
    await documents.remove(space, kinds.job, one);
  };
  return {
    read: async (space: SpaceId): Promise<Readonly<{ job: BacktestJob; version: number }> | undefined> => {
      const stored = await documents.get(space, kinds.job, one);
      // What is read here was written below and by nothing else; so it is with tests and steps.
      return stored && { job: stored.value as BacktestJob, version: stored.version };
    },
    create: async (space: SpaceId, job: BacktestJob, tests: readonly PastTest[]): Promise<boolean> => {
      await clear(space);
      await put(space, kinds.tests, one, tests, 0);
      return (await put(space, kinds.job, one, job, 0)) !== undefined;
    },
    /** False when somebody else changed it meanwhile. */
    change: async (space: SpaceId, version: number, job: BacktestJob): Promise<boolean> =>
      (await put(space, kinds.job, one, job, version)) !== undefined,
    tests: async (space: SpaceId): Promise<readonly PastTest[]> =>
      ((await documents.get(space, kinds.tests, one))?.value ?? []) as readonly PastTest[],
    keep: async (space: SpaceId, steps: readonly BacktestStep[]): Promise<void> => {
      const [first] = steps;
      if (first) await put(space, kinds.steps, first.key, steps, 0);
    },
    steps: async (space: SpaceId): Promise<Map<string, BacktestStep>> =>
      new Map(
        (await documents.list(space, kinds.steps)).flatMap(({ value }) =>
          (value as readonly BacktestStep[]).map((step) => [step.key, step] as const),
        ),
      ),
    clear,
  };
};

export type BacktestStore = ReturnType<typeof createBacktestStore>;
