import type { Button } from '../../../core/message.ts';
import type { WireMessage } from '../wire.ts';
import { button, h } from './dom.ts';
import { icon } from './icons.ts';
import { saveButton } from './save-file.ts';

const textOf = (messages: readonly WireMessage[]): string =>
  messages
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === 'text' ? block.text : []))
    .join('\n');

const copyButton = (text: string): HTMLElement => {
  const said = h('span', { role: 'status', class: 'note' });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      said.replaceChildren('Copied.');
    } catch {
      said.replaceChildren('This browser did not allow it. Mark the text and copy it by hand.');
    }
  };
  return h(
    'div',
    { class: 'buttons' },
    button({ class: 'action plain' }, () => void copy(), icon('copy'), 'Copy'),
    said,
  );
};

/** What takes an answer out of the page that a button gave to be copied: the clipboard, and for a table a file. Nothing for other answers. */
export const exportButtons = ({ press }: Button, messages: readonly WireMessage[]): readonly HTMLElement[] => {
  const text = textOf(messages);
  const { format } = press.options;
  if (press.action.at(-1) !== 'export' || format === undefined || text === '') return [];
  return format === 'csv' ? [saveButton({ name: 'quotes.csv', text: `${text}\n` })] : [copyButton(text)];
};
