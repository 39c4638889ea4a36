import type { SpaceId } from '../src/core/ids.ts';
import { humanQuotes, type LabelledMessage, type MessageLimits, notice } from '../src/core/labels.ts';
import type { Block } from '../src/core/message.ts';
import type { QuoteFilters } from '../src/core/quotes.ts';
import { describeEvidence, showQuote } from '../src/core/show-evidence.ts';
import { onOneLine } from '../src/core/text.ts';
import type { QuoteDesk } from '../src/ports/desks.ts';

/** The closest quotes to a topic in their own shape, or the plain statement that nothing matches. */
export const quotesReply = async (
  quotes: QuoteDesk,
  space: SpaceId,
  query: { text: string; filters: QuoteFilters; limit: number },
  limits: MessageLimits,
): Promise<LabelledMessage> => {
  const evidence = await quotes.search(space, query);
  const found = describeEvidence(evidence);
  const loose: readonly Block[] =
    evidence.loose > 0
      ? [{ type: 'note', text: `${evidence.loose} more ${evidence.loose === 1 ? 'is' : 'are'} only loosely related and not shown.` }]
      : [];
  const heading: Block = { type: 'heading', text: onOneLine(query.text) };
  if (evidence.verdict === 'nothing') return notice({ summary: found, blocks: [heading, { type: 'text', text: found }, ...loose] }, limits);
  const why: Block = { type: 'note', text: 'Close in words is not agreement: read them. The marked words matched.' };
  return humanQuotes(
    { summary: found, blocks: [heading, { type: 'text', text: found }, ...evidence.quotes.map(showQuote), ...loose, why] },
    limits,
  );
};
