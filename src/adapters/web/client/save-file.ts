import type { WireFile } from '../wire.ts';
import { button, h, isolated } from './dom.ts';
import { icon } from './icons.ts';

/** Hands a text to the browser as a file. The link lives for one click, so that the page holds no address that leads anywhere. */
const save = ({ name, text }: WireFile): void => {
  const address = URL.createObjectURL(new Blob([text], { type: name.endsWith('.csv') ? 'text/csv' : 'text/markdown' }));
  h('a', { href: address, download: name }).click();
  URL.revokeObjectURL(address);
};

/** The button below an answer that came with a file. */
export const saveButton = (file: WireFile): HTMLElement =>
  h(
    'div',
    { class: 'buttons' },
    button({ class: 'action plain', 'data-keep': 'save' }, () => save(file), icon('down'), 'Save ', isolated(file.name)),
  );
