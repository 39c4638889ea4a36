import { z } from 'zod';
import { isRefusal } from '../src/core/errors.ts';
import type { Block } from '../src/core/message.ts';
import { describePermission } from '../src/core/quotes/quotes.ts';
import { onOneLine } from '../src/core/text.ts';
import type { BatchSummary, SourceSummary } from '../src/ports/quote-index.ts';
import { day, defineAction } from './input.ts';
import { adminButton, counted, say, tell } from './say.ts';

/** Imports listed at once. */
const batchesShown = 10;

const sourceTable = (shown: readonly SourceSummary[], title: string): Block => ({
  type: 'table',
  title,
  columns: ['Source', 'Quotes', 'Permission', 'Dates'],
  rows: shown.map(({ source, permission, quotes, from, to }) => [
    source,
    quotes.toLocaleString('en'),
    describePermission[permission],
    from === to ? from : `${from} to ${to}`,
  ]),
});

const batchTable = (batches: readonly BatchSummary[]): Block => ({
  type: 'table',
  title: batches.length > batchesShown ? `The last ${batchesShown} of ${batches.length} imports` : 'Imports',
  columns: ['File', 'Quotes', 'On', 'By', 'Id'],
  rows: batches
    .slice(0, batchesShown)
    .map(({ fileName, quotes, importedOn, author, state, id }) => [
      onOneLine(fileName),
      state === 'importing' ? `${quotes.toLocaleString('en')} so far, still running` : quotes.toLocaleString('en'),
      importedOn,
      author,
      id,
    ]),
});

const sources = defineAction({
  path: ['quotes', 'sources'],
  about: 'List where the quotes of this space come from, and the imports that brought them.',
  who: 'moderator',
  options: { since: { about: 'Only sources with quotes from this day on', example: '2026-01-01' } },
  input: z.object({ since: day.optional() }),
  run: async ({ since }, { invocation: { space }, desks, limits }) => {
    const [all, batches] = await Promise.all([desks.quotes.sources(space), desks.moderation.imports.batches(space)]);
    const shown = all.filter(({ to }) => since === undefined || to >= since);
    const empty = 'There are no quotes here yet. Import some with /panel-admin quotes import.';
    const text = shown.length === 0 ? empty : `${counted(shown.length, 'source')} of quotes`;
    const blocks = [
      shown.length === 0 ? ({ type: 'text', text } as const) : sourceTable(shown, text),
      ...(batches.length > 0 ? [batchTable(batches)] : []),
    ];
    return { messages: [tell(text, blocks, limits)] };
  },
});

const undo = defineAction({
  path: ['quotes', 'undo'],
  about: 'Take exactly one import out again. It may be imported anew.',
  who: 'moderator',
  options: { batch: { about: 'The id of the import' }, sure: { about: 'With yes, without asking again', choices: ['yes'] } },
  input: z.object({
    batch: z.string('Say which import: batch:ID.').trim().min(1, 'Say which import: batch:ID.'),
    sure: z.string().optional(),
  }),
  run: async ({ batch, sure }, { invocation: { space, actor }, desks, limits }) => {
    const found = (await desks.moderation.imports.batches(space)).find(({ id }) => id === batch);
    if (found && sure !== 'yes') {
      const question = `This takes ${counted(found.quotes, 'quote')} of “${onOneLine(found.fileName)}” out again, imported on ${found.importedOn}.`;
      return { messages: [say(question, limits, [adminButton('Undo the import', ['quotes', 'undo'], { batch, sure: 'yes' }, 'danger')])] };
    }
    const done = await desks.moderation.imports.undo(space, { batch, author: actor.id });
    if (isRefusal(done)) return done;
    return {
      messages: [say(`“${onOneLine(done.fileName)}” is undone: ${counted(done.quotes, 'quote')} taken out.`, limits)],
      settled: 'message',
    };
  },
});

/** What is there, and taking an import back. */
export const sourceActions = [sources, undo] as const;
