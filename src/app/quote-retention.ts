import type { SpaceId } from '../core/ids.ts';
import type { Clock } from '../ports/clock.ts';
import { type Documents, pressKind } from '../ports/documents.ts';
import type { Journal } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { QuoteIndex } from '../ports/quote-index.ts';
import type { ShownQuotes } from '../ports/shown-quotes.ts';
import type { WriteAudit } from './audit.ts';
import { panelExtraKinds } from './panel-books.ts';
import { shownQuotesKind } from './panel-words.ts';
import type { Forgetter } from './quote-forget.ts';
import type { SpaceRulesBook } from './space-rules.ts';

const dayMs = 24 * 60 * 60_000;

type Parts = Readonly<{
  rules: SpaceRulesBook;
  quotes: Pick<QuoteIndex, 'removeBefore'>;
  journal: Pick<Journal, 'eraseTexts'>;
  documents: Documents;
  shown: Pick<ShownQuotes, 'erase'>;
  forgetter: Pick<Forgetter, 'clean'>;
  settle: () => Promise<void>;
  audit: WriteAudit;
  clock: Clock;
  log: Log;
}>;

/** The author of what nobody did by hand. */
const byItself = 'sounding-board';

/** Presses of buttons: topics and questions that somebody typed are in them. A day later than panels, because a press in use is stored anew once a day. */
const removePresses = async ({ documents }: Parts, space: SpaceId, before: string): Promise<void> => {
  for (const { id, at } of await documents.list(space, pressKind)) if (at < before) await documents.remove(space, pressKind, id);
};

/** Applies the rules of one space as of now: quotes by the day on which they were said, panels by the time at which they ended. */
const applyRetention = async (parts: Parts, space: SpaceId): Promise<Readonly<{ quotes: number; panels: number }>> => {
  const { quoteDays, panelDays } = await parts.rules.desk.read(space);
  const before = (days: number): string => new Date(parts.clock.now().getTime() - days * dayMs).toISOString();
  const { ids } = quoteDays > 0 ? await parts.quotes.removeBefore(space, before(quoteDays).slice(0, 10)) : { ids: [] };
  // A quote that is kept no longer is not kept under a claim either.
  if (ids.length > 0) await parts.forgetter.clean(space, ids);
  const panels = panelDays > 0 ? await parts.journal.eraseTexts(space, before(panelDays)) : [];
  for (const id of panels) {
    await parts.documents.remove(space, shownQuotesKind, id);
    for (const kind of Object.values(panelExtraKinds)) await parts.documents.remove(space, kind, id);
  }
  if (panelDays > 0) await removePresses(parts, space, before(panelDays + 1));
  const entries = panelDays > 0 ? await parts.shown.erase(space, before(panelDays)) : 0;
  if (ids.length + panels.length + entries > 0) {
    await parts.settle();
    await parts.audit(space, byItself, 'retention', { quotes: ids.length, panels: panels.length });
  }
  return { quotes: ids.length, panels: panels.length };
};

/** Applies the rules of every space that has some. One space that fails does not hold up the others. */
export const applyAllRetention = async (parts: Parts): Promise<void> => {
  for (const space of await parts.rules.spaces()) {
    try {
      const done = await applyRetention(parts, space);
      if (done.quotes + done.panels > 0) parts.log.info('retention applied', { space, ...done });
    } catch (error) {
      parts.log.error('retention failed', error, { space });
    }
  }
};
