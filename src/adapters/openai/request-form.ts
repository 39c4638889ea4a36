/**
 * How a request is put to one model at one endpoint. `answer`: a strict schema, any JSON object, or no word about the shape; `tokens`: the
 * parameter that limits the answer; `cacheKey`: whether `prompt_cache_key` is sent.
 */
export type RequestForm = Readonly<{
  answer: 'schema' | 'object' | 'text';
  tokens: 'max_completion_tokens' | 'max_tokens' | 'max_output_tokens';
  cacheKey: boolean;
}>;

const lowerAnswer = (form: RequestForm): RequestForm | undefined => {
  if (form.answer === 'text') return undefined;
  return { ...form, answer: form.answer === 'schema' ? 'object' : 'text' };
};

const withoutCacheKey = (form: RequestForm): RequestForm | undefined => (form.cacheKey ? { ...form, cacheKey: false } : undefined);

const otherTokens = (form: RequestForm, tried: readonly RequestForm[]): RequestForm | undefined => {
  const isSwapped = tried.some(({ tokens }) => tokens !== form.tokens);
  if (isSwapped || form.tokens === 'max_output_tokens') return undefined;
  return { ...form, tokens: form.tokens === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens' };
};

/** How servers call the parts of a form when they refuse one. */
const names = {
  cacheKey: /prompt_cache_key/,
  tokens: /max_(?:completion_|output_)?tokens/,
  answer: /response_format|json[_ ]schema|json_object|text\.format|structured.output|grammar/,
};

/**
 * The next simpler form after a refusal, or nothing when there is none. The part that the complaint names is made simpler. When it names none, all
 * parts are, one after the other, unless `isProven`: a form that was accepted before is not what this refusal is about. One call
 * makes at most four more requests that way, and servers refuse them before they work.
 */
export const simplify = (
  refused: Readonly<{ complaint: string; tried: readonly RequestForm[]; isProven: boolean }>,
  form: RequestForm,
): RequestForm | undefined => {
  const { complaint, tried, isProven } = refused;
  const steps = [
    { name: names.cacheKey, to: withoutCacheKey(form) },
    { name: names.tokens, to: otherTokens(form, tried) },
    { name: names.answer, to: lowerAnswer(form) },
  ];
  const named = steps.filter(({ name }) => name.test(complaint));
  if (named.length > 0 || isProven) return named.find(({ to }) => to)?.to;
  return lowerAnswer(form) ?? withoutCacheKey(form) ?? otherTokens(form, tried);
};

const isOneOf = <T extends string>(value: unknown, all: readonly T[]): value is T => all.some((one) => one === value);

/** Reads a form from a cache. Answers `undefined` for anything else. */
export const readForm = (value: unknown): RequestForm | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { answer, tokens, cacheKey }: Partial<Record<keyof RequestForm, unknown>> = value;
  const isForm =
    isOneOf(answer, ['schema', 'object', 'text']) && isOneOf(tokens, ['max_completion_tokens', 'max_tokens', 'max_output_tokens']);
  return isForm && typeof cacheKey === 'boolean' ? { answer, tokens, cacheKey } : undefined;
};
