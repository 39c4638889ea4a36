import type { UsedTokens } from '../usage.ts';
import type { Drift } from './drift.ts';
import type { FileFacts } from './files.ts';
import type { CheckSize } from './items.ts';
import type { Figures } from './measure.ts';
import type { SwapAttribute } from './swap-attribute.ts';

/** How the answers differ from those of an earlier check, and what else has changed since. */
type SinceThen = Drift & Readonly<{ items: number; personas: number; day: string; version: number; models: readonly string[] }>;

/**
 * One finished check, pinned to what was checked: set and version, models, words of the items (`items.hash`). Holds figures and scores, no text of any answer.
 * `at` is ISO 8601.
 */
export type CheckResult = Readonly<{
  job: string;
  /** The day on which it began, where that is not the day of `at`. */
  from?: string;
  at: string;
  by: string;
  set: Readonly<{ id: string; title: string; version: number }>;
  personas: ReadonlyArray<Readonly<{ id: string; name: string }>>;
  models: readonly string[];
  items: Readonly<{ version: number; hash: string }>;
  size: CheckSize;
  attributes: readonly SwapAttribute[];
  /** Personas whose file mentions an attribute that was to be swapped. */
  swaps: ReadonlyArray<Readonly<{ attribute: SwapAttribute; personas: readonly string[] }>>;
  seed: number;
  calls: number;
  tokens: UsedTokens;
  figures: Figures;
  files: FileFacts;
  drift?: SinceThen;
}>;

/** What panels say of the last check of their set. */
export type LastCheck = Readonly<{ day: string; version: number; models: readonly string[] }>;

/** The day of a check in UTC. */
export const dayOf = ({ at }: Pick<CheckResult, 'at'>): string => at.slice(0, 10);

/**
 * `Last checked 2026-11-21, model m.`, or what has changed since then. Empty for a set that was never checked: its panels say nothing of it.
 */
export const describeLastCheck = (last: LastCheck | undefined, now: Readonly<{ version: number; models: readonly string[] }>): string => {
  if (!last) return '';
  const was = last.models.join(' and ');
  const isOther = now.models.length > 0 && last.models.toSorted().join() !== now.models.toSorted().join();
  const changed = [
    ...(last.version === now.version ? [] : [`checked on version ${last.version}, this is version ${now.version}`]),
    ...(isOther ? [`checked with ${was}, this is ${now.models.join(' and ')}`] : []),
  ];
  return changed.length > 0
    ? `Last checked ${last.day}, and changed since: ${changed.join('; ')}.`
    : `Last checked ${last.day}, model ${was}.`;
};
