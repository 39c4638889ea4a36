import { isEndpointFailure, type ModelFailure } from '../../core/model-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Times } from './times.ts';

/** How a call ended: without a failure, or with one and the rest in milliseconds that the server asked for. */
type Verdict = Readonly<{ failure?: ModelFailure; restMs?: number | undefined }>;

/** Leave to make one call. `report` says how it ended, once; `leave` gives the leave back without a word. */
type Pass = Readonly<{ report: (verdict: Verdict) => void; leave: () => void }>;

/** Keeps calls away from an endpoint that asked for a rest or fails all the time. */
type Breaker = Readonly<{
  /** Gives leave for a call, or nothing while the endpoint rests. After a rest one call at a time goes out on trial. */
  enter: () => Pass | undefined;
  isResting: () => boolean;
}>;

type Parts = Readonly<{ clock: Clock; times: Times; tell: (failure: ModelFailure, restMs: number) => void }>;

/** Calls that fail in a row before a rest. */
const mostFailures = 5;

/** How long an endpoint must rest for this failure, however often it happened. */
const askedRest = ({ failure, restMs }: Verdict, times: Times): number | undefined => {
  if (failure === 'quota') return times.quotaRest;
  if (failure === 'unauthorized' || failure === 'unknown-model') return times.refusedRest;
  // 0 seconds is no rest, and must not stand in for ours.
  return restMs ? Math.min(restMs, times.mostAskedRest) : undefined;
};

/** Whether an endpoint rests, from how its calls ended. */
const createHealth = ({ clock, times, tell }: Parts) => {
  let failures = 0;
  let nextRest = times.rest;
  let isOpen = false;
  let restUntil = 0;
  const isResting = (): boolean => isOpen && clock.monotonicMs() < restUntil;
  const rest = (failure: ModelFailure, ms: number): void => {
    if (!isResting()) tell(failure, ms);
    isOpen = true;
    restUntil = Math.max(restUntil, clock.monotonicMs() + ms);
  };
  const restLonger = (failure: ModelFailure): void => {
    rest(failure, nextRest);
    nextRest = Math.min(nextRest * 2, times.mostRest);
  };
  return {
    isResting,
    isOpen: () => isOpen,
    fail: (failure: ModelFailure, asked: number | undefined, isTrial: boolean): void => {
      failures += 1;
      if (asked !== undefined) rest(failure, asked);
      else if (isTrial || (!isOpen && failures >= mostFailures)) restLonger(failure);
    },
    succeed: (isTrial: boolean): void => {
      // A call from before the rest says nothing about the time after it.
      if (isOpen && !isTrial) return;
      failures = 0;
      nextRest = times.rest;
      isOpen = false;
    },
  };
};

/** A breaker for one model. `tell` hears of each rest as it begins, with its length in milliseconds. */
export const createBreaker = (parts: Parts): Breaker => {
  const health = createHealth(parts);
  let isTrying = false;
  const settle = (verdict: Verdict, isTrial: boolean): void => {
    const { failure } = verdict;
    if (failure !== undefined && isEndpointFailure(failure)) health.fail(failure, askedRest(verdict, parts.times), isTrial);
    else health.succeed(isTrial);
  };
  return {
    isResting: health.isResting,
    enter: () => {
      const isTrial = health.isOpen();
      if (health.isResting() || (isTrial && isTrying)) return undefined;
      isTrying = isTrying || isTrial;
      let isDone = false;
      const end = (verdict?: Verdict): void => {
        if (isDone) return;
        isDone = true;
        if (isTrial) isTrying = false;
        if (verdict) settle(verdict, isTrial);
      };
      return { report: end, leave: () => end() };
    },
  };
};
