import { type LabelledMessage, type MessageLimits, notice } from '../src/core/labels.ts';
import type { Block, Button } from '../src/core/message.ts';

/** One notice of the bot: a sentence that sums it up, and what stands below it. */
export const tell = (summary: string, blocks: readonly Block[], limits: MessageLimits, buttons: readonly Button[] = []): LabelledMessage =>
  notice({ summary, blocks, ...(buttons.length > 0 ? { buttons } : {}) }, limits);

/** One sentence of the bot. */
export const say = (text: string, limits: MessageLimits, buttons: readonly Button[] = []): LabelledMessage =>
  tell(text, [{ type: 'text', text }], limits, buttons);

/** `1 quote`, `2,000 quotes`. */
export const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** A button for an action of `/panel-admin`. */
export const adminButton = (
  label: string,
  action: readonly string[],
  options: Readonly<Record<string, string>>,
  style: Button['style'] = 'plain',
): Button => ({ label, style, press: { command: 'panel-admin', action, options } });
