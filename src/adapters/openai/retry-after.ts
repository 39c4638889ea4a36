const wholeMs = (ms: number): number | undefined => (Number.isNaN(ms) || ms < 0 ? undefined : ms);

const number = (text: string | null): number | undefined => (text === null || text.trim() === '' ? undefined : wholeMs(Number(text)));

/**
 * How long a server asks to be left alone, in milliseconds: `retry-after-ms` as OpenAI and Azure send it, else `Retry-After` in seconds or as a date
 * (RFC 9110, 10.2.3). A date that has passed is 0. Answers `undefined` for nothing, garbage and negative numbers; the caller caps what is huge.
 */
export const readRetryAfter = (headers: Headers, now: Date): number | undefined => {
  const inMs = number(headers.get('retry-after-ms'));
  if (inMs !== undefined) return inMs;
  const text = headers.get('retry-after');
  const seconds = number(text);
  if (seconds !== undefined) return seconds * 1_000;
  // Only real dates: `Date.parse` takes "-5" for a year.
  if (text === null || !/^[a-z]{3,9},? /i.test(text.trim())) return undefined;
  const ms = Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};
