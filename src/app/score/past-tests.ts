import { type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { LedgerEntry, OutcomeResult } from '../../core/ledger/entry.ts';
import { pickByRules } from '../../core/ledger/rules.ts';
import { maxStimulusUnits } from '../../core/stimulus.ts';
import { isReadable, withoutHiddenCharacters } from '../../core/text.ts';
import type { AttachedFile } from '../../ports/command.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Cells, RowReader } from '../../ports/row-reader.ts';
import { pastId } from './score-book.ts';

/*
 * Tests that were over before anybody forecast them, from a CSV file: one row each, with the options in `option_a` to `option_e` (or `headline_a` …), the counts in `people_a` and
 * `chose_a` (or `impressions_a` and `clicks_a`), or the letter of the `winner`; `source` and `date` as columns or one for all.
 */

/** One test of the past. */
export type PastTest = Readonly<{ options: string[]; result: OutcomeResult; source: string; date: string }>;

/** Most tests in one file. */
const mostTests = 100_000;
const letters = ['a', 'b', 'c', 'd', 'e'] as const;
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

const cell = (cells: Cells, ...names: readonly string[]): string =>
  names.map((name) => cells[name]?.trim() ?? '').find((value) => value !== '') ?? '';

const readCounts = (cells: Cells, options: number): OutcomeResult | string | undefined => {
  const raw = letters.slice(0, options).map((letter) => ({
    people: cell(cells, `people_${letter}`, `impressions_${letter}`),
    chose: cell(cells, `chose_${letter}`, `clicks_${letter}`),
  }));
  if (raw.every(({ people, chose }) => people === '' && chose === '')) return undefined;
  const isCount = (text: string): boolean => /^\d{1,8}$/.test(text);
  if (!raw.every(({ people, chose }) => isCount(people) && isCount(chose) && Number(chose) <= Number(people)))
    return 'with counts that are missing, no whole numbers, or more clicks than people';
  return { kind: 'counts', counts: raw.map(({ people, chose }) => ({ people: Number(people), chose: Number(chose) })) };
};

const readResult = (cells: Cells, options: number): OutcomeResult | string => {
  const counts = readCounts(cells, options);
  if (counts !== undefined) return counts;
  const winner = cell(cells, 'winner').toLowerCase();
  if (winner === 'tie' || winner === 'withdrawn') return { kind: winner };
  const place = letters.slice(0, options).map(String).indexOf(winner);
  return place < 0 ? 'without counts and without the letter of a winner' : { kind: 'winner', winner: place };
};

/** One row as a test, or what is wrong with it in words that never hold what a cell says. */
const readPastTest = (cells: Cells, fixed: Readonly<{ source?: string; date?: string }>): PastTest | string => {
  const given = letters.map((letter) => withoutHiddenCharacters(cell(cells, `option_${letter}`, `headline_${letter}`)));
  const options = given.filter((option) => option !== '');
  if (options.length < 2 || given.indexOf('') !== (options.length === 5 ? -1 : options.length)) return 'without two options';
  if (!options.every((option) => isReadable(option) && option.length <= maxStimulusUnits)) return 'with an option that cannot be read';
  const result = readResult(cells, options.length);
  if (typeof result === 'string') return result;
  const source = cell(cells, 'source') || (fixed.source ?? '');
  const date = cell(cells, 'date') || (fixed.date ?? '');
  if (source === '' || source.length > 200) return 'without a source of at most 200 characters';
  return isDay(date) ? { options, result, source, date } : 'without the day on which the test ended (write 2025-03-04)';
};

/** Reads all tests of a file, or says why none is taken. */
export const readPastTests = async (
  readRows: RowReader,
  file: AttachedFile,
  fixed: Readonly<{ source?: string; date?: string }>,
): Promise<readonly PastTest[] | Refusal> => {
  const tests: PastTest[] = [];
  const bad: string[] = [];
  for await (const event of readRows(file)) {
    if (event.kind === 'broken') return refuse('import-refused', { problem: event.problem });
    if (event.kind === 'columns') continue;
    const test = event.kind === 'row' ? readPastTest(event.cells, fixed) : event.problem;
    if (typeof test === 'string') bad.push(`line ${event.line} ${test}`);
    else tests.push(test);
    if (tests.length > mostTests) return refuse('import-refused', { problem: 'The file has more than 100,000 tests. Split it.' });
  }
  if (bad.length > 0)
    return refuse('import-refused', {
      problem: `${bad.length} ${bad.length === 1 ? 'row' : 'rows'} cannot be read: ${bad.slice(0, 5).join('; ')}. Correct ${bad.length === 1 ? 'it' : 'them'} and send the file again.`,
    });
  return tests.length > 0
    ? tests
    : refuse('import-refused', { problem: 'The file has no rows below the line with the names of the columns.' });
};

/** Writes the tests of a file into the ledger, marked as of the past. A test that is there already is not written again, so a file may be sent twice. */
export const importPastTests = async (
  { readRows, ledger }: Readonly<{ readRows: RowReader; ledger: Ledger }>,
  space: SpaceId,
  { file, fixed, author }: Readonly<{ file: AttachedFile; fixed: Readonly<{ source?: string; date?: string }>; author: string }>,
): Promise<{ rows: number; added: number } | Refusal> => {
  const tests = await readPastTests(readRows, file, fixed);
  if ('refused' in tests) return tests;
  let added = 0;
  for (const test of tests) {
    const { options, result, source, date } = test;
    const entry: LedgerEntry = {
      kind: 'past',
      panel: pastId(test),
      options: [...options],
      rules: pickByRules(options),
      outcome: { result, source, date, author },
    };
    if ('row' in (await ledger.append(space, entry))) added += 1;
  }
  return { rows: tests.length, added };
};
