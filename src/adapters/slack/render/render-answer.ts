import type { RichTextBlock, RichTextBlockElement } from '@slack/types';
import type { AnswerBlock, ClaimBlock, QuoteBlock } from '../../../core/message.ts';
import { needsDefusing } from './defuse.ts';
import { barred, bullets, richText, section } from './rich.ts';

/** Who said it, where and when, and what was changed in what is shown. */
export const describeQuote = (quote: QuoteBlock): string =>
  [
    quote.human ? 'Real quote' : 'Sample line, nobody’s words',
    quote.attribution,
    quote.cleaned ? 'hidden characters left out' : '',
    needsDefusing(quote.text) ? 'links and addresses broken in brackets' : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** Somebody's words: behind a bar and in quotation marks, which nothing that a persona says ever is. */
export const quotedWords = (quote: QuoteBlock): readonly RichTextBlockElement[] => barred(`“${quote.text}”`);

const evidenceQuote = (quote: QuoteBlock): readonly RichTextBlockElement[] => [
  ...quotedWords(quote),
  ...section({ text: `— ${describeQuote(quote)}`, style: 'italic' }),
];

const claimElements = (claim: ClaimBlock): readonly RichTextBlockElement[] => [
  ...bullets([[claim.text]]),
  ...bullets(
    [
      claim.touched === '' ? [] : [{ text: 'Set off by: ', style: 'italic' }, claim.touched],
      [{ text: 'Rests on: ', style: 'italic' }, claim.ground],
      [{ text: claim.evidence.sentence, style: 'italic' }],
    ],
    1,
  ),
  ...claim.evidence.quotes.flatMap(evidenceQuote),
];

/**
 * One answer as one block: where the persona stands in bold, what a language model lets it say, and below as a list what it claims, what
 * each claim rests on, and what real people said about it.
 */
export const renderAnswer = (answer: AnswerBlock): readonly RichTextBlock[] => {
  const { option, claims } = answer;
  return richText(
    ...section({ text: option ? `${option.letter} “${option.text}”: ${answer.stanceText}` : answer.stanceText, style: 'bold' }),
    ...section(answer.text),
    // A claim looks like a line of the speech; this line parts them.
    ...(answer.text !== '' && claims.length > 0
      ? section({ text: 'What this claims, beside what real people said:', style: 'italic' })
      : []),
    ...claims.flatMap(claimElements),
    ...section(answer.unmentioned),
  );
};
