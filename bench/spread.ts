import type { Matrix } from '../src/core/panel/eigenvalues.ts';
import { effectiveVoices, similarityOf } from '../src/core/panel/spread.ts';
import { kernels, measureGroups, readChoices, readStances } from './human-voices.ts';
import { editedCopies, paraphrases } from './one-voice.ts';

/*
 * What the spread gauge is set beside. `npm run bench:spread -- DIR`; the folder holds gazpacho.csv (answer, verbatim) and story-device.csv
 * (answer, a ranking such as B-C-D-A-E; verbatim), one row for each person.
 */

const line = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;
const table = (columns: readonly string[], rows: ReadonlyArray<readonly unknown[]>): string =>
  [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: npm run bench:spread -- DIR   (with gazpacho.csv and story-device.csv)');
  process.exit(1);
}
const stances = readStances(folder);

const sizes = [3, 4, 5, 6, 7, 8];
const inWords = ({ low, median, high }: ReturnType<typeof measureGroups>): string =>
  [low, median, high].map((one) => one.toFixed(2)).join(', ');
const rowOf = (subject: string, menus: readonly Matrix[]) => [subject, ...sizes.map((size) => inWords(measureGroups(menus, size)))];
const choices = [2, 3, 4, 5].map((options) =>
  rowOf(
    `choice among ${options}`,
    readChoices(folder, options).map((voices) => similarityOf(voices)),
  ),
);
console.log(
  table(['10th, 50th, 90th percentile', ...sizes.map((size) => `${size} people`)], [rowOf('stance', [similarityOf(stances)]), ...choices]),
);

const one = (text: string) => ({ places: ['one'], text });
const compared = Object.entries(kernels).map(([name, kernel]) => {
  const range = (fives: ReadonlyArray<readonly string[]>): string => {
    const figures = fives.map((five) => effectiveVoices(kernel(five.map(one))));
    return `${Math.min(...figures).toFixed(2)} to ${Math.max(...figures).toFixed(2)}`;
  };
  const people = [[stances], readChoices(folder, 5)].map((menus) => inWords(measureGroups(menus.map(kernel), 5)));
  return [name, range(editedCopies), range(paraphrases), ...people];
});
console.log(
  `\n${table(['kernel', 'five edited copies', 'five paraphrases', 'five people, stance', 'five people, choice among 5'], compared)}`,
);
