import { newQuoteSchema } from '../core/quotes.ts';
import { cutToUnits, onOneLine } from '../core/text.ts';
import type { ImportMapping } from '../ports/desks.ts';
import { toDay, toPermission } from './quote-import-values.ts';

/** What a row of an import can say about a quote. */
export const importFields = ['text', 'source', 'date', 'segment', 'permission', 'licence', 'speaker', 'stars'] as const;
export type ImportField = (typeof importFields)[number];

/** The fields for which one value may hold for all rows. */
type Fixable = keyof ImportMapping['fixed'];

const required = ['source', 'date', 'permission'] as const;
const examples = { source: 'source:"Spring survey"', date: 'date:2026-04-30', permission: 'permission:consent' } as const;

/** Where each field of a quote comes from, decided for one file: a column as the file writes it, or one value for all rows. */
export type ImportPlan = Readonly<{
  columns: Readonly<Partial<Record<ImportField, string>>>;
  fixed: Readonly<Partial<Record<ImportField, string>>>;
}>;

/** Names that a column may have when nobody named it, in the order in which they are looked for. */
const guesses: Readonly<Record<ImportField, readonly string[]>> = {
  text: ['text', 'quote', 'verbatim', 'review', 'comment', 'answer_text', 'body', 'message'],
  source: ['source'],
  date: ['date'],
  segment: ['segment'],
  permission: ['permission'],
  licence: ['licence', 'license'],
  speaker: ['speaker', 'respondent_id', 'user_id'],
  stars: ['stars', 'rating'],
};

const namesShown = 20;

const shown = (name: string): string => cutToUnits(onOneLine(name), 40);

const listColumns = (columns: readonly string[]): string => {
  const more = columns.length > namesShown ? ` and ${columns.length - namesShown} more` : '';
  return `The columns are: ${columns.slice(0, namesShown).map(shown).join(', ')}${more}.`;
};

const folded = (name: string): string => name.trim().normalize('NFC').toLowerCase();

const inWords = (fields: readonly string[]): string => new Intl.ListFormat('en', { type: 'disjunction' }).format(fields);

type Problem = Readonly<{ problem: string }>;

/** The value as it will be checked in each row, or why it can hold for none. */
const readFixed = (field: Fixable, typed: string): Readonly<{ value: string }> | Problem => {
  const value = field === 'permission' ? toPermission(typed) : field === 'date' ? (toDay(typed) ?? typed.trim()) : typed.trim();
  const parsed = newQuoteSchema.shape[field].safeParse(value);
  if (parsed.success) return { value };
  const reason = field === 'date' ? 'write it as year-month-day, for example 2026-11-21' : parsed.error.issues[0]?.message;
  return { problem: `The ${field} for all rows cannot be used: ${reason}.` };
};

type Source = Readonly<{ column: string } | { value: string }>;

/**
 * Whether one value for all rows is meant as it stands or as the name of a column: people type `source:where` for either. A date or
 * a permission that is right stands, so that `permission:consent` keeps its sense beside a column called “consent”.
 */
const readGiven = (field: Fixable, typed: string, columnCalled: (name: string) => string | undefined): Source | Problem => {
  const read = readFixed(field, typed);
  const column = columnCalled(typed);
  const stands = 'value' in read && (field === 'date' || field === 'permission');
  return column === undefined || stands ? read : { column };
};

/** Where one field comes from; nothing when neither the mapping nor the usual names say. */
const findSource = (
  field: ImportField,
  mapping: ImportMapping,
  names: readonly string[],
  columnCalled: (name: string) => string | undefined,
): Source | Problem | undefined => {
  const named = mapping.columns[field];
  const fixed: Partial<Record<ImportField, string>> = mapping.fixed;
  const given = fixed[field]?.trim() ? fixed[field] : undefined;
  if (named !== undefined && given !== undefined) {
    return { problem: `The ${field} is given twice: as a column and for all rows. Leave one out.` };
  }
  if (given !== undefined) return readGiven(field as Fixable, given, columnCalled);
  const column = (named === undefined ? guesses[field] : [named]).map(columnCalled).find((found) => found !== undefined);
  if (column !== undefined) return { column };
  return named === undefined ? undefined : { problem: `There is no column “${shown(named)}”. ${listColumns(names)}` };
};

/**
 * Decides where each field comes from: what the mapping gives, else a column with one of the usual names. Names are compared
 * without regard to case. The problem is a sentence that names the columns there are.
 */
export const planImport = (mapping: ImportMapping, names: readonly string[]): ImportPlan | Problem => {
  const known = new Map(names.map((name) => [folded(name), name]));
  const columns: Partial<Record<ImportField, string>> = {};
  const fixed: Partial<Record<ImportField, string>> = {};
  for (const field of importFields) {
    const source = findSource(field, mapping, names, (name) => known.get(folded(name)));
    if (source === undefined) continue;
    if ('problem' in source) return source;
    if ('column' in source) columns[field] = source.column;
    else fixed[field] = source.value;
  }
  const missing = findMissing({ columns, fixed });
  return missing === undefined ? { columns, fixed } : { problem: `${missing.problem} ${listColumns(names)} ${missing.advice}` };
};

const findMissing = ({ columns, fixed }: ImportPlan): Readonly<{ problem: string; advice: string }> | undefined => {
  if (columns.text === undefined) {
    return {
      problem: 'No column is known to hold the words of people.',
      advice: 'Name the one that does, for example text:verbatim.',
    };
  }
  const missing = required.filter((field) => columns[field] === undefined && fixed[field] === undefined);
  if (missing.length === 0) return undefined;
  const example = missing.map((field) => examples[field]).join(' ');
  return {
    problem: `Nothing says the ${inWords(missing)} of the quotes.`,
    advice: `Give ${missing.length === 1 ? 'it' : 'them'} for all rows or name the column, for example ${example}.`,
  };
};
