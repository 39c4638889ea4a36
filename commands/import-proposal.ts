import { type Form, type FormField, formLimits, makeForm } from '../src/core/form.ts';
import { humanQuotes, type LabelledMessage, type MessageLimits } from '../src/core/labels.ts';
import type { Block } from '../src/core/message.ts';
import type { ExportKind } from '../src/core/quotes/import-mapping.ts';
import { describePermission, permissions } from '../src/core/quotes/quotes.ts';
import { showQuote } from '../src/core/quotes/show-evidence.ts';
import { onOneLine } from '../src/core/text.ts';
import type { Reply } from '../src/ports/command.ts';
import type { ImportReport } from '../src/ports/desks.ts';
import type { ImportProposal } from '../src/ports/moderation.ts';
import { adminButton, counted, say, tell } from './say.ts';

const kinds: Readonly<Record<ExportKind, string>> = {
  'google-play': 'This looks like an export of Google Play.',
  'app-store': 'This looks like an export of an app store.',
  'review-site': 'This looks like an export of a review site.',
  survey: 'This looks like the answers to a survey. Each answer keeps its question in its source.',
  tickets: 'This looks like an export of support tickets.',
};

const fieldNames = {
  text: 'The words',
  source: 'Where they come from',
  date: 'When they were said',
  permission: 'Why they may be shown',
  segment: 'Segment',
  licence: 'Licence',
  speaker: 'Speaker (stored under a pseudonym, never shown)',
  stars: 'Stars',
  link: 'Link',
} as const;
type Field = keyof typeof fieldNames;

/** Grounds that people may claim; `sample` is for lines that are nobody's. */
export const claimable = permissions.filter((permission) => permission !== 'sample');

const describeSource = ({ mapping }: ImportProposal, field: Field): string => {
  if (field === 'text' && mapping.questions?.length) return `Columns ${mapping.questions.map((name) => `“${onOneLine(name)}”`).join(', ')}`;
  const column = mapping.columns[field];
  if (column !== undefined) return `Column “${onOneLine(column)}”`;
  const fixed: Readonly<Partial<Record<Field, string>>> = mapping.fixed;
  const value = fixed[field];
  if (value === undefined) return field === 'segment' ? 'Nothing' : 'Still to be said';
  const ground = field === 'permission' ? claimable.find((one) => one === value) : undefined;
  return `${ground ? describePermission[ground] : `“${onOneLine(value)}”`}, for all rows`;
};

const shownFields = ({ mapping }: ImportProposal): readonly Field[] => {
  const given = (['segment', 'licence', 'speaker', 'stars', 'link'] as const).filter(
    (field) => mapping.columns[field] !== undefined || (field in mapping.fixed && field !== 'speaker'),
  );
  return ['text', 'source', 'date', 'permission', ...given];
};

const fieldsMissing = ({ missing }: ImportProposal): string =>
  missing.map((field) => (field === 'text' ? 'which column holds the words' : `the ${field}`)).join(', ');

const describeNext = (proposal: ImportProposal): string => {
  const { missing, problems } = proposal;
  if (missing.length > 0) return `Nothing was imported yet. Still needed: ${fieldsMissing(proposal)}. Press Change columns.`;
  if (problems !== '')
    return `Nothing was imported, and this file would be refused. ${problems} Mend it and send it again, or change the columns.`;
  return 'Nothing is imported before you press Import. Look at the first quotes as they will be stored, then import them or change the columns. The file waits here for one hour.';
};

/** The one place that names the file by its id: without a button nothing else does. */
const describeTyping = ({ missing, problems, draft }: ImportProposal): string => {
  const isReady = missing.length === 0 && problems === '';
  const fields = (missing.length > 0 ? missing : ['text', 'date']).map((field) => `${field}:…`).join(' ');
  const line = isReady ? `quotes confirm draft:${draft}` : `quotes columns draft:${draft} with ${fields}`;
  return `To go on by typing instead, name this file by what stands behind “draft”: /panel-admin ${line}`;
};

const preview = ({ rows }: ImportProposal, limits: MessageLimits): readonly LabelledMessage[] => {
  if (rows.length === 0) return [];
  const blocks = rows.map((row): Block => showQuote({ quote: { ...row, id: '' }, words: [] }));
  return [humanQuotes({ summary: `The first ${counted(rows.length, 'quote')} as they will be stored`, blocks }, limits)];
};

