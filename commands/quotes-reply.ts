import type { SpaceId } from '../src/core/ids.ts';
import { humanQuotes, type LabelledMessage, type MessageLimits, notice } from '../src/core/labels.ts';
import type { Block, Button } from '../src/core/message.ts';
import { type Evidence, gate, type QuoteFilters } from '../src/core/quotes/quotes.ts';
import { describeEvidence, showQuote } from '../src/core/quotes/show-evidence.ts';
import { onOneLine } from '../src/core/text.ts';
import type { QuoteDesk } from '../src/ports/desks.ts';

/** What somebody asked of the quotes. */
export type QuoteQuery = Readonly<{ text: string; filters: QuoteFilters; limit: number; askedBy?: string }>;

/** How many quotes one answer shows. */
export const shownQuotes = 5;

/** Longest topic that a button carries. With a longer one the answer has no buttons. */
const carriedUnits = 200;

/** The options with which a button asks the same again. */
const optionsOf = ({ text, filters }: QuoteQuery): Readonly<Record<string, string>> => ({
  topic: text,
  ...Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, `${value}`])),
});

/** A button below an answer that asks something further of the same search. */
export const furtherButton = (
  query: QuoteQuery,
  label: string,
  action: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Button => ({
  label,
  style: 'plain',
  press: { command: 'quotes', action, options: { ...optionsOf(query), ...more } },
});

/** True when buttons below an answer can carry the search. */
export const canCarry = (query: QuoteQuery): boolean => JSON.stringify(optionsOf(query)).length <= carriedUnits;

/** What stands below a button that shows what only meaning found. */
const nearLabel = (near: number): string => `Close in meaning (${near}), none of the words`;

const buttonsBelow = (query: QuoteQuery, { verdict, samples, loose, near }: Evidence): readonly Button[] => {
  if (samples || !canCarry(query)) return [];
  const found =
    verdict === 'nothing'
      ? []
      : [
          furtherButton(query, 'Share to channel', ['share']),
          furtherButton(query, 'Copy with attribution', ['export'], { format: 'markdown' }),
          furtherButton(query, 'Export CSV', ['export'], { format: 'csv' }),
          furtherButton(query, 'Themes', ['themes']),
        ];
  return [
    ...found,
    ...(loose > 0 ? [furtherButton(query, `Loosely related (${loose})`, ['loose'])] : []),
    ...(near ? [furtherButton(query, nearLabel(near.length), ['near'])] : []),
  ];
};

const readThem: Block = { type: 'note', text: 'Close in words is not agreement: read them. The marked words matched.' };

const howToImport: Block = { type: 'note', text: 'A moderator brings in the words of real people with /panel-admin quotes import.' };

/** The quotes of a search as a message of the bot, the same privately and in a channel. */
export const quotesMessage = (
  query: QuoteQuery,
  evidence: Evidence,
  limits: MessageLimits,
  also: Readonly<{ notes?: readonly Block[]; buttons?: readonly Button[] }> = {},
): LabelledMessage => {
  const { notes = [], buttons = [] } = also;
  const found = describeEvidence(evidence);
  const heading: Block = { type: 'heading', text: onOneLine(query.text) };
  const blocks = [heading, { type: 'text', text: found } as const];
  if (evidence.verdict === 'nothing') return notice({ summary: found, blocks: [...blocks, ...notes], buttons }, limits);
  return humanQuotes({ summary: found, blocks: [...blocks, ...evidence.quotes.map(showQuote), ...notes, readThem], buttons }, limits);
};

/** The closest quotes to a topic in their own shape, or the plain statement that nothing matches. */
export const quotesReply = async (
  quotes: QuoteDesk,
  space: SpaceId,
  query: QuoteQuery,
  limits: MessageLimits,
  withButtons = false,
): Promise<LabelledMessage> => {
  const evidence = await quotes.search(space, query);
  const { loose, samples, searched } = evidence;
  const notes: readonly Block[] = [
    ...(loose > 0
      ? [{ type: 'note', text: `${loose} more ${loose === 1 ? 'is' : 'are'} only loosely related and not shown.` } as const]
      : []),
    ...(samples || searched === 0 ? [howToImport] : []),
  ];
  return quotesMessage(query, evidence, limits, { notes, buttons: withButtons ? buttonsBelow(query, evidence) : [] });
};

/** What only meaning found, apart from what words found. */
export const onlyNear = ({ near = [], ...evidence }: Evidence): Evidence => ({
  ...evidence,
  quotes: near,
  verdict: near.length > 0 ? 'quotes' : 'nothing',
});

/** What nearly matches, without what matches. */
export const onlyLoose = (evidence: Evidence, limit: number): Evidence => {
  const quotes = evidence.quotes.filter(({ strength }) => strength < gate.quotes).slice(0, limit);
  return { ...evidence, quotes, verdict: quotes.length > 0 ? 'quotes' : 'nothing' };
};
