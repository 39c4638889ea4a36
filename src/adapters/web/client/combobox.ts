import type { Suggestion } from './completion.ts';
import { h } from './dom.ts';

/** The list of suggestions above the message box, in the pattern that screen readers know as a combobox. */
export type Combobox = Readonly<{
  list: HTMLElement;
  show: (suggestions: readonly Suggestion[]) => void;
  hide: () => void;
  /** Handles a key. True when the key belonged to the list. */
  key: (event: KeyboardEvent) => boolean;
}>;

/** Ties a list of suggestions to `field`. `onPick` gets what was chosen. */
export const createCombobox = (field: HTMLTextAreaElement, onPick: (picked: Suggestion) => void): Combobox => {
  const list = h('ul', { class: 'suggestions', id: 'suggestions', role: 'listbox', 'aria-label': 'Suggestions', hidden: true });
  let shown: readonly Suggestion[] = [];
  let active = -1;
  const mark = (index: number) => {
    active = index;
    [...list.children].forEach((item, at) => {
      item.setAttribute('aria-selected', String(at === index));
    });
    const chosen = list.children[index];
    if (chosen) {
      field.setAttribute('aria-activedescendant', chosen.id);
      chosen.scrollIntoView({ block: 'nearest' });
    } else field.removeAttribute('aria-activedescendant');
  };
  const hide = () => {
    shown = [];
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    mark(-1);
  };
  const show = (suggestions: readonly Suggestion[]) => {
    if (suggestions.length === 0) return hide();
    shown = suggestions;
    list.replaceChildren(...suggestions.map((suggestion, index) => drawSuggestion(suggestion, index, () => onPick(suggestion))));
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    mark(suggestions[0]?.eager ? 0 : -1);
  };
  const pick = (index: number): boolean => {
    const suggestion = shown[index];
    if (suggestion) onPick(suggestion);
    return suggestion !== undefined;
  };
  const key = (event: KeyboardEvent): boolean => {
    if (list.hidden || event.isComposing) return false;
    switch (event.key) {
      case 'ArrowDown':
        mark((active + 1) % shown.length);
        return true;
      case 'ArrowUp':
        mark(active <= 0 ? shown.length - 1 : active - 1);
        return true;
      case 'Escape':
        hide();
        return true;
      case 'Tab':
        return !event.shiftKey && pick(Math.max(active, 0));
      case 'Enter':
        return !event.shiftKey && pick(active);
      default:
        return false;
    }
  };
  return { list, show, hide, key };
};

const drawSuggestion = (suggestion: Suggestion, index: number, onPick: () => void): HTMLElement => {
  const item = h(
    'li',
    { id: `suggestion-${index}`, role: 'option', 'aria-selected': 'false' },
    h('span', { class: 'what' }, suggestion.shown),
    h('span', { class: 'about' }, suggestion.about),
  );
  // On mousedown, before the field loses its focus.
  item.addEventListener('mousedown', (event) => {
    event.preventDefault();
    onPick();
  });
  return item;
};
