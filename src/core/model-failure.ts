/**
 * Why a language model gave no answer. These are about the endpoint, so another engine may answer in its place:
 * `rate-limited`: it asked for a longer rest than the deadline allows; `quota`: the account has no credit left; `unauthorized`: the key was
 * refused; `unknown-model`: there is no such model; `overloaded`: it failed by itself; `unreachable`: no connection; `timeout`: no whole
 * answer by the deadline; `resting`: not asked, because it asked for a rest or failed too often; `rejected`: it refuses the request, and no
 * simpler form of it helps.
 */
const endpointFailures = [
  'rate-limited',
  'quota',
  'unauthorized',
  'unknown-model',
  'overloaded',
  'unreachable',
  'timeout',
  'resting',
  'rejected',
] as const;
export type EndpointFailure = (typeof endpointFailures)[number];

/**
 * These are about one answer: `too-long`: the prompt does not fit; `refused`: the model or its filter declined; `truncated`: cut before its end;
 * `empty`: no text; `malformed`: not the shape of an answer.
 */
type AnswerFailure = 'too-long' | 'refused' | 'truncated' | 'empty' | 'malformed';

export type ModelFailure = EndpointFailure | AnswerFailure;

/** True when the endpoint is at fault, not the answer. */
export const isEndpointFailure = (failure: string): failure is EndpointFailure => endpointFailures.some((one) => one === failure);

/** What people read. The operator's log has the code. */
export const describeModelFailure = {
  'rate-limited': 'the language model had too many requests',
  quota: 'the language model’s account has no credit left',
  unauthorized: 'the language model refused the key',
  'unknown-model': 'the endpoint does not know the configured model',
  overloaded: 'the language model was out of order',
  unreachable: 'the language model could not be reached',
  timeout: 'the language model did not answer in time',
  resting: 'the language model was resting after too many failures',
  rejected: 'the language model did not accept the request',
  'too-long': 'the text was too long for the language model',
  refused: 'the language model declined to answer',
  truncated: 'the answer was cut off before its end',
  empty: 'the answer was empty',
  malformed: 'the answer had the wrong shape',
} as const satisfies Record<ModelFailure, string>;
