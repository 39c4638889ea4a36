import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createCheckRunner } from '../../src/app/check/check-runner.ts';
import { spaceId } from '../../src/core/ids.ts';

type Parts = Parameters<typeof createCheckRunner>[0];

it('stops, and says so in the log, when the lease of a check cannot be let go', async () => {
  const errors: string[] = [];
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  // What a check that is stopped before its first step asks for, and nothing else.
  const store = {
    openJobs: async () => [{ id: 'a', set: { id: 'families' } }],
    claim: async () => ({ version: 1, takeovers: 0 }),
    renew: () => Promise.reject(new Error('the store is away')),
    job: () => answered,
    clear: async () => {},
  };
  const clock = {
    now: () => new Date(0),
    monotonicMs: () => 0,
    // Leases are not renewed in the time that this takes; a stop has no patience.
    sleep: (ms: number, signal?: AbortSignal) =>
      ms === 0 ? Promise.resolve() : new Promise<void>((over) => signal?.addEventListener('abort', () => over())),
  };
  const log = { error: (message: string) => errors.push(message) };
  const runner = createCheckRunner({ store, clock, log, times: { leaseMs: 1_000, restMs: 1 } } as unknown as Parts, 'owner');
  runner.wake(spaceId('web', 'team'));
  await setImmediate();
  const stopped = runner.drain(0);
  await setImmediate();
  answer();
  await stopped;
  expect(errors).toEqual(['check lease not released']);
});
