import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Documents, pressKind } from '../../ports/documents.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { ShownQuotes } from '../../ports/shown-quotes.ts';
import type { WriteAudit } from '../audit.ts';
import { reportKind } from '../objection-desk.ts';
import { panelExtraKinds } from '../panels/panel-books.ts';
import { shownQuotesKind } from '../panels/panel-words.ts';
import type { SpaceRulesBook } from '../space-rules.ts';
import type { Forgetter } from './quote-forget.ts';

const dayMs = 24 * 60 * 60_000;

type Parts = Readonly<{
  rules: SpaceRulesBook;
  quotes: Pick<QuoteIndex, 'removeBefore'>;
  journal: Pick<Journal, 'eraseTexts'>;
  documents: Documents;
  shown: Pick<ShownQuotes, 'erase'>;
  forgetter: Pick<Forgetter, 'clean'>;
  settle: () => Promise<unknown>;
  audit: WriteAudit;
  clock: Clock;
  log: Log;
}>;

/** The author of what nobody did by hand. */
const byItself = 'sounding-board';

/** Documents that were stored last before a time. Answers how many there were. */
const removeOld = async ({ documents }: Parts, space: SpaceId, kind: string, before: string): Promise<number> => {
  const old = (await documents.list(space, kind)).filter(({ at }) => at < before);
  for (const { id } of old) await documents.remove(space, kind, id);
  return old.length;
};

/** Applies the rules of one space as of now: quotes by the day on which they were said, panels by the time at which they ended, reports by the time at
 * which they were made or last changed. */
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
  // Topics and questions that somebody typed. A day later than panels, because a press in use is stored anew once a day.
  if (panelDays > 0) await removeOld(parts, space, pressKind, before(panelDays + 1));
  const reports = panelDays > 0 ? await removeOld(parts, space, reportKind, before(panelDays)) : 0;
  const entries = panelDays > 0 ? await parts.shown.erase(space, before(panelDays)) : 0;
  if (ids.length + panels.length + reports + entries > 0) {
    await parts.settle();
    await parts.audit(space, byItself, 'retention', { quotes: ids.length, panels: panels.length, reports });
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
