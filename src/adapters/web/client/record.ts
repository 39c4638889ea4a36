import type { StateResponse, WireForecast, WireForecasts } from '../wire.ts';
import { fetchForecasts, sendPress, sentenceOf } from './api.ts';
import { createBacktestSection } from './backtest.ts';
import { button, h, isolated, unseen } from './dom.ts';
import { icon } from './icons.ts';
import { messageBody } from './message.ts';
import { richText } from './rich-text.ts';

/** The track record as a page of its own. `show` opens or closes it; opening reads it anew. */
export type RecordPage = Readonly<{ show: (isOpen: boolean) => void }>;

type Parts = Readonly<{
  sets: StateResponse['sets'];
  onMenu: (from: HTMLElement) => void;
  threadOf: (panel: number) => string | undefined;
  open: (thread: string) => void;
}>;

const verdicts = { right: 'Right', wrong: 'Wrong', open: 'No outcome yet', none: 'Neither' } as const;

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Hashes the sealed text in this browser, so that nobody has to take the server's word for it. */
const checkHere = async ({ sealedText, commitment }: WireForecast): Promise<string> => {
  const digest = hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(sealedText)));
  return digest === commitment
    ? 'It fits: this browser got the same sum from the text above.'
    : `It does not fit: this browser got ${digest}. The forecast is not the one that was sealed.`;
};

/** What was sealed, and how anybody can check it. */
const sealFold = (forecast: WireForecast): HTMLElement => {
  const { commitment, sealedText, sealedAt, panel } = forecast;
  const result = h('p', { class: 'note', role: 'status' });
  const check = button(
    { class: 'action plain' },
    () => void checkHere(forecast).then((said) => result.replaceChildren(said)),
    'Check it here',
  );
  return h(
    'details',
    { class: 'seal' },
    h('summary', {}, unseen(`Seal of panel ${panel}: `), h('code', {}, `${commitment.slice(0, 10)}…`)),
    h(
      'p',
      { class: 'note' },
      ...richText(
        `Sealed on ${sealedAt.slice(0, 10)} at ${sealedAt.slice(11, 16)} UTC. SHA-256 of the text below, which is a secret word, a line break and the forecast:`,
      ),
    ),
    h('p', {}, h('code', { class: 'whole' }, commitment)),
    h('pre', { tabindex: 0, 'aria-label': `Sealed text of panel ${panel}`, dir: 'ltr' }, sealedText),
    h('p', { class: 'note' }, 'To check it elsewhere: save the JSON file and run npm run ledger -- verify FILE.json'),
    check,
    result,
  );
};

const detailsOf = ({ set, models, control, votes }: WireForecast): readonly string[] => [
  set,
  ...(models === '' ? [] : [models]),
  ...(control === '' ? [] : [`without personas: ${control}`]),
  ...(votes === '' ? [] : [`team’s votes: ${votes}`]),
];

const forecastRow = (forecast: WireForecast, { threadOf, open }: Parts): HTMLElement => {
  const thread = threadOf(forecast.panel);
  const number = String(forecast.panel);
  const options = forecast.options.map((text, at) =>
    h('div', { dir: 'auto' }, h('span', { class: 'letter' }, String.fromCharCode(65 + at)), ' ', isolated(text)),
  );
  return h(
    'tr',
    {},
    h(
      'th',
      { scope: 'row' },
      thread === undefined ? number : button({ class: 'to-panel', 'aria-label': `Open panel ${number}` }, () => open(thread), number),
    ),
    h('td', {}, ...options),
    h('td', {}, h('div', {}, forecast.forecast || 'none'), h('div', { class: 'note' }, detailsOf(forecast).join('\u00A0· '))),
    h('td', { dir: 'auto' }, forecast.outcome || 'none recorded'),
    h('td', { class: `verdict ${forecast.verdict}` }, verdicts[forecast.verdict]),
    h('td', {}, sealFold(forecast)),
  );
};

const columns = ['Panel', 'Options', 'AI forecast', 'What happened', 'Pick', 'Seal'] as const;

