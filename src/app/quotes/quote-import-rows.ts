import type { z } from 'zod';
import type { ImportField } from '../../core/quotes/import-mapping.ts';
import { type NewQuote, newQuoteSchema, permissions } from '../../core/quotes/quotes.ts';
import { cutToUnits, onOneLine } from '../../core/text.ts';
import type { Cells } from '../../ports/row-reader.ts';
import type { ImportPlan } from './quote-import-columns.ts';
import { isAmbiguousDate, toDay, toPermission, toStars } from './quote-import-values.ts';

/** One row: its quotes (several where a survey has several questions, none where nobody answered), or what is wrong with it, as the words behind “3 rows …”. The words never hold what a cell says. */
export type RowCheck = Readonly<{ quotes: readonly NewQuote[] }> | Readonly<{ problems: readonly string[] }>;

/** What people may claim for words of people; `sample` is for lines that are nobody's. */
const claimable = permissions.filter((permission) => permission !== 'sample').join(', ');

const writeDate = 'write 4 March 2025 as 2025-03-04';

const without: Readonly<Record<ImportField, string>> = {
  text: 'without words',
  source: 'without a source',
  date: 'without a date',
  permission: 'without a permission',
  segment: 'without a segment',
  licence: 'without a licence',
  speaker: 'without a speaker',
  stars: 'without stars',
  link: 'without a link',
};

const describeIssue = (issue: z.core.$ZodIssue, raw: (field: ImportField) => string | undefined): string => {
  const field = issue.path[0] as ImportField;
  const value = raw(field) ?? '';
  if (value.trim() === '') return without[field];
  if (field === 'stars') return 'whose stars are not a number from 0 to 5 (rename the column to leave stars out)';
  if (field === 'link') return 'whose link is no web address (rename the column to leave links out)';
  if (field === 'permission') return `whose permission is none of ${claimable}`;
  if (field === 'date') {
    return isAmbiguousDate(value) ? `whose date can be read in two ways (${writeDate})` : `whose date is not a day (${writeDate})`;
  }
  return field === 'text' && issue.code !== 'too_big' ? without.text : `where ${issue.message}`;
};

/** What a row says about a quote, before it is checked. */
type Candidate = Partial<Record<ImportField, string | number>>;

/** An empty cell is no value, and gets no key: stores bind what is there. The text stays as it is, byte for byte. */
const toCandidate = (raw: (field: ImportField) => string | undefined, order: ImportPlan['dateOrder']): Candidate => {
  const candidate: Candidate = { text: raw('text') ?? '', permission: toPermission(raw('permission') ?? '') };
  for (const field of ['source', 'segment', 'licence', 'speaker', 'link'] as const) {
    const value = raw(field)?.trim();
    if (value) candidate[field] = value;
  }
  const date = toDay(raw('date') ?? '', order);
  if (date !== undefined) candidate.date = date;
  const stars = raw('stars')?.trim();
  if (stars) candidate.stars = toStars(stars);
  return candidate;
};

const checkOne = (plan: ImportPlan, raw: (field: ImportField) => string | undefined): RowCheck => {
  const parsed = newQuoteSchema.safeParse(toCandidate(raw, plan.dateOrder));
  if (parsed.success) return { quotes: [parsed.data] };
  return { problems: [...new Set(parsed.error.issues.map((issue) => describeIssue(issue, raw)))] };
};

/** Longest source (core/quotes/quotes.ts). */
const sourceUnits = 120;

/** Where an answer comes from, with the question that it answers: without it, “too dear” says nothing. */
const withQuestion = (source: string | undefined, question: string): string => {
  const from = source?.trim() ?? '';
  return from === '' ? from : `${from}: ${cutToUnits(onOneLine(question), sourceUnits - from.length - 2)}`;
};

/** Makes quotes of one row by the plan of its file. Never throws for what a cell holds. */
export const checkRow = (plan: ImportPlan, cells: Cells): RowCheck => {
  const raw = (field: ImportField): string | undefined => {
    const column = plan.columns[field];
    return plan.fixed[field] ?? (column === undefined ? undefined : cells[column]);
  };
  if (!plan.questions) return checkOne(plan, raw);
  const answered = plan.questions.filter((question) => cells[question]?.trim());
  const checks = answered.map((question) =>
    checkOne(plan, (field) => {
      if (field === 'text') return cells[question];
      return field === 'source' ? withQuestion(raw('source'), question) : raw(field);
    }),
  );
  const problems = [...new Set(checks.flatMap((check) => ('problems' in check ? check.problems : [])))];
  return problems.length > 0 ? { problems } : { quotes: checks.flatMap((check) => ('quotes' in check ? check.quotes : [])) };
};

const groupsShown = 3;
const linesShown = 5;

/** The bad rows of a file, by what is wrong with them. Memory does not grow with their number. */
export class BadRows {
  readonly #groups = new Map<string, { count: number; lines: number[] }>();
  /** How many rows are bad, whatever the number of problems in each. */
  count = 0;

  add(line: number, problems: readonly string[]): void {
    this.count += 1;
    for (const problem of problems) {
      const group = this.#groups.get(problem) ?? { count: 0, lines: [] };
      group.count += 1;
      if (group.lines.length < linesShown) group.lines.push(line);
      this.#groups.set(problem, group);
    }
  }

  /** `2 of 40 rows cannot be imported. 2 rows without a source: lines 14, 15.` The three largest groups, five lines of each. */
  describe(rows: number): string {
    const groups = [...this.#groups].toSorted(([, one], [, other]) => other.count - one.count);
    const sentences = groups.slice(0, groupsShown).map(([problem, { count, lines }]) => {
      const more = count > lines.length ? ` and ${count - lines.length} more` : '';
      return `${count} ${count === 1 ? 'row' : 'rows'} ${problem}: ${count === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more}.`;
    });
    const hidden = groups.length - groupsShown;
    const rest = hidden > 0 ? [`${hidden} more ${hidden === 1 ? 'kind' : 'kinds'} of problem.`] : [];
    return [`${this.count} of ${rows} ${rows === 1 ? 'row' : 'rows'} cannot be imported.`, ...sentences, ...rest].join(' ');
  }
}
