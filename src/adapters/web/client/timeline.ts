import type { WireEntry } from '../wire.ts';

type Shown = { node: HTMLElement; version: string };

/** A list of entries that is brought up to date without touching what did not change. */
export type Timeline = Readonly<{ show: (entries: readonly WireEntry[]) => void; clear: () => void }>;

const foldsOf = (node: HTMLElement): readonly HTMLDetailsElement[] => [...node.querySelectorAll('details')];

/**
 * Puts the new node in the old one's place. Focus inside moves to the same control, or to the entry when that control is gone. What the
 * person folded or unfolded stays so.
 */
const swap = (before: HTMLElement, after: HTMLElement): void => {
  const folds = foldsOf(before);
  for (const [index, fold] of foldsOf(after).entries()) fold.open = folds[index]?.open ?? fold.open;
  const focused = before.contains(document.activeElement) ? document.activeElement : undefined;
  before.replaceWith(after);
  if (!focused) return;
  const name = focused instanceof HTMLElement ? focused.dataset['keep'] : undefined;
  const same = [...after.querySelectorAll<HTMLElement>('[data-keep]')].find((node) => node.dataset['keep'] === name);
  (same ?? after).focus({ preventScroll: true });
};

/**
 * Keeps `list` in step with entries. `draw` makes the node of an entry; it is called again only when `versionOf` gives something new. Nodes
 * keep their identity and their place, so reading, selecting and focus are not disturbed.
 */
export const createTimeline = (
  list: HTMLElement,
  draw: (entry: WireEntry) => HTMLElement,
  versionOf: (entry: WireEntry) => string = ({ seq }) => String(seq),
): Timeline => {
  const shown = new Map<string, Shown>();
  const update = (entry: WireEntry): HTMLElement => {
    const version = versionOf(entry);
    const known = shown.get(entry.id);
    if (known?.version === version) return known.node;
    const node = draw(entry);
    node.tabIndex = -1;
    if (known) swap(known.node, node);
    shown.set(entry.id, { node, version });
    return node;
  };
  return {
    show: (entries) => {
      let place: Element | null = list.firstElementChild;
      for (const entry of entries) {
        const known = shown.get(entry.id)?.node;
        const stands = known !== undefined && known === place;
        const node = update(entry);
        if (stands) place = node.nextElementSibling;
        else list.insertBefore(node, place);
      }
    },
    clear: () => {
      shown.clear();
      list.replaceChildren();
    },
  };
};
