import { button, byId, h } from './dom.ts';
import { icon } from './icons.ts';

/** An open dialog. */
export type Dialog = Readonly<{ element: HTMLDialogElement; close: () => void }>;

let counter = 0;

/** The control that had the focus when a dialog opened, with what finds it again in a new drawing. */
type Opener = Readonly<{
  control: Element | null;
  list?: Element | null | undefined;
  entry?: string | undefined;
  name?: string | undefined;
}>;

const openers = new WeakMap<HTMLDialogElement, Opener>();

/** One dialog that follows another opens when that is closed and not yet gone. If the control behind it was drawn again meanwhile, nothing has the focus, or what
 * had it in the closed one. */
const findOpener = (): Opener => {
  const control = document.activeElement;
  const closing = [...document.querySelectorAll<HTMLDialogElement>('dialog:not([open])')].at(-1);
  const before = closing && openers.get(closing);
  if (before && (control === document.body || closing.contains(control))) return before;
  return {
    control,
    list: control?.closest('.entries'),
    entry: control?.closest<HTMLElement>('[data-entry]')?.dataset['entry'],
    name: control instanceof HTMLElement ? control.dataset['keep'] : undefined,
  };
};

/**
 * Gives the focus back when the control that had it was drawn again under the open dialog: to the same control of the new drawing, or to its
 * message. Otherwise the browser has done it already.
 */
const giveFocusBack = ({ control, list, entry, name }: Opener): void => {
  if (!list || control?.isConnected) return;
  const drawn = [...list.querySelectorAll<HTMLElement>('[data-entry]')].find((node) => node.dataset['entry'] === entry);
  const same = [...(drawn?.querySelectorAll<HTMLElement>('[data-keep]') ?? [])].find((node) => node.dataset['keep'] === name);
  (same ?? drawn)?.focus({ preventScroll: true });
};

/** The toast lives in the topmost dialog while one is open: outside of it nobody could see or hear it. */
const toastPlace = (): HTMLElement => {
  const place = byId('toast');
  const top = [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1) ?? document.body;
  if (place.parentElement !== top) top.append(place);
  return place;
};

/** Opens a modal dialog. It traps focus, closes with Escape, and gives focus back to where it was: nearly all of it the browser's own work. */
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
  const opener = findOpener();
  openers.set(element, opener);
  element.addEventListener('close', () => {
    if (element.contains(byId('toast'))) document.body.append(byId('toast'));
    element.remove();
    giveFocusBack(opener);
  });
  element.addEventListener('click', (event) => event.target === element && close());
  document.body.append(element);
  element.showModal();
  return { element, close };
};

/** How long a sentence stays that only confirms what was done, in milliseconds. */
const passingMs = 10_000;
let passing: ReturnType<typeof setTimeout> | undefined;

/** Takes the sentence away that stands there. */
export const dismissToast = (): void => {
  clearTimeout(passing);
  byId('toast').replaceChildren();
};

/**
 * Shows one sentence until it is dismissed, another takes its place or the next line is sent. Screen readers say it. One that `passes` goes by itself, but
 * not from under the pointer.
 */
export const toast = (text: string, passes = false): void => {
  const place = toastPlace();
  const pass = () => (place.matches(':hover, :focus-within') ? leave() : dismissToast());
  const leave = () => {
    passing = setTimeout(pass, passingMs);
  };
  clearTimeout(passing);
  if (passes) leave();
  place.replaceChildren(
    h('p', { dir: 'auto' }, text),
    button({ class: 'icon-button', 'aria-label': 'Dismiss' }, dismissToast, icon('close')),
  );
};
