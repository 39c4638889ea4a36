import { type ImportField, importFields, proposeMapping } from '../../core/quotes/import-mapping.ts';
import { newQuoteSchema } from '../../core/quotes/quotes.ts';
import { cutToUnits, onOneLine } from '../../core/text.ts';
import type { ImportMapping } from '../../ports/desks.ts';
import { type DateOrder, toDay, toPermission } from './quote-import-values.ts';

/** The fields for which one value may hold for all rows. */
type Fixable = keyof ImportMapping['fixed'];

const required = ['source', 'date', 'permission'] as const;
const examples = { source: 'source:"Spring survey"', date: 'date:2026-04-30', permission: 'permission:consent' } as const;

/** Where each field of a quote comes from, decided for one file: a column as the file writes it, or one value for all rows. */
export type ImportPlan = Readonly<{
  columns: Readonly<Partial<Record<ImportField, string>>>;
  fixed: Readonly<Partial<Record<ImportField, string>>>;
  /** More than one column of words: the open questions of a survey, each kept beside its answers. */
  questions?: readonly string[];
  /** How a file writes days of numbers, where its rows leave no doubt. */
  dateOrder?: DateOrder;
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
  link: ['link'],
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
  const columnCalled = (name: string): string | undefined => known.get(folded(name));
  const columns: Partial<Record<ImportField, string>> = {};
  const fixed: Partial<Record<ImportField, string>> = {};
  const questions = readQuestions(mapping.questions ?? [], names, columnCalled);
  if ('problem' in questions) return questions;
  for (const field of importFields) {
    if (field === 'text' && questions.columns.length > 0) continue;
    const source = findSource(field, mapping, names, columnCalled);
    if (source === undefined) continue;
    if ('problem' in source) return source;
    if ('column' in source) columns[field] = source.column;
    else fixed[field] = source.value;
  }
  const plan = { columns, fixed, ...(questions.columns.length > 0 ? { questions: questions.columns } : {}) };
  const missing = findMissing(plan);
  return missing === undefined ? plan : { problem: `${missing.problem} ${listColumns(names)} ${missing.advice}` };
};

const readQuestions = (
  typed: readonly string[],
  names: readonly string[],
  columnCalled: (name: string) => string | undefined,
): Readonly<{ columns: readonly string[] }> | Problem => {
  const found = typed.map((name) => ({ name, column: columnCalled(name) }));
  const unknown = found.find(({ column }) => column === undefined);
  if (unknown) return { problem: `There is no column “${shown(unknown.name)}”. ${listColumns(names)}` };
  return { columns: [...new Set(found.flatMap(({ column }) => column ?? []))] };
};

const findMissing = ({ columns, fixed, questions }: ImportPlan): Readonly<{ problem: string; advice: string }> | undefined => {
  if (columns.text === undefined && !questions) {
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

/** A mapping made of what the header suggests, under what a person has given. What nobody gave and nothing suggests is left out. */
export const completeMapping = (given: ImportMapping, header: readonly string[], fileName: string): ImportMapping => {
  const proposed = proposeMapping(header, fileName);
  const isGiven = (field: ImportField): boolean => field in given.columns || field in given.fixed;
  const isTextGiven = given.columns.text !== undefined || (given.questions?.length ?? 0) > 0;
  const questions = isTextGiven ? given.questions : proposed.texts.length > 1 ? proposed.texts : undefined;
  const [text] = isTextGiven || questions ? [given.columns.text] : proposed.texts;
  const columns = Object.fromEntries(Object.entries(proposed.columns).filter(([field]) => !isGiven(field as ImportField)));
  const suggested = {
    ...(proposed.source !== undefined && !isGiven('source') ? { source: proposed.source } : {}),
    ...(proposed.permission !== undefined && !isGiven('permission') ? { permission: proposed.permission } : {}),
  };
  return {
    columns: { ...columns, ...given.columns, ...(text === undefined ? {} : { text }) },
    fixed: { ...suggested, ...given.fixed },
    ...(questions && questions.length > 0 ? { questions } : {}),
  };
};

/** What a mapping leaves open of what every quote must have. */
export const missingFields = ({ columns, fixed, questions }: ImportMapping): readonly ('text' | 'source' | 'date' | 'permission')[] => [
  ...(columns.text === undefined && !questions?.length ? (['text'] as const) : []),
  ...required.filter((field) => columns[field] === undefined && !fixed[field]?.trim()),
];
