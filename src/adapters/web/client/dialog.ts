import { button, byId, h } from './dom.ts';
import { icon } from './icons.ts';

/** An open dialog. */
export type Dialog = Readonly<{ element: HTMLDialogElement; close: () => void }>;

let counter = 0;

/** Opens a modal dialog. It traps focus, closes with Escape, and gives focus back to where it was: all of it the browser's own work. */
export const openDialog = (title: string, content: readonly Node[], extraClass = ''): Dialog => {
  counter += 1;
  const titleId = `dialog-title-${counter}`;
  const close = () => element.close();
  const element: HTMLDialogElement = h(
    'dialog',
    { class: `dialog ${extraClass}`, 'aria-labelledby': titleId },
    h(
      'div',
      { class: 'dialog-head' },
      h('h2', { id: titleId, dir: 'auto' }, title),
      button({ class: 'icon-button', 'aria-label': 'Close' }, close, icon('close')),
    ),
    h('div', { class: 'dialog-body' }, ...content),
  );
  element.addEventListener('close', () => element.remove());
  element.addEventListener('click', (event) => event.target === element && close());
  document.body.append(element);
  element.showModal();
  return { element, close };
};

/** Shows one sentence until it is dismissed or another takes its place. Screen readers say it. */
export const toast = (text: string): void => {
  const place = byId('toast');
  const dismiss = () => place.replaceChildren();
  place.replaceChildren(h('p', { dir: 'auto' }, text), button({ class: 'icon-button', 'aria-label': 'Dismiss' }, dismiss, icon('close')));
};
