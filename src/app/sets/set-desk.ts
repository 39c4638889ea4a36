import { refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { findSegmentThemes, findVoices } from '../../core/quotes/segment-themes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Documents } from '../../ports/documents.ts';
import type { QuotePages } from '../../ports/quote-pages.ts';
import type { SetDesk } from '../../ports/set-desk.ts';
import type { SetFiles } from '../../ports/set-files.ts';
import { createSetChanges } from './set-changes.ts';
import { createSetDrafts } from './set-drafts.ts';
import { createSetShelf } from './set-shelf.ts';
import { createSetTransfer } from './set-transfer.ts';

/** The set that answers when nobody names one. */
const standardId = 'everyday-shoppers';

/** How many quotes are read for themes, and fewer than which there are none. */
const read = { group: 3_000, rest: 3_000, segments: 25, bySegment: 400, fewest: 12 } as const;

/** What the desk needs. `pages` is left out where quotes cannot be listed: then there are no themes. */
export type SetDeskParts = Readonly<{
  documents: Documents;
  clock: Clock;
  files: SetFiles;
  pages?: QuotePages;
  /** Names of people in a space that no persona may bear. None where a platform does not tell. */
  knownNames?: (space: SpaceId) => Promise<readonly string[]>;
}>;

const createVoices = (pages: QuotePages | undefined): Pick<SetDesk, 'segments' | 'themes'> => ({
  segments: async (space, set) => {
    if (!pages) return [];
    const segments = (await pages.segments(space)).slice(0, read.segments);
    const quotes = await Promise.all(segments.map(({ segment }) => pages.spread(space, { filters: { segment }, limit: read.bySegment })));
    return findVoices(set, segments, quotes.flat());
  },
  themes: async (space, filters) => {
    const group = (await pages?.spread(space, { filters, limit: read.group })) ?? [];
    if (group.length < read.fewest) return refuse('quotes-few', { count: group.length, limit: read.fewest });
    const all = (await pages?.spread(space, { filters: {}, limit: read.rest })) ?? [];
    const ids = new Set(group.map(({ id }) => id));
    return findSegmentThemes(
      group,
      all.filter(({ id }) => !ids.has(id)),
    );
  },
});

/** The persona sets of spaces: the built-in ones beside their own. Throws when there is no built-in set, because then there is nobody to ask. */
export const createSetDesk = (sets: readonly PersonaSet[], parts: SetDeskParts): SetDesk => {
  const [first] = sets;
  if (!first) throw new Error('no persona set could be loaded; see the problems above, or restore the personas folder');
  const { documents, clock, files, knownNames = async () => [] } = parts;
  const readQuotes = async (space: SpaceId) => (await parts.pages?.spread(space, { filters: {}, limit: read.group })) ?? [];
  const shelf = createSetShelf(sets, documents);
  const drafts = createSetDrafts({ shelf, documents, clock, knownNames, readQuotes });
  const { replace: _replace, ...draftDesk } = drafts;
  return {
    list: async (space) => (await shelf.records(space)).filter(({ isArchived }) => !isArchived).map(({ set }) => set),
    find: async (space, name) => {
      const record = await shelf.find(space, name);
      return record && !record.isArchived ? record.set : undefined;
    },
    today: () => clock.now().toISOString().slice(0, 10),
    records: shelf.records,
    look: shelf.look,
    ...createSetChanges({ shelf, documents, standardId, first }),
    ...draftDesk,
    ...createSetTransfer({ shelf, drafts, files, clock }),
    ...createVoices(parts.pages),
  };
};
