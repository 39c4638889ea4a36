/*
 * Finds the JSON object in what a language model wrote: bare, in a code fence, with prose around it, after a thinking block. The
 * time is bounded whatever the text; how deep it nests does not matter, because nothing here or in the check descends further than it expects.
 */

/** Longest answer that is looked at, in UTF-16 units. The longest that is asked for has about 6,000; the rest is room for thinking aloud. */
const mostUnits = 200_000;

/** How many opening braces are tried. A brace or two may stand in prose. */
const mostTries = 24;

/** Why no object was found: nothing was written, an object was begun and not ended, or none has the asked shape. */
export type JsonProblem = 'empty' | 'truncated' | 'malformed';

/** Where the object that begins at `start` ends, or undefined when it does not. Brackets inside strings do not count. */
const findEnd = (text: string, start: number): number | undefined => {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const unit = text[at];
    if (inString) {
      if (unit === '\\') at += 1;
      else if (unit === '"') inString = false;
    } else if (unit === '"') inString = true;
    else if (unit === '{' || unit === '[') depth += 1;
    else if (unit === '}' || unit === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The text after a thinking block. Some servers swallow the tag that opens it. A text that begins with its answer is left alone. */
const withoutThinking = (text: string): string => {
  if (/^\s*(?:\{|```)/u.test(text)) return text;
  const close = /<\/(?:think|thinking|reasoning)>/u.exec(text);
  if (close) return text.slice(close.index + close[0].length);
  return /^\s*<(?:think|thinking|reasoning)>/u.test(text) ? '' : text;
};

/**
 * The first top-level JSON object in `text` for which `read` returns something. What is not JSON is passed over, and so is an object inside of
 * one that does not fit: it may be a headline that the answer repeats.
 */
export const findObject = <T extends object>(text: string, read: (value: unknown) => T | undefined): T | JsonProblem => {
  if (text.length > mostUnits) return 'malformed';
  if (text.trim() === '') return 'empty';
  const answer = withoutThinking(text);
  if (answer.trim() === '') return 'truncated';
  let problem: JsonProblem = 'malformed';
  let start = answer.indexOf('{');
  for (let tries = 0; start >= 0 && tries < mostTries; tries += 1) {
    const end = findEnd(answer, start);
    const value = end === undefined ? undefined : parse(answer.slice(start, end));
    const found = value === undefined ? undefined : read(value);
    if (found) return found;
    if (end === undefined && tries === 0) problem = 'truncated';
    start = answer.indexOf('{', value === undefined ? start + 1 : end);
  }
  return problem;
};
