import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const lineSchema = z.object({ text: z.string() });

const readTexts = (folder: string, name: string): readonly string[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)).text);

/** The first and the second half of a sentence, by words. */
const halves = (text: string): readonly [string, string] => {
  const words = text.split(' ');
  const middle = Math.ceil(words.length / 2);
  return [words.slice(0, middle).join(' '), words.slice(middle).join(' ')];
};

/**
 * As many texts as asked for, each another: the sentences of the folders first, then the first half of one with the second half of another, so that
 * words and lengths are those of real texts. The same every time.
 */
export const makeTexts = (folders: readonly string[], count: number): readonly string[] => {
  const real = folders.flatMap((folder) => readTexts(folder, 'quotes.jsonl'));
  const parts = real.map(halves);
  return Array.from({ length: count }, (_, at) => {
    const whole = real[at];
    if (whole !== undefined) return whole;
    const round = Math.floor(at / real.length);
    return `${parts[at % real.length]?.[0]} ${parts[(at * 7 + round * 13 + 5) % real.length]?.[1]} ${round}`;
  });
};

/** The queries of the folders. */
export const readQueries = (folders: readonly string[]): readonly string[] =>
  folders.flatMap((folder) => readTexts(folder, 'queries.jsonl'));
