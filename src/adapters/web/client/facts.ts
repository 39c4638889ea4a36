import type { ProgressBlock } from '../../../core/message.ts';
import type { WireEntry, WireMessage } from '../wire.ts';

/** How far the panel behind a root message is, or `undefined` when the message opens no panel. */
export const progressOf = (message: WireMessage): ProgressBlock | undefined => message.blocks.find((block) => block.type === 'progress');

/** The message of an entry when it opens a panel's thread. */
export const rootOf = (entry: WireEntry): WireMessage | undefined =>
  entry.thread === undefined && entry.content.type === 'message' && progressOf(entry.content.message) ? entry.content.message : undefined;

/** The panel's number. */
export const panelNumber = (message: WireMessage): number => Number(message.metadata['panel'] ?? 0);

/** What a panel is about, on one line: the headline, or the options of a comparison. */
export const titleOf = (message: WireMessage): string => {
  const heading = message.blocks.find((block) => block.type === 'heading');
  if (heading?.type === 'heading') return heading.text;
  const options = message.blocks.find((block) => block.type === 'table');
  return options ? options.rows.map((row) => row.at(-1) ?? '').join(' | ') : `Panel ${panelNumber(message)}`;
};

/** True while answers are still coming. */
export const isRunning = (progress: ProgressBlock): boolean =>
  progress.status === 'open' || progress.status === 'stopping' || progress.status === 'expiring';
