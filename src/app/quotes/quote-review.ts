import { wordsRemoved } from '../../core/privacy/kinds.ts';
import { putMarkers } from '../../core/privacy/redact.ts';
import { findSuspects } from '../../core/privacy/suspects.ts';
import type { ModerationDesk } from '../../ports/moderation.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { WriteAudit } from '../audit.ts';
import type { Forgetter } from './quote-forget.ts';

type Parts = Readonly<{ quotes: Pick<QuoteIndex, 'flagged' | 'decide' | 'get'>; forgetter: Forgetter; audit: WriteAudit }>;

/**
 * Quotes with what may be a name or an address in them, for a person to decide about. What is suspected is found again in the words each time, so that nothing
 * private is stored twice.
 */
export const createReviewDesk = ({ quotes, forgetter, audit }: Parts): ModerationDesk['review'] => ({
  next: async (space, limit) => {
    const { total, quotes: flagged } = await quotes.flagged(space, { limit });
    return { total, flagged: flagged.map((quote) => ({ quote, suspects: findSuspects(quote.text) })) };
  },
  decide: async (space, { quote: id, decision, author }) => {
    const quote = await quotes.get(space, id);
    if (!quote) return false;
    if (decision === 'forget') {
      await forgetter.desk.carryOut(space, { what: { kind: 'quote', value: id }, author });
      return true;
    }
    const places = findSuspects(quote.text).map((span) => ({ ...span, marker: wordsRemoved }));
    const isRemoval = decision === 'remove' && places.length > 0;
    const isDone = await quotes.decide(space, id, isRemoval ? { text: putMarkers(quote.text, places) } : { keep: true });
    if (!isDone) return false;
    // Messages that showed the words before they were taken out show them no longer.
    if (isRemoval) await forgetter.clean(space, [id]);
    await audit(space, author, 'reviewed', { quote: id, decision });
    return true;
  },
});
