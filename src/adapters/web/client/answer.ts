import type { AnswerBlock, ClaimBlock } from '../../../core/message.ts';
import { h, isolated, unseen } from './dom.ts';
import { icon } from './icons.ts';
import { evidenceBlock } from './quote.ts';

const claimItem = (claim: ClaimBlock): HTMLElement =>
  h(
    'li',
    { class: 'claim' },
    h('p', { class: 'claim-text', dir: 'auto' }, claim.text),
    claim.touched !== '' && h('p', { class: 'touched' }, unseen('Set off by: '), isolated(claim.touched)),
    h('p', { class: `ground ${claim.basis}` }, icon(claim.basis), unseen('Rests on: '), isolated(claim.ground)),
    evidenceBlock(claim.evidence),
  );

/** One answer of a persona: where it stands, why, on what ground, and what real people said about each reason. */
export const answerSection = (answer: AnswerBlock): HTMLElement =>
  h(
    'section',
    { class: 'answer' },
    answer.option &&
      h(
        'h4',
        { class: 'option' },
        h('span', { class: 'letter' }, answer.option.letter),
        isolated(answer.option.text, { class: 'option-text' }),
      ),
    h('p', { class: `stance ${answer.stance}` }, icon(answer.stance), answer.stanceText),
    answer.claims.length > 0 && h('ul', { class: 'claims' }, ...answer.claims.map(claimItem)),
    answer.unmentioned !== '' && h('p', { class: 'unmentioned', dir: 'auto' }, answer.unmentioned),
  );

/** Answers to several options, side by side where there is room. */
export const comparison = (answers: readonly AnswerBlock[]): HTMLElement =>
  h('div', { class: `comparison of-${answers.length}` }, ...answers.map(answerSection));
