import type { Persona } from './persona.ts';

/* The quotes that a persona rests on, as one line of a form: `segment: family | source: Spring survey`. */

type Ground = NonNullable<Persona['groundedIn']>;

/** Writes which quotes a persona rests on; `''` for none. */
export const writeGround = ({ segment, source }: Ground = {}): string =>
  [segment === undefined ? '' : `segment: ${segment}`, source === undefined ? '' : `source: ${source}`].filter(Boolean).join(' | ');

/** What a line says, or what in it cannot be read. An empty line names no quotes. */
export const readGround = (line: string): Readonly<{ ground?: Ground }> | Readonly<{ problem: string }> => {
  const parts = line
    .split('|')
    .map((part) => part.trim())
    .filter(Boolean);
  const found = parts.map((part) => /^(segment|source):\s*(\S.*)$/iu.exec(part));
  const named = new Set(found.map((one) => one?.[1]?.toLowerCase()));
  if (named.has(undefined) || named.size < parts.length)
    return { problem: 'write it as segment: … | source: …, one of them or both, or leave it empty' };
  return parts.length === 0 ? {} : { ground: Object.fromEntries(found.map((one) => [one?.[1]?.toLowerCase(), one?.[2]])) };
};
