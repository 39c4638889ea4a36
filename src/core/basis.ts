import { z } from 'zod';

/** A calendar day, `2026-11-21`. */
export const daySchema = z.iso.date();

const dataBasis = z
  .strictObject({
    kind: z.literal('data'),
    link: z
      .url({ protocol: /^https?$/ })
      .max(300)
      .optional()
      .describe('Where the figure or finding can be read.'),
    source: z.string().trim().min(2).max(120).optional().describe('The source of the quotes that it rests on, when it is not on the web.'),
    date: daySchema.describe('When it was measured or published.'),
    n: z.int().positive().describe('How many people it rests on.'),
  })
  .refine(
    ({ link, source }) => link !== undefined || source !== undefined,
    'say where it can be looked up: a link, or the source of the quotes',
  )
  .describe('Rests on data that somebody can look up.');

const assumptionBasis = z
  .strictObject({
    kind: z.literal('assumption'),
    by: z.string().trim().min(2).max(80).describe('Who assumes it: a person, a role or a team.'),
  })
  .describe('Somebody believes it; nobody measured it.');

const inventionBasis = z
  .strictObject({ kind: z.literal('invention') })
  .describe('Made up to give the character a voice. Carries no claim about people.');

/** What a trait rests on. The product shows it next to everything that a trait causes. */
export const basisSchema = z.discriminatedUnion('kind', [dataBasis, assumptionBasis, inventionBasis]);
export type Basis = z.infer<typeof basisSchema>;

/** The short sentence that people read behind a line: what kind of ground it stands on, and whose. */
export const describeBasis = (basis: Basis): string => {
  switch (basis.kind) {
    case 'data':
      return `data, n = ${basis.n}, ${basis.date}`;
    case 'assumption':
      return `assumption by ${basis.by}`;
    case 'invention':
      return 'invention';
  }
};

/** The same with where it can be looked up: for the card, which has the room. */
export const describeGround = (basis: Basis): string =>
  basis.kind === 'data' ? [describeBasis(basis), basis.link, basis.source].filter(Boolean).join(', ') : describeBasis(basis);

/** How many traits rest on each kind of ground. */
export type BasisCounts = Readonly<Record<Basis['kind'], number>>;

/** Counts traits by what they rest on. */
export const countBases = (bases: readonly Basis[]): BasisCounts => {
  const counts = { data: 0, assumption: 0, invention: 0 };
  for (const basis of bases) counts[basis.kind] += 1;
  return counts;
};

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The byline of a persona: `2 data points, 6 assumptions, 1 invention`. Kinds that do not occur are left out. */
export const describeBasisCounts = (counts: BasisCounts): string =>
  [
    counts.data > 0 ? plural(counts.data, 'data point', 'data points') : '',
    counts.assumption > 0 ? plural(counts.assumption, 'assumption', 'assumptions') : '',
    counts.invention > 0 ? plural(counts.invention, 'invention', 'inventions') : '',
  ]
    .filter(Boolean)
    .join(', ');
