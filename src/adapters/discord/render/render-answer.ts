import type { AnswerBlock, ClaimBlock, QuoteBlock } from '../../../core/message.ts';
import { needsDefusing } from './defuse.ts';
import { plainLine, plainText } from './escape.ts';
import { barred, bold, bullet, italic, lines, small } from './markdown.ts';

/** Who said it, where and when, and what was changed in what is shown. */
const describeQuote = (quote: QuoteBlock): string =>
  [
    quote.human ? 'Real quote' : 'Sample line, nobody’s words',
    quote.attribution,
    quote.cleaned ? 'hidden characters left out' : '',
    needsDefusing(quote.text) ? 'links and addresses broken in brackets' : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** Somebody's words: behind a bar and in quotation marks, which nothing that a persona says ever is, with where they come from below. */
export const renderQuote = (quote: QuoteBlock): string => lines(barred(`“${quote.text}”`, quote.words), small(`— ${describeQuote(quote)}`));

const renderClaim = ({ text, touched, ground, evidence }: ClaimBlock, mostQuotes: number): string => {
  const left = evidence.quotes.length - mostQuotes;
  return lines(
    bullet(plainText(text)),
    touched === '' ? '' : bullet(`${italic('Set off by:')} ${plainLine(touched)}`, 1),
    bullet(`${italic('Rests on:')} ${plainLine(ground)}`, 1),
    bullet(italic(evidence.sentence), 1),
    ...evidence.quotes.slice(0, mostQuotes).map(renderQuote),
    left > 0 ? small(`${left} ${left === 1 ? 'quote does' : 'quotes do'} not fit here. See Real quotes above, or /quotes.`) : '',
  );
};

/**
 * One answer, in pieces that belong below each other: where the persona stands in bold, what a language model lets it say, and then as a list what it claims,
 * what each claim rests on, and what real people said about it.
 */
export const renderAnswer = (answer: AnswerBlock, mostQuotes: number): readonly string[] => {
  const { option, stanceText, text, claims, unmentioned } = answer;
  return [
    lines(
      bold(option ? `${option.letter} “${option.text}”: ${stanceText}` : stanceText),
      plainText(text),
      // A claim looks like a line of the speech; this line parts them.
      text !== '' && claims.length > 0 ? italic('What this claims, beside what real people said:') : '',
    ),
    ...claims.map((claim) => renderClaim(claim, mostQuotes)),
    // Apart from the list above, of which it would be the last item.
    unmentioned === '' ? '' : `\n${plainText(unmentioned)}`,
  ];
};