/** What a file would become: its first quotes in their own shape, where everything comes from, and the buttons that decide. */
export const proposalReply = (proposal: ImportProposal, limits: MessageLimits): Reply => {
  const { draft, fileName, kind, missing, problems } = proposal;
  const next = describeNext(proposal);
  const blocks: readonly Block[] = [
    { type: 'heading', text: `${onOneLine(fileName)}: how it would be read` },
    ...(kind ? [{ type: 'text', text: kinds[kind] } as const] : []),
    {
      type: 'table',
      title: '',
      columns: ['What', 'Taken from'],
      rows: shownFields(proposal).map((field) => [fieldNames[field], describeSource(proposal, field)]),
    },
    { type: 'text', text: next },
    { type: 'note', text: describeTyping(proposal) },
  ];
  const buttons = [
    ...(missing.length === 0 && problems === '' ? [adminButton('Import', ['quotes', 'confirm'], { draft })] : []),
    adminButton('Change columns', ['quotes', 'change'], { draft }),
    adminButton('Discard the file', ['quotes', 'discard'], { draft }, 'danger'),
  ];
  return { messages: [...preview(proposal, limits), tell(next, blocks, limits, buttons)] };
};

/** What was imported. */
export const reportReply = (report: ImportReport, limits: MessageLimits): Reply => {
  const { rows, added, repeated, forgotten, redacted, batch } = report;
  const sentences = [
    `${counted(added, 'quote')} imported from ${counted(rows, 'row')}.`,
    redacted > 0 ? `In ${counted(redacted, 'quote')} something private was taken out; a marker shows where.` : '',
    repeated > 0 ? `${counted(repeated, 'row')} repeated words that were stored already.` : '',
    forgotten > 0 ? `${counted(forgotten, 'row')} stayed out, because somebody had these words taken back.` : '',
    added > 0 ? '/quotes searches them now; /panel-admin quotes review shows those that may name somebody.' : '',
  ].filter(Boolean);
  const undo = [adminButton('Undo this import', ['quotes', 'undo'], { batch }, 'danger')];
  return { messages: [say(sentences.join(' '), limits, undo)] };
};

/** How a column is named by a form: by its place, because names may hold anything. */
const columnChoices = (header: readonly string[], first: readonly string[], most: number) => {
  const all = header.map((name, at) => ({ value: `#${at}`, label: name, isFirst: first.includes(name) }));
  return [...all.filter(({ isFirst }) => isFirst), ...all.filter(({ isFirst }) => !isFirst)]
    .slice(0, most)
    .map(({ value, label }) => ({ value, label }));
};

const lineField = (option: 'source' | 'date', label: string, hint: string, value: string | undefined): FormField => ({
  kind: 'line',
  option,
  label,
  hint,
  required: true,
  maxUnits: 120,
  ...(value === undefined ? {} : { value }),
});

const permissionField = ({ columns, fixed }: ImportProposal['mapping']): FormField => {
  const value = claimable.find((one) => one === fixed.permission);
  const choices = claimable.map((one) => ({ value: one, label: describePermission[one] }));
  const isRequired = columns.permission === undefined;
  return {
    kind: 'choice',
    option: 'permission',
    label: 'Why they may be shown',
    required: isRequired,
    choices,
    ...(value ? { value } : {}),
  };
};

/** The form behind “Change columns”. Source and date take a column's name or one value for all rows. */
export const columnsForm = ({ draft, header, mapping, fileName }: ImportProposal): Form => {
  const { columns, fixed } = mapping;
  const texts = mapping.questions ?? (columns.text === undefined ? [] : [columns.text]);
  const segments = columns.segment === undefined ? [] : [columns.segment];
  const placeOf = (name: string): string => `#${header.indexOf(name)}`;
  const [segment] = segments.map(placeOf);
  return makeForm({
    title: 'How the file is read',
    about: fileName,
    submit: 'Look at it',
    press: { command: 'panel-admin', action: ['quotes', 'columns'], options: { draft } },
    fields: [
      {
        kind: 'choices',
        option: 'text',
        label: 'Columns with the words of people',
        hint: 'Several for the open questions of a survey',
        required: true,
        choices: columnChoices(header, texts, formLimits.choices),
        values: texts.map(placeOf),
      },
      lineField('source', 'Where they come from', 'A column, or one source for all rows', columns.source ?? fixed.source),
      lineField('date', 'When they were said', 'A column, or one day such as 2026-04-30', columns.date ?? fixed.date),
      permissionField(mapping),
      {
        kind: 'choice',
        option: 'segment',
        label: 'Column with the segment',
        required: false,
        choices: columnChoices(header, segments, formLimits.choices),
        ...(segment === undefined ? {} : { value: segment }),
      },
    ],
  });
};
