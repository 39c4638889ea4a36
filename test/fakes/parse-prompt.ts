import type { Prompt } from '../../src/core/prompt/prompt.ts';

/** One part of a prompt read back: its mark, the program's own lines, and the texts in fences. */
export type ParsedPart = Readonly<{ mark: string; own: string; fences: ReadonlyArray<Readonly<{ name: string; text: string }>> }>;

/**
 * Reads fences as a language model is told to: the first line that names a mark counts, a line with it opens a fence, and the closing line of
 * that name ends it. Throws when a fence stays open or when the mark stands anywhere else.
 */
const parsePart = (part: string, announcement: RegExp): ParsedPart => {
  const mark = announcement.exec(part)?.[1];
  if (mark === undefined) throw new Error('no mark is announced');
  const own: string[] = [];
  const fences: Array<{ name: string; text: string }> = [];
  let open: { name: string; lines: string[] } | undefined;
  for (const line of part.split('\n')) {
    if (open && line === `</${open.name} ${mark}>`) {
      fences.push({ name: open.name, text: open.lines.join('\n') });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (line.startsWith('<') && line.endsWith(` ${mark}>`)) open = { name: line.slice(1, -mark.length - 2), lines: [] };
    else own.push(line);
  }
  if (open) throw new Error('a fence was not closed');
  if (part.split(mark).length - 1 !== 1 + 2 * fences.length) throw new Error('the mark stands outside of the fences’ own lines');
  return { mark, own: own.join('\n').replace(mark, 'MARK'), fences };
};

/** The input of a prompt, read back. */
export const parseInput = ({ input }: Prompt): ParsedPart => parsePart(input, /^The mark of this message is (\S+)\n/);

/** The persona's part of a prompt's prefix, read back. */
export const parsePersona = ({ prefix }: Prompt): ParsedPart => parsePart(prefix, /\nThe persona's file, with the mark (\S+)\n/);
