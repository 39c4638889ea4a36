import { createHash } from 'node:crypto';
import { commit } from '../../src/core/ledger/chain.ts';
import type { EntryOf, Forecast, OutcomeResult } from '../../src/core/ledger/entry.ts';
import { pickByRules } from '../../src/core/ledger/rules.ts';

/* Entries of a ledger, for tests. */

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A forecast between a short and a longer headline that ends in a question mark. */
export const aForecast = (change: Partial<Forecast> = {}): Forecast => {
  const options = ['Save money', 'Would you save money with one tap?'];
  return {
    number: 1,
    options,
    set: { id: 'everyday', version: 2 },
    models: ['m'],
    seed: 7,
    seats: 2,
    personas: [
      { id: 'ana', model: 'm', options: [0.8, 0.2], noOpinion: 0 },
      { id: 'ben', model: 'm', options: [0.2, 0.3], noOpinion: 0.5 },
    ],
    pooled: [2 / 3, 1 / 3],
    control: { model: 'm', options: [0.3, 0.6], noOpinion: 0.1 },
    rules: pickByRules(options),
    ...change,
  };
};

export const sealed = (panel: string, forecast = aForecast(), nonce = 'nonce'): EntryOf<'forecast'> => ({
  kind: 'forecast',
  panel,
  forecast,
  nonce,
  commitment: commit(forecast, nonce, sha256),
});

export const vote = (panel: string, voter: string, choice: number): EntryOf<'vote'> => ({ kind: 'vote', panel, voter, choice, options: 2 });

export const outcomeOf = (panel: string, result: OutcomeResult, date = '2026-11-21'): EntryOf<'outcome'> => ({
  kind: 'outcome',
  panel,
  outcome: { result, source: 'a test', date, author: 'hash-of-robin' },
});

export const winner = (option: number): OutcomeResult => ({ kind: 'winner', winner: option });

export const pastTest = (panel: string, result: OutcomeResult): EntryOf<'past'> => ({
  kind: 'past',
  panel,
  options: ['Short', 'A longer one'],
  rules: pickByRules(['Short', 'A longer one']),
  outcome: { result, source: 'an archive', date: '2020-01-01', author: 'hash-of-robin' },
});
