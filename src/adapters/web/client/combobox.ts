import type { Suggestion } from './completion.ts';
import { h } from './dom.ts';

const drawSuggestion = (suggestion: Suggestion, index: number, language: string, onPick: () => void): HTMLElement => {
  const item = h(
    'li',
    { id: `suggestion-${index}`, role: 'option', 'aria-selected': 'false' },
    h('span', { class: 'what' }, suggestion.shown),
    h('span', { class: 'about', lang: language }, suggestion.about),
  );
  // On mousedown, before the field loses its focus.
  item.addEventListener('mousedown', (event) => {
    event.preventDefault();
    onPick();
  });
  return item;
};

/** The list of suggestions above the message box, in the pattern that screen readers know as a combobox. `onPick` gets what was chosen; `language` is that of the descriptions. */
export class Combobox {
  readonly list = h('ul', { class: 'suggestions', id: 'suggestions', role: 'listbox', 'aria-label': 'Suggestions', hidden: true });
  readonly #field: HTMLTextAreaElement;
  readonly #language: string;
  readonly #onPick: (picked: Suggestion) => void;
  #shown: readonly Suggestion[] = [];
  #active = -1;

  constructor(field: HTMLTextAreaElement, language: string, onPick: (picked: Suggestion) => void) {
    this.#field = field;
    this.#language = language;
    this.#onPick = onPick;
  }

  show(suggestions: readonly Suggestion[]): void {
    if (suggestions.length === 0) {
      this.hide();
      return;
    }
    this.#shown = suggestions;
    this.list.replaceChildren(
      ...suggestions.map((suggestion, index) => drawSuggestion(suggestion, index, this.#language, () => this.#onPick(suggestion))),
    );
    this.list.hidden = false;
    this.#field.setAttribute('aria-expanded', 'true');
    this.#mark(suggestions[0]?.eager ? 0 : -1);
  }

  hide(): void {
    this.#shown = [];
    this.list.hidden = true;
    this.#field.setAttribute('aria-expanded', 'false');
    this.#mark(-1);
  }

  /** Handles a key. True when the key belonged to the list. */
  key(event: KeyboardEvent): boolean {
    if (this.list.hidden || event.isComposing) return false;
    const { length } = this.#shown;
    switch (event.key) {
      case 'ArrowDown':
        this.#mark((this.#active + 1) % length);
        return true;
      case 'ArrowUp':
        this.#mark(this.#active <= 0 ? length - 1 : this.#active - 1);
        return true;
      case 'Escape':
        this.hide();
        return true;
      case 'Tab':
        return !event.shiftKey && this.#pick(Math.max(this.#active, 0));
      case 'Enter':
        return !event.shiftKey && this.#pick(this.#active);
      default:
        return false;
    }
  }

  #pick(index: number): boolean {
    const suggestion = this.#shown[index];
    if (suggestion) this.#onPick(suggestion);
    return suggestion !== undefined;
  }

  #mark(index: number): void {
    this.#active = index;
    for (const [at, item] of [...this.list.children].entries()) item.setAttribute('aria-selected', String(at === index));
    const chosen = this.list.children[index];
    if (chosen) {
      this.#field.setAttribute('aria-activedescendant', chosen.id);
      chosen.scrollIntoView({ block: 'nearest' });
    } else this.#field.removeAttribute('aria-activedescendant');
  }
}
