import type { Block } from '../message.ts';
import type { Evidence, QuoteCandidate } from '../quotes/quotes.ts';
import { describeEvidence, showQuote } from '../quotes/show-evidence.ts';
import { isComparison, optionLetter, type Stimulus } from '../stimulus.ts';
import { onOneLine } from '../text.ts';
import type { Said } from './closing-said.ts';

/* What real people said, on the last message of a panel. */

/** One claim after a judge has read the quotes close to it. The quotes are the store's, verbatim. */
export type JudgedClaim = Readonly<{
  persona: string;
  text: string;
  supports: readonly QuoteCandidate[];
  contradicts: readonly QuoteCandidate[];
}>;

const claims = (count: number, one: string, many: string): string => (count === 1 ? one : many);

const restOf = (human: number, total: number): string =>
  `${human > 0 ? 'The rest is' : total === 1 ? 'It is' : 'They are'} what AI personas say and nobody else here did.`;

/** Two counts of the same claims differ because two things are counted: what the search finds close, and what a model that reads it finds to agree. */
const describeSearch = (close: number, behind: number, unread: number): string => {
  if (unread > 0)
    return `${unread} more ${claims(unread, 'was', 'were')} not read. The search alone found real quotes close to ${close} of all: close is not agreement.`;
  if (close === behind) return '';
  const why = close > behind ? 'close is not agreement' : 'the model reads weaker matches too';
  return `The search alone found real quotes close to ${close} of them: ${why}.`;
};

/** How many claims a human voice speaks for: judged where a judge has read the quotes, for all but `unread` claims, and only close by the search where none has. */
export const describeVoices = (said: readonly Said[], judged: readonly JudgedClaim[] | undefined, unread = 0): string => {
  const total = said.length;
  if (total === 0) return 'No claims were made, so there is nothing to set beside the words of real people.';
  const close = said.filter(({ human }) => human).length;
  const behind = judged ? judged.filter(({ supports }) => supports.length > 0).length : close;
  const against = judged?.filter(({ contradicts }) => contradicts.length > 0).length ?? 0;
  const sentences = judged
    ? [
        `A language model that read the quotes found a human voice behind ${behind} of ${total - unread} ${claims(total - unread, 'claim', 'claims')}${against > 0 ? `, and ${against} contradicted by real people` : ''}.`,
        describeSearch(close, behind, unread),
      ]
    : [
        `${close} of ${total} ${claims(total, 'claim has', 'claims have')} real quotes close to ${claims(total, 'it', 'them')}.`,
        close > 0 ? 'Close is not agreement: read the quotes.' : '',
      ];
  return [...sentences, behind < total && unread === 0 ? restOf(behind, total) : ''].filter(Boolean).join(' ');
};

/** Claims shown with the quotes that speak for or against them. The message has to stay readable. */
const mostShown = 3;

const showJudged = (judged: readonly JudgedClaim[], side: 'supports' | 'contradicts'): readonly Block[] =>
  judged
    .filter((claim) => claim[side].length > 0)
    .slice(0, mostShown)
    .flatMap((claim): readonly Block[] => [
      {
        type: 'text',
        text: `${side === 'supports' ? 'Close to' : 'Against'} what ${claim.persona}, AI persona, claims: ${onOneLine(claim.text)} A language model chose these quotes; read them yourself.`,
      },
      ...claim[side].slice(0, 2).map(showQuote),
    ]);

/** Contradictions first: they are what a team is likeliest to miss. */
export const judgedBlocks = (judged: readonly JudgedClaim[]): readonly Block[] => [
  ...showJudged(judged, 'contradicts'),
  ...showJudged(judged, 'supports'),
];

/** Verbatim words about the stimulus itself, in their own shape, or that there are none. */
export const voiceBlocks = (stimulus: Stimulus, evidence: readonly Evidence[]): readonly Block[] =>
  evidence.flatMap((found, option): readonly Block[] => {
    const about = isComparison(stimulus) ? `On ${optionLetter(option)}: ` : 'On what was asked: ';
    return [{ type: 'text', text: about + describeEvidence(found) }, ...found.quotes.map(showQuote)];
  });
