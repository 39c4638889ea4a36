import type { Basis } from '../basis.ts';
import type { Trait } from './persona.ts';

/*
 * One trait as one line that people type into a form: the sentence, then what is known of it, parted by bars.
 *
 *   I read the price first. | assumption | against | on: price, cost, @price | ask: When did you last look for a price?
 *
 * Only the sentence is needed. personas/README.md explains the parts.
 */

const bar = ' | ';

/** How a basis is written: `assumption`, `assumption by the support team`, `invention`, `data n=41 2026-03-02 https://…`, `data n=9 2026-04-30 from Spring survey`. */
export const writeBasis = (basis: Basis, assumedBy: string): string => {
  switch (basis.kind) {
    case 'invention':
      return 'invention';
    case 'assumption':
      return basis.by === assumedBy ? 'assumption' : `assumption by ${basis.by}`;
    case 'data':
      return ['data', `n=${basis.n}`, basis.date, basis.link, basis.source === undefined ? undefined : `from ${basis.source}`]
        .filter((part) => part !== undefined)
        .join(' ');
  }
};

/** Writes a trait as a line. `assumedBy` stands behind every plain `assumption`. */
export const writeTraitLine = (
  { text, basis, leans, words, features, ask, date }: Omit<Trait, 'id' | 'part'>,
  assumedBy: string,
): string => {
  const touched = [...words, ...features.map((feature) => `@${feature}`)];
  return [
    text,
    writeBasis(basis, assumedBy),
    leans === 'depends' ? '' : leans,
    touched.length > 0 ? `on: ${touched.join(', ')}` : '',
    ask === undefined ? '' : `ask: ${ask}`,
    date ?? '',
  ]
    .filter((part) => part !== '')
    .join(bar);
};

type Parts = Readonly<Record<string, unknown>>;
type Reader = (found: RegExpExecArray) => Parts;

const readers: ReadonlyArray<readonly [RegExp, Reader]> = [
  [/^(assumption|invention)$/iu, ([, kind = '']) => ({ basis: kind.toLowerCase() })],
  [/^assumption by (.+)$/iu, ([, by]) => ({ basis: { kind: 'assumption', by } })],
  [
    /^data n\s?=\s?(\d+) (\d{4}-\d\d-\d\d)(?: (https?:\S+))?(?: from (.+))?$/iu,
    ([, n, date, link, source]) => ({
      basis: { kind: 'data', n: Number(n), date, ...(link === undefined ? {} : { link }), ...(source === undefined ? {} : { source }) },
    }),
  ],
  [/^(for|against|depends)$/iu, ([, leans = '']) => ({ leans: leans.toLowerCase() })],
  [
    /^on:\s*(.+)$/iu,
    ([, list = '']) => ({
      touched_by: list
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean),
    }),
  ],
  [/^ask:\s*(.+)$/iu, ([, ask]) => ({ ask })],
  [/^(\d{4}-\d\d-\d\d)$/u, ([, date]) => ({ date })],
];

const readPart = (part: string): Parts | undefined => {
  for (const [pattern, read] of readers) {
    const found = pattern.exec(part);
    if (found) return read(found);
  }
  return undefined;
};

/** What a line says, as a file would hold it and unchecked; or what in it cannot be read. A trait without a basis is an assumption. */
export const readTraitLine = (line: string): { trait: Parts } | { problem: string } => {
  const [text = '', ...parts] = line.split('|').map((part) => part.trim());
  const read = parts.map((part) => ({ part, said: readPart(part) }));
  const wrong = read.find(({ said }) => said === undefined);
  if (wrong)
    return {
      problem: `“${wrong.part.slice(0, 40)}” is not understood; after the sentence write a basis (assumption, invention, data n=… day link), for or against, on: words, ask: a question`,
    };
  const said = read.map((one) => one.said ?? {});
  const twice = said.flatMap(Object.keys).find((key, at, all) => all.indexOf(key) !== at);
  if (twice !== undefined) return { problem: `it says ${twice.replaceAll('_', ' ')} twice; keep one` };
  return { trait: Object.assign({ text, basis: 'assumption' }, ...said) };
};
