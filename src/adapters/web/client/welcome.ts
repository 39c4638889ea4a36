import { button, h, svg } from './dom.ts';
import { figurePath } from './glyph.ts';

/** Three ideas to begin with: a headline, a comparison, a concept. */
export const examples = [
  { kind: 'A headline', text: 'Save money with one tap' },
  { kind: 'Two, side by side', text: 'Cancel anytime, no questions asked | Two months free when you stay' },
  { kind: 'A concept', text: 'An app that plans this week’s dinners from what is left in your fridge' },
] as const;

const points = [
  ['Type a headline or a concept.', 'A panel of AI personas reacts in a thread. Each is labelled; none is a real person.'],
  ['Read what stands beside each claim.', 'It is what real people said, word for word, or the plain line “No real user said this”.'],
  ['Leave with questions.', 'The panel finds what is worth asking people. It never answers in their place.'],
] as const;

/** What stands in an empty channel. `onPick` gets the example's text. */
export const welcome = (onPick: (text: string) => void): HTMLElement =>
  h(
    'section',
    { class: 'welcome', 'aria-labelledby': 'welcome-title' },
    svg('svg', { viewBox: '0 0 40 40', class: 'plate', 'aria-hidden': 'true' }, svg('path', { d: figurePath('sounding-board') })),
    h('h2', { id: 'welcome-title' }, 'Hear how an idea sounds.'),
    h('ol', { class: 'points' }, ...points.map(([lead, rest]) => h('li', {}, h('strong', {}, lead), ` ${rest}`))),
    h('h3', {}, 'Start with one of these'),
    h(
      'ul',
      { class: 'examples' },
      ...examples.map(({ kind, text }) =>
        h(
          'li',
          {},
          button({ class: 'example' }, () => onPick(text), h('span', { class: 'kind' }, kind), h('span', { class: 'words' }, text)),
        ),
      ),
    ),
  );
