import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Matrix } from '../src/core/panel/eigenvalues.ts';
import { effectiveVoices, similarityOf, type Voice } from '../src/core/panel/spread.ts';
import { shuffle } from '../src/core/random.ts';
import { trigramJaccard, wordCosine } from '../src/core/similarity.ts';
import { percentile } from './metrics.ts';

/* How many different voices groups of real people have, by the measure that panels are measured with. */

const rowSchema = z.object({ answer: z.string(), verbatim: z.string() });
type Row = z.infer<typeof rowSchema>;

/** 1 to 5 for "would never buy" to "would certainly buy"; 3 is the middle. */
const placeOfAnswer = ({ answer }: Row): string => (Number(answer) > 3 ? 'for' : Number(answer) < 3 ? 'against' : 'between');

const letters = 'ABCDE'.split('');

/** Every way to take so many of the five options, in a fixed order. */
const menusOf = (options: number, from: readonly string[] = letters): ReadonlyArray<readonly string[]> =>
  options === 0 ? [[]] : from.flatMap((letter, at) => menusOf(options - 1, from.slice(at + 1)).map((rest) => [letter, ...rest]));

/** What one would take from a menu, by one's ranking, such as `B-C-D-A-E`. */
const choose = (menu: readonly string[], { answer }: Row): string => answer.split('-').find((letter) => menu.includes(letter)) ?? '';

const readRows = (folder: string, file: string): readonly Row[] =>
  z.array(rowSchema).parse(parse(readFileSync(join(folder, file)), { columns: true, bom: true }));

/** The people of gazpacho.csv: whether they would buy it, as a stance, and why, in their own words. */
export const readStances = (folder: string): readonly Voice[] =>
  readRows(folder, 'gazpacho.csv').map((row) => ({ places: [placeOfAnswer(row)], text: row.verbatim }));

/** The people of story-device.csv, once for each menu of so many options: what they would choose from it, and why, in their own words. */
export const readChoices = (folder: string, options: number): ReadonlyArray<readonly Voice[]> => {
  const rows = readRows(folder, 'story-device.csv');
  return menusOf(options).map((menu) => rows.map((row) => ({ places: [choose(menu, row)], text: row.verbatim })));
};

const samePlace = (a: Voice, b: Voice): number => Number(a.places[0] === b.places[0]);

const inPairs =
  (alike: (a: Voice, b: Voice) => number) =>
  (voices: readonly Voice[]): Matrix =>
    voices.map((a, row) => voices.map((b, column) => (row === column ? 1 : alike(a, b))));

/** Ways to say how alike voices are that need no model. The first is the one in use; the others are here to be compared with. */
export const kernels: Readonly<Record<string, (voices: readonly Voice[]) => Matrix>> = {
  'place and words': (voices) => similarityOf(voices),
  'place and trigrams': inPairs((a, b) => (samePlace(a, b) + trigramJaccard(a.text, b.text)) / 2),
  'place only': inPairs(samePlace),
  'words only': inPairs((a, b) => wordCosine(a.text, b.text)),
  'trigrams only': inPairs((a, b) => trigramJaccard(a.text, b.text)),
};

/** Groups drawn for one figure. Group k is the beginning of the order that seed k gives. */
const draws = 1_000;

/**
 * The 10th percentile, the median and the 90th of the effective number of voices of random groups, rounded to two decimals. With several menus the
 * groups take turns at them; the people of each are the same.
 */
export const measureGroups = (menus: readonly Matrix[], size: number): Readonly<{ low: number; median: number; high: number }> => {
  const people = menus[0]?.map((_, at) => at) ?? [];
  const voices = Array.from({ length: draws }, (_, draw) => {
    const group = shuffle(people, draw + 1).slice(0, size);
    const similarity = menus[draw % menus.length] ?? [];
    return effectiveVoices(group.map((row) => group.map((column) => similarity[row]?.[column] ?? 0)));
  });
  const at = (p: number): number => Number((percentile(voices, p) ?? 0).toFixed(2));
  return { low: at(0.1), median: at(0.5), high: at(0.9) };
};
