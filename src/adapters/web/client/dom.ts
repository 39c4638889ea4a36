/*
 * Building nodes. Text always becomes a text node: nothing in this page parses a string as markup.
 */

/** What an element may hold. `undefined` and `false` leave nothing behind, for conditions. */
export type Child = Node | string | undefined | false;

type Props = Readonly<Record<string, string | number | boolean | undefined>>;

type Listeners = Readonly<Partial<{ [Name in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[Name]) => void }>>;

const setProps = (element: Element, props: Props): void => {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
};

const isShown = (child: Child): child is Node | string => child !== undefined && child !== false;

/** An HTML element with attributes and children. */
export const h = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  setProps(element, props);
  element.append(...children.filter(isShown));
  return element;
};

/** An SVG element with attributes and children. */
export const svg = (tag: string, props: Props = {}, ...children: Child[]): SVGElement => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setProps(element, props);
  element.append(...children.filter(isShown));
  return element;
};

/** Adds listeners and gives the element back. */
export const on = <Target extends HTMLElement>(element: Target, listeners: Listeners): Target => {
  for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener as EventListener);
  return element;
};

/** A button that does one thing. `type` is always given, so that none submits a form by accident. */
export const button = (props: Props, onPress: () => void, ...children: Child[]): HTMLButtonElement =>
  on(h('button', { type: 'button', ...props }, ...children), { click: onPress });

/** Text of unknown direction inside a line: it cannot turn its neighbours around. */
export const isolated = (text: string, props: Props = {}): HTMLElement => h('bdi', props, text);

/** Text that stays on one line. */
export const nowrap = (text: string): HTMLElement => h('span', { class: 'nowrap' }, text);

/** Text for screen readers only. */
export const unseen = (text: string): HTMLElement => h('span', { class: 'unseen' }, text);

/** The element with this id. Throws when the page lost it, which only a mistake in index.html can cause. */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
};
