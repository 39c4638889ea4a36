import { type LabelledMessage, type MessageLimits, notice } from './labels.ts';
import { inPieces } from './text.ts';

/** Most pieces of a file that are shown as messages, and UTF-16 units of each: what surrounds one has to fit too. */
const most = { pieces: 10, units: 3_000 } as const;

/** The largest file that is handed to a person on a chat platform, in bytes. Exports of sets and panels have some ten kilobytes. */
export const mostFileBytes = 1_024 * 1_024;

/** A file that cannot be handed over, as messages with its text. `reason` says why, in one sentence. What is too long for that is left out, and said. */
export const fileInWords = (
  { name, text }: Readonly<{ name: string; text: string }>,
  reason: string,
  limits: MessageLimits,
): readonly LabelledMessage[] => {
  const pieces = inPieces(text, most.units);
  const isCut = pieces.length > most.pieces;
  const note = isCut
    ? `Here is the beginning of ${name}; the rest is too long to show. Ask again in the playground for the whole of it.`
    : `Here is the text of ${name}. Links in it are broken, so compare before you use it again.`;
  const say = (part: string, index: number): LabelledMessage => {
    const head = index === 0 ? [{ type: 'text', text: reason } as const, { type: 'note', text: note } as const] : [];
    return notice({ summary: index === 0 ? reason : `More of ${name}`, blocks: [...head, { type: 'text', text: part }] }, limits);
  };
  return (pieces.length === 0 ? [''] : pieces.slice(0, most.pieces)).map(say);
};

/** Where a file is, as the bot says it. */
export const sayFile = (sentence: string, limits: MessageLimits): LabelledMessage =>
  notice({ summary: sentence, blocks: [{ type: 'text', text: sentence }] }, limits);

/** A name under which a file can be sent anywhere: letters, digits, dots, dashes and underscores. */
export const safeFileName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(-100) || 'file.txt';
