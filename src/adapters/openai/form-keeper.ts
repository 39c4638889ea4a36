import type { Cache } from '../../ports/cache.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { digest, type Endpoint } from './endpoint.ts';
import { type RequestForm, readForm } from './request-form.ts';

/** A day, in milliseconds. A server that learnt something new is asked for it the next day. */
const keptMs = 86_400_000;

/** A form, and whether the endpoint has accepted it. */
export type KeptForm = Readonly<{ form: RequestForm; isProven: boolean }>;

/** Remembers the form that one model at one endpoint accepts. */
export type FormKeeper = Readonly<{
  /** The accepted form, from memory or from the cache, else the richest. Reads the cache once, however many callers ask. */
  current: () => Promise<KeptForm>;
  /** Tells that a form was accepted. */
  accept: (form: RequestForm) => void;
  /** Tells that the accepted form was refused and nobody knows why. Unless the next call accepts it, that one may try simpler forms. */
  doubt: () => void;
}>;

/**
 * A keeper without a probe of its own: the first real call goes out in the richest form, and what it learns is kept for a day. Calls that start
 * beside it learn the same for themselves, which costs refusals and no tokens; waiting for the first answer would cost them its time.
 */
export const createFormKeeper = (parts: { endpoint: Endpoint; model: string; cache: Cache; clock: Clock; log: Log }): FormKeeper => {
  const { endpoint, model, cache, clock, log } = parts;
  const key = `openai:form:${digest(endpoint.baseUrl, endpoint.api, model)}`;
  const first: KeptForm = { form: endpoint.firstForm, isProven: false };
  let kept: Promise<KeptForm> | undefined;
  let forgetAtMs = 0;
  let proven = '';

  const keep = (form: Promise<KeptForm>): Promise<KeptForm> => {
    kept = form;
    forgetAtMs = clock.monotonicMs() + keptMs;
    return form;
  };
  const recall = async (): Promise<KeptForm> => {
    const form = readForm(await cache.get(key));
    if (!form) return first;
    proven = JSON.stringify(form);
    return { form, isProven: true };
  };

  return {
    current: () => {
      if (kept && clock.monotonicMs() < forgetAtMs) return kept;
      proven = '';
      return keep(recall());
    },
    accept: (form) => {
      const text = JSON.stringify(form);
      if (text === proven) return;
      proven = text;
      void keep(Promise.resolve({ form, isProven: true }));
      void cache.set(key, form, keptMs);
      log.info('model form settled', { model, api: endpoint.api, ...form });
    },
    doubt: () => {
      proven = '';
      kept = kept?.then(({ form }) => ({ form, isProven: false }));
    },
  };
};
