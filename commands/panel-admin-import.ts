import { z } from 'zod';
import { isRefusal, refuse } from '../src/core/errors.ts';
import type { CommandAction } from '../src/ports/command.ts';
import type { ImportMapping } from '../src/ports/desks.ts';
import { claimable, columnsForm, proposalReply, reportReply } from './import-proposal.ts';
import { defineAction } from './input.ts';
import { say } from './say.ts';

const given = z.string().trim().min(1).optional();
const names = {
  text: given,
  source: given,
  date: given,
  segment: given,
  permission: given,
  licence: given,
  speaker: given,
  stars: given,
  link: given,
};
type Given = Readonly<Partial<Record<keyof typeof names, string | undefined>>>;

/** These always name a column; the others name a column or give one value for all rows. */
const columnOptions = new Set<string>(['text', 'segment', 'speaker', 'stars', 'link']);

const isGiven = <T>(entry: readonly [string, T | undefined]): entry is [string, T] => entry[1] !== undefined;

/** What was typed as a mapping. `text` may name several columns with a bar between them. */
const toMapping = ({ text, ...input }: Given): ImportMapping => {
  const entries = Object.entries(input).filter(isGiven);
  const texts = (text ?? '').split('|').flatMap((name) => name.trim() || []);
  const [first] = texts;
  const columns = Object.fromEntries(entries.filter(([name]) => columnOptions.has(name)));
  return {
    columns: texts.length === 1 && first !== undefined ? { ...columns, text: first } : columns,
    fixed: Object.fromEntries(entries.filter(([name]) => !columnOptions.has(name))),
    ...(texts.length > 1 ? { questions: texts } : {}),
  };
};

const options: CommandAction['options'] = {
  text: { about: 'The column that holds the words; several for a survey, with | between them', example: 'verbatim' },
  source: { about: 'Where the words come from: a column, or one source for all rows', example: '"Spring survey"' },
  date: { about: 'When they were said: a column, or one day for all rows', example: '2026-04-30' },
  segment: { about: 'The column that says which group the speaker belongs to', example: 'age_range' },
  permission: { about: 'On what ground they may be shown: a column, or one for all rows', choices: claimable },
  licence: { about: 'The licence: a column, or one for all rows', example: 'MIT' },
  speaker: { about: 'The column with the id of the speaker; stored under a pseudonym, never shown', example: 'respondent_id' },
  stars: { about: 'The column with a rating from 0 to 5' },
  link: { about: 'The column with the web address of each quote' },
};
const draftOption = { draft: { about: 'The file that waits' } };
const draft = z.string().trim().min(1, 'Say which file: draft:ID.');

/** With source, date and ground given nothing is left to ask: the words are in the column that is called so, or the file is refused. */
const isComplete = ({ source, date, permission }: Given): boolean => [source, date, permission].every((value) => value !== undefined);

const importQuotes = defineAction({
  path: ['quotes', 'import'],
  about:
    'Import the words of real people from a CSV or JSON Lines file: all rows or none. You see the first rows before anything is stored.',
  who: 'moderator',
  file: 'A CSV file with a header line, or a JSON Lines file.',
  options: { ...options, preview: { about: 'With yes, look first even though everything is given', choices: ['yes'] } },
  input: z.object({ ...names, preview: z.string().optional() }),
  run: async ({ preview, ...input }, { invocation: { file, space, actor }, desks, limits }) => {
    if (!file) return refuse('file-missing');
    const mapping = toMapping(input);
    if (isComplete(input) && preview === undefined) {
      const report = await desks.quotes.import(space, { file, mapping, author: actor.id });
      return isRefusal(report) ? report : reportReply(report, limits);
    }
    const proposal = await desks.moderation.imports.propose(space, { file, mapping, author: actor.id });
    return isRefusal(proposal) ? proposal : proposalReply(proposal, limits);
  },
});

const confirm = defineAction({
  path: ['quotes', 'confirm'],
  about: 'Import a file that waits, as it was shown.',
  who: 'moderator',
  options: draftOption,
  input: z.object({ draft }),
  run: async (input, { invocation: { space, actor }, desks, limits }) => {
    const report = await desks.moderation.imports.confirm(space, { draft: input.draft, author: actor.id });
    return isRefusal(report) ? report : { ...reportReply(report, limits), settled: 'message' };
  },
});

const change = defineAction({
  path: ['quotes', 'change'],
  about: 'Say how the columns of a file that waits are read.',
  who: 'moderator',
  hidden: true,
  opensForm: true,
  options: draftOption,
  input: z.object({ draft }),
  run: async (input, { invocation: { space }, desks, limits }) => {
    const proposal = await desks.moderation.imports.look(space, input.draft);
    if (isRefusal(proposal)) return proposal;
    const columns = `The columns are: ${proposal.header.slice(0, 25).join(', ')}.`;
    const typed = `Where no form opens, type /panel-admin quotes columns draft:${input.draft} with text:…, source:…, date:…, permission:… or segment:…; what stands behind draft: names this file.`;
    return { messages: [say(`${columns} ${typed}`, limits)], form: columnsForm(proposal) };
  },
});

/** Columns by their place, as the form names them: `#0,#3`. */
const byPlace = /^#\d{1,4}(?:,#\d{1,4})*$/;

const toNames = (value: string | undefined, header: readonly string[]): readonly string[] => {
  if (value === undefined) return [];
  return byPlace.test(value)
    ? value.split(',').flatMap((place) => header[Number(place.slice(1))] ?? [])
    : value.split('|').map((name) => name.trim());
};

const columns = defineAction({
  path: ['quotes', 'columns'],
  about: 'Change how the columns of a file that waits are read.',
  who: 'moderator',
  options: { ...draftOption, ...options },
  input: z.object({ draft, ...names }),
  run: async ({ draft: id, ...input }, { invocation: { space }, desks, limits }) => {
    const { imports } = desks.moderation;
    const before = await imports.look(space, id);
    if (isRefusal(before)) return before;
    const { header, mapping: known } = before;
    const texts = toNames(input.text, header);
    const [segment] = toNames(input.segment, header);
    const wanted = toMapping({ ...input, text: texts.length > 0 ? texts.join('|') : undefined, segment });
    const isNew = (field: string): boolean => field in wanted.columns || field in wanted.fixed;
    const old = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([field]) => !isNew(field)));
    const { text: _text, ...others } = known.columns;
    const kept = texts.length > 0 ? others : known.columns;
    const questions = texts.length > 0 ? wanted.questions : known.questions;
    const mapping = {
      columns: { ...old(kept), ...wanted.columns },
      fixed: { ...old(known.fixed), ...wanted.fixed },
      ...(questions ? { questions } : {}),
    };
    const proposal = await imports.look(space, id, mapping);
    return isRefusal(proposal) ? proposal : proposalReply(proposal, limits);
  },
});

const discard = defineAction({
  path: ['quotes', 'discard'],
  about: 'Throw away a file that waits.',
  who: 'moderator',
  hidden: true,
  options: draftOption,
  input: z.object({ draft }),
  run: async (input, { invocation: { space }, desks, limits }) => {
    await desks.moderation.imports.discard(space, input.draft);
    return { messages: [say('The file is gone. Nothing of it was imported.', limits)], settled: 'message' };
  },
});

/** Bringing in the words of real people. */
export const importActions = [importQuotes, confirm, change, columns, discard] as const;
