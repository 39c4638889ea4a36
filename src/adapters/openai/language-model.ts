import type { Clock } from '../../ports/clock.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { Post } from './client.ts';
import { composeCompletion } from './completion.ts';
import type { Api } from './endpoint.ts';
import type { Fault } from './fault.ts';
import type { FormKeeper } from './form-keeper.ts';
import type { Gate } from './gate.ts';
import type { Tried } from './persistence.ts';
import { type Reading, readAnswer } from './read-answer.ts';
import { composeRequest, type Question } from './request-body.ts';
import { type RequestForm, simplify } from './request-form.ts';

type Asked = Readonly<{
  question: Question;
  timeoutMs: number;
  signal: AbortSignal;
  /** Told of each request that failed and may have been worked on. */
  lose: () => void;
}>;

/** What is no answer at all although its status is 200: nothing was accepted, and an endpoint that failed may be asked again. */
const faultOf = (reading: Reading): Fault | undefined => {
  if (!('failure' in reading)) return undefined;
  if (reading.failure === 'malformed') return { failure: 'malformed', retry: 'never', isFree: false };
  return reading.failure === 'overloaded' ? { failure: 'overloaded', retry: 'again', isFree: false } : undefined;
};

/** Makes one attempt: the known form, and simpler ones as long as the server refuses the form. */
const createAsk =
  (parts: Readonly<{ api: Api; post: Post; keeper: FormKeeper; clock: Clock }>) =>
  async ({ question, timeoutMs, signal, lose }: Asked): Promise<Tried<Reading>> => {
    const { api, post, keeper, clock } = parts;
    const end = clock.monotonicMs() + timeoutMs;
    const { form: first, isProven } = await keeper.current();
    const tried: RequestForm[] = [];
    for (let form = first; ; ) {
      const reply = await post({ ...composeRequest(api, question, form), timeoutMs: end - clock.monotonicMs(), signal });
      if ('body' in reply) {
        const reading = readAnswer(api, reply.body);
        const fault = faultOf(reading);
        if (!fault) keeper.accept(form);
        else lose();
        return fault ? { fault } : { value: reading };
      }
      const { fault } = reply;
      if (!fault.isFree) lose();
      tried.push(form);
      const { complaint } = fault;
      const isRefusal = fault.failure === 'rejected';
      const simpler = complaint === undefined ? undefined : simplify({ complaint, tried, isProven: isProven || !isRefusal }, form);
      if (!simpler) {
        if (isRefusal) keeper.doubt();
        return { fault };
      }
      form = simpler;
    }
  };

/**
 * A language model over an OpenAI-compatible API. A request that the server refuses is put in simpler forms until one is accepted. When the
 * server does not tell what it used, the use is estimated with `estimateTokens`.
 */
export const createLanguageModel = (
  parts: Readonly<{ name: string; api: Api; post: Post; keeper: FormKeeper; gate: Gate; clock: Clock }>,
): LanguageModel => {
  const ask = createAsk(parts);
  return {
    name: parts.name,
    complete: async (request) => {
      const { prompt, schema, maxOutputTokens, cacheKey, deadlineMs, signal } = request;
      const question: Question = { model: parts.name, prompt, schema, maxOutputTokens, cacheKey };
      let lost = 0;
      const lose = (): void => {
        lost += 1;
      };
      const result = await parts.gate({ deadlineMs, signal, attempt: (limits) => ask({ question, ...limits, lose }) });
      return composeCompletion(request, result, lost);
    },
  };
};
