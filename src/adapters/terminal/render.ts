import { styleText } from 'node:util';
import type { LabelledMessage } from '../../core/labels.ts';
import type { AnswerBlock, Block, ClaimBlock, QuoteBlock } from '../../core/message.ts';
import { withoutHiddenCharacters } from '../../core/text.ts';

/*
 * Messages as lines of text. Every line begins with who speaks, so a line that is copied out of its message still carries its label: a
 * persona's lines say "AI persona", quotes say whose words they are, everything else says that it is the bot's.
 */

type Line = Readonly<{ gutter: string; text: string; style: 'plain' | 'dim' | 'bold' }>;

/** Terminal control sequences are among the hidden characters; tabs and line ends are laid out here. */
const lines = (gutter: string, text: string, style: Line['style'] = 'plain', indent = ''): readonly Line[] =>
  withoutHiddenCharacters(text)
    .replaceAll('\t', ' ')
    .split('\n')
    .map((line) => ({ gutter, text: indent + line, style }));

const quoteLines = (quote: QuoteBlock, indent: string): readonly Line[] => {
  const gutter = quote.human ? 'real quote' : 'sample, nobody’s words';
  const cleaned = quote.cleaned ? ' (hidden characters left out)' : '';
  return [...lines(gutter, `“${quote.text}”`, 'plain', indent), ...lines(gutter, `— ${quote.attribution}${cleaned}`, 'dim', indent)];
};

const claimLines = (gutter: string, claim: ClaimBlock): readonly Line[] => [
  ...lines(gutter, claim.text, 'plain', '  '),
  ...(claim.touched ? lines(gutter, claim.touched, 'dim', '    ') : []),
  ...lines(gutter, claim.ground, 'dim', '    '),
  ...lines('Sounding Board', claim.evidence.sentence, 'dim', '    '),
  ...claim.evidence.quotes.flatMap((quote) => quoteLines(quote, '      ')),
];

const answerLines = (gutter: string, answer: AnswerBlock): readonly Line[] => [
  ...lines(gutter, answer.option ? `${answer.option.letter} “${answer.option.text}”: ${answer.stanceText}` : answer.stanceText, 'bold'),
  ...(answer.text ? lines(gutter, answer.text, 'plain', '  ') : []),
  // A claim looks like a line of the speech; this line parts them.
  ...(answer.text && answer.claims.length > 0 ? lines(gutter, 'What this claims, beside what real people said:', 'dim', '  ') : []),
  ...answer.claims.flatMap((claim) => claimLines(gutter, claim)),
  ...(answer.unmentioned ? lines(gutter, answer.unmentioned, 'plain', '  ') : []),
];

const blockLines = (gutter: string, block: Block): readonly Line[] => {
  switch (block.type) {
    case 'heading':
      return lines(gutter, block.text, 'bold');
    case 'text':
      return lines(gutter, block.text);
    case 'note':
    case 'progress':
      return lines(gutter, block.text, 'dim');
    case 'list':
      return [...lines(gutter, block.title, 'bold'), ...block.items.flatMap((item) => lines(gutter, `- ${item}`, 'plain', '  '))];
    case 'table':
      return [
        ...(block.title ? lines(gutter, block.title, 'bold') : []),
        ...block.rows.flatMap((row) => lines(gutter, row.join(' · '), 'plain', '  ')),
      ];
    case 'quote':
      return quoteLines(block, '');
    case 'odds':
      return [
        ...lines(gutter, 'Forecast by this AI persona', 'bold'),
        ...block.rows.flatMap((row) => lines(gutter, `${row.label}: ${row.text}${row.drawn ? ' (drawn)' : ''}`, 'plain', '  ')),
        ...lines(gutter, block.sentence, 'dim'),
      ];
    case 'spread':
      return [...lines(gutter, block.sentence), ...lines(gutter, block.reference, 'dim')];
    case 'chart':
      return [
        ...lines(gutter, block.chart.title, 'bold'),
        ...block.words.flatMap((line) => lines(gutter, line, 'plain', '  ')),
        ...lines(gutter, block.chart.footnote, 'dim'),
      ];
    case 'answer':
      return answerLines(gutter, block);
  }
};

/** One message as plain lines, label first, each with its speaker in front. `colour` adds styles for a terminal. */
export const renderMessage = (message: LabelledMessage, colour: boolean): string => {
  const gutter = message.sender.name;
  const all = [...lines(gutter, message.label, 'dim'), ...message.blocks.flatMap((block) => blockLines(gutter, block))];
  const paint = ({ gutter: who, text, style }: Line): string => {
    const line = `${who} | ${text}`.trimEnd();
    if (!colour || style === 'plain') return line;
    return styleText(style, line);
  };
  return all.map(paint).join('\n');
};
