import type { AnswerBlock, ClaimBlock } from '../../../core/message.ts';
import { h, isolated, unseen } from './dom.ts';
import { icon } from './icons.ts';
import { describeClaims } from './measures.ts';
import { evidenceBlock } from './quote.ts';
import { richText } from './rich-text.ts';

const claimItem = (claim: ClaimBlock): HTMLElement =>
  h(
    'li',
    { class: 'claim' },
    h('p', { class: 'claim-text', dir: 'auto' }, claim.text),
    claim.touched !== '' && h('p', { class: 'touched' }, unseen('Set off by: '), h('bdi', {}, ...richText(claim.touched))),
    h('p', { class: `ground ${claim.basis}` }, icon(claim.basis), unseen('Rests on: '), isolated(claim.ground)),
    evidenceBlock(claim.evidence),
  );

/** The claims under one line that counts them. Closed below a speech, which says the same at length; open where they are the whole answer. */
const claimsFold = ({ text, claims, option }: AnswerBlock): HTMLElement =>
  h(
    'details',
    { class: 'claims-fold', open: text === '' },
    h('summary', { 'data-keep': `claims ${option?.letter ?? ''}` }, describeClaims(claims)),
    text !== '' && h('p', { class: 'fold-about' }, 'What this claims, beside what real people said.'),
    h('ul', { class: 'claims' }, ...claims.map(claimItem)),
  );

/**
 * One answer of a persona: where it stands, what a language model lets it say, why, on what ground, and what real people said about each
 * reason. The speech is a chat bubble with a dashed edge and never has the shape of a quote: nobody said it.
 */
export const answerSection = (answer: AnswerBlock): HTMLElement =>
  h(
    'section',
    { class: answer.text === '' ? 'answer' : 'answer spoken' },
    answer.option &&
      h(
        'h4',
        { class: 'option' },
        h('span', { class: 'letter' }, answer.option.letter),
        isolated(answer.option.text, { class: 'option-text' }),
      ),
    h('p', { class: `stance ${answer.stance}` }, icon(answer.stance), answer.stanceText),
    answer.text !== '' && h('p', { class: 'speech', dir: 'auto' }, answer.text),
    answer.claims.length > 0 && claimsFold(answer),
    answer.unmentioned !== '' && h('p', { class: 'unmentioned', dir: 'auto' }, ...richText(answer.unmentioned)),
  );

/** Answers to several options, side by side where there is room. */
export const comparison = (answers: readonly AnswerBlock[]): HTMLElement =>
  h('div', { class: `comparison of-${answers.length}` }, ...answers.map(answerSection));
