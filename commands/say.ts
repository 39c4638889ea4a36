import { type LabelledMessage, type MessageLimits, notice } from '../src/core/labels.ts';

/** One sentence from the bot. */
export const sayNotice = (text: string, limits: MessageLimits): LabelledMessage =>
  notice({ summary: text, blocks: [{ type: 'text', text }] }, limits);