const forecastTable = ({ forecasts, label }: WireForecasts, parts: Parts): HTMLElement =>
  h(
    'div',
    { class: 'table forecasts', role: 'region', tabindex: 0, 'aria-label': 'Forecasts and what happened' },
    h(
      'table',
      {},
      h('caption', {}, label),
      h('thead', {}, h('tr', {}, ...columns.map((column) => h('th', { scope: 'col' }, column)))),
      h('tbody', {}, ...forecasts.map((one) => forecastRow(one, parts))),
    ),
  );

/** Forecasts by the page. `trail` remembers where the newer pages began. */
const createForecasts = (parts: Parts) => {
  const place = h('div', { 'aria-live': 'polite' });
  let trail: readonly (number | undefined)[] = [undefined];
  const load = async (): Promise<void> => {
    const page = await fetchForecasts(trail.at(-1));
    const newer = button({ class: 'action plain', disabled: trail.length < 2 }, () => go(trail.slice(0, -1)), 'Newer');
    const older = button({ class: 'action plain', disabled: page.older === undefined }, () => go([...trail, page.older]), 'Older');
    const isEmpty = page.forecasts.length === 0 && trail.length === 1;
    place.replaceChildren(
      isEmpty
        ? h(
            'p',
            { class: 'text' },
            'No forecast has been sealed yet. A comparison such as /panel A | B seals one where a language model is configured.',
          )
        : forecastTable(page, parts),
      ...(trail.length > 1 || page.older !== undefined ? [h('div', { class: 'pager' }, newer, older)] : []),
    );
  };
  const go = (next: readonly (number | undefined)[]): void => {
    trail = next;
    void load().catch((cause: unknown) => place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, sentenceOf(cause))));
  };
  return { place, start: () => go([undefined]) };
};

/** Saves the whole ledger. The link lives for one click, so that the page holds no address that leads anywhere. */
const fileButton = (format: 'csv' | 'json'): HTMLElement =>
  button(
    { class: 'action plain' },
    () => h('a', { href: `/api/ledger.${format}`, download: `sounding-board-ledger.${format}` }).click(),
    icon('down'),
    unseen('Save as '),
    format.toUpperCase(),
  );

const recordHead = (onMenu: Parts['onMenu']): HTMLElement => {
  const menu: HTMLButtonElement = button(
    { class: 'icon-button menu', 'aria-label': 'Channel and panels', 'aria-expanded': 'false', 'aria-controls': 'rail' },
    () => onMenu(menu),
    icon('menu'),
  );
  const print = button({ class: 'action plain print' }, () => window.print(), 'Print');
  const title = h('h1', { id: 'record-title', tabindex: -1 }, 'Track record');
  return h('header', { class: 'channel-head' }, menu, title, h('div', { class: 'buttons' }, fileButton('csv'), fileButton('json'), print));
};

/** Fills the page of the record: the figures with their charts, as /panel-about track gives them, and every forecast beside what came of it. */
export const createRecordPage = (root: HTMLElement, parts: Parts): RecordPage => {
  const figures = h('section', { class: 'record-figures', 'aria-label': 'Figures' });
  const forecasts = createForecasts(parts);
  const backtest = createBacktestSection(parts.sets);
  const scroller = h(
    'div',
    { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Track record' },
    h('div', { class: 'record-page' }, figures, h('h2', {}, 'Forecasts and what happened'), forecasts.place, backtest.node),
  );
  root.append(recordHead(parts.onMenu), scroller);
  const load = async (): Promise<void> => {
    const answer = await sendPress({ command: 'panel-about', action: ['track'], options: {} }, {});
    figures.replaceChildren(
      ...(answer.outcome === 'done'
        ? answer.messages.map((message) => messageBody(message, undefined, () => undefined))
        : [h('p', { class: 'problem', role: 'alert' }, answer.userMessage)]),
    );
  };
  return {
    show: (isOpen) => {
      if (!isOpen && root.hidden) return;
      backtest.show(isOpen);
      root.hidden = !isOpen;
      document.body.classList.toggle('in-record', isOpen);
      if (!isOpen) return;
      void load().catch((cause: unknown) => figures.replaceChildren(h('p', { class: 'problem', role: 'alert' }, sentenceOf(cause))));
      forecasts.start();
      root.querySelector<HTMLElement>('#record-title')?.focus();
    },
  };
};
