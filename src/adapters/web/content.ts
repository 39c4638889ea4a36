import { isLabelledMessage, type LabelledMessage } from '../../core/labels.ts';
import type { TranscriptEntry } from '../../ports/transcript.ts';
import type { Content, WireEntry, WireMessage } from './wire.ts';

/** The one channel of the playground. */
export const channel = 'panels';

/** A labelled message as data. Throws `TypeError` for a look-alike, so nothing unlabelled can reach the page. */
export const toWire = (message: LabelledMessage): WireMessage => {
  if (!isLabelledMessage(message)) throw new TypeError('only labelled messages are shown');
  const { kind, sender, label, notification, blocks, buttons, metadata } = message;
  return { kind, sender, label, notification, blocks, buttons, metadata };
};

type Stored = Content & Readonly<{ order?: number }>;

/** What the transcript keeps. `order` is given for edits, because an edit gets a new `seq` and must not move. */
export const encodeContent = (content: Content, order?: number): string =>
  JSON.stringify(order === undefined ? content : { ...content, order });

/** An entry for the page, or `undefined` when its content is not ours to read. */
export const toWireEntry = (entry: TranscriptEntry): WireEntry | undefined => {
  let stored: Stored;
  try {
    stored = JSON.parse(entry.content) as Stored;
  } catch {
    return undefined;
  }
  const { order, ...content } = stored;
  const { id, seq, thread, at } = entry;
  return { id, seq, order: order ?? seq, at, content, ...(thread === undefined ? {} : { thread }) };
};
