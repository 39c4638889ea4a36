import { z } from 'zod';
import { type Basis, type BasisCounts, basisSchema, countBases, daySchema } from '../basis.ts';
import { type FeatureId, featureIds } from '../features.ts';
import { caricatureProblem, peopleProblem, roleProblem } from './persona-guard.ts';
import { nameProblem, speechProblem } from './persona-rules.ts';

/** What a trait pulls towards when a stimulus touches it. */
type Lean = 'for' | 'against' | 'depends';

const refuse = (problem: (text: string) => string | undefined) => (text: string, context: z.RefinementCtx) => {
  const message = problem(text);
  if (message) context.addIssue({ code: 'custom', message });
};

const sentence = z
  .string()
  .trim()
  .min(8)
  .max(240)
  .superRefine(refuse((text) => speechProblem(text) ?? peopleProblem(text)));

const touch = z
  .union([
    z.enum(featureIds.map((id) => `@${id}` as const)),
    z
      .string()
      .trim()
      .regex(/^[^@].{1,39}$/u, 'write a word or phrase of 2 to 40 characters, or @ and the name of a feature'),
  ])
  .describe('A word or phrase in the stimulus, or @feature for what the stimulus does (@price, @question …).');

const basisField = z
  .union([z.enum(['assumption', 'invention']), basisSchema])
  .describe('What the trait rests on. The short form `assumption` names the file’s `assumed_by`.');

const traitSchema = z.strictObject({
  text: sentence.describe('One sentence in the first person, as the persona would say it.'),
  basis: basisField,
  touched_by: z.array(touch).max(40).default([]).describe('What in a stimulus makes this trait matter.'),
  leans: z.enum(['for', 'against', 'depends']).default('depends').describe('Where it pulls when touched.'),
  ask: z.string().trim().min(10).max(200).optional().describe('The question to put to real people about this trait.'),
});

type RawTrait = z.infer<typeof traitSchema>;

const refuseCaricature = ({ text, basis }: Pick<RawTrait, 'text' | 'basis'>, context: z.RefinementCtx): void => {
  const message = caricatureProblem(text, typeof basis === 'string' ? basis : basis.kind);
  if (message) context.addIssue({ code: 'custom', message, path: ['text'] });
};

const traits = (min: number, max: number) => z.array(traitSchema.superRefine(refuseCaricature)).min(min).max(max);

/** The kinds of persona that a set may hold. `expert` never carries a credential that could be relied on. */
export const personaKinds = ['segment', 'individual-archetype', 'expert', 'composite', 'edge-case'] as const;

/** Ids of personas and sets: lower-case words joined by hyphens, as in file names. */
export const slugSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'use lower-case words joined by hyphens')
  .max(60);

/** The front matter of a persona's file, as people write it. */
export const personaFileSchema = z
  .strictObject({
    name: z.string().trim().min(2).max(40).superRefine(refuse(nameProblem)).describe('The name shown before “· AI persona”.'),
    role: z
      .string()
      .trim()
      .min(5)
      .max(90)
      .superRefine(refuse((role) => speechProblem(role) ?? roleProblem(role)))
      .describe('One line: who this is.'),
    kind: z.enum(personaKinds),
    assumed_by: z.string().trim().min(2).max(80).describe('Who stands behind every basis written as plain `assumption`.'),
    background: traits(1, 5),
    goals: traits(2, 6),
    frustrations: traits(2, 6),
    knows: traits(1, 5),
    does_not_know: traits(1, 5).describe('What this persona says “outside what I know” about.'),
    tendencies: traits(1, 5),
    decision_rules: traits(2, 6),
    recent_context: z
      .array(z.strictObject({ ...traitSchema.shape, date: daySchema }).superRefine(refuseCaricature))
      .min(1)
      .max(3),
    voice: z.strictObject({
      manner: sentence.describe('How this persona talks.'),
      basis: basisField,
      samples: z.array(sentence).min(2).max(3).describe('Sentences this persona could say. Never shown as a reaction.'),
    }),
    grounded_in: z
      .strictObject({ segment: z.string().trim().min(1).max(60).optional(), source: z.string().trim().min(1).max(120).optional() })
      .refine(({ segment, source }) => segment !== undefined || source !== undefined, 'name a segment, a source, or both')
      .optional()
      .describe(
        'The quotes of real people that this persona rests on, by segment, source or both. How many there are is counted in each space.',
      ),
    review_by: daySchema.describe('After this day the persona counts as stale.'),
    reviewer: z.string().trim().min(2).max(80),
  })
  .meta({ title: 'Sounding Board persona', description: 'Front matter of one persona’s Markdown file.' });

/** A checked file. */
export type PersonaFile = z.infer<typeof personaFileSchema>;

/** Which part of the file a trait comes from. */
export const traitParts = [
  'background',
  'goals',
  'frustrations',
  'knows',
  'does_not_know',
  'tendencies',
  'decision_rules',
  'recent_context',
] as const;
export type TraitPart = (typeof traitParts)[number];

/** One trait with its basis spelled out. `id` is stable while the file is unchanged: `goals.2` is the second goal. */
export type Trait = Readonly<{
  id: string;
  part: TraitPart;
  text: string;
  basis: Basis;
  words: readonly string[];
  features: readonly FeatureId[];
  leans: Lean;
  ask?: string;
  date?: string;
}>;

/** One persona, ready to sit on a panel. */
export type Persona = Readonly<{
  id: string;
  name: string;
  role: string;
  kind: (typeof personaKinds)[number];
  traits: readonly Trait[];
  voice: Readonly<{ manner: string; basis: Basis; samples: readonly string[] }>;
  story: string;
  reviewBy: string;
  reviewer: string;
  /** The quotes that it rests on, where the file names any. */
  groundedIn?: Readonly<{ segment?: string; source?: string }>;
}>;

const spellOut = (basis: PersonaFile['voice']['basis'], assumedBy: string): Basis => {
  if (basis === 'invention') return { kind: 'invention' };
  return basis === 'assumption' ? { kind: 'assumption', by: assumedBy } : basis;
};

const isFeature = (entry: string): entry is `@${FeatureId}` => entry.startsWith('@');

const toTrait = (part: TraitPart, index: number, raw: RawTrait & { date?: string }, by: string): Trait => ({
  id: `${part}.${index + 1}`,
  part,
  text: raw.text,
  basis: spellOut(raw.basis, by),
  words: raw.touched_by.filter((entry) => !isFeature(entry)),
  features: raw.touched_by.filter(isFeature).map((entry) => entry.slice(1) as FeatureId),
  leans: raw.leans,
  ...(raw.ask === undefined ? {} : { ask: raw.ask }),
  ...(raw.date === undefined ? {} : { date: raw.date }),
});

const toFilter = ({ segment, source }: NonNullable<PersonaFile['grounded_in']>): NonNullable<Persona['groundedIn']> => ({
  ...(segment === undefined ? {} : { segment }),
  ...(source === undefined ? {} : { source }),
});

/** Turns a checked file into a persona. `story` is the Markdown below the front matter, kept as written. */
export const toPersona = (id: string, file: PersonaFile, story: string): Persona => ({
  id,
  name: file.name,
  role: file.role,
  kind: file.kind,
  traits: traitParts.flatMap((part) => file[part].map((raw, index) => toTrait(part, index, raw, file.assumed_by))),
  voice: { manner: file.voice.manner, basis: spellOut(file.voice.basis, file.assumed_by), samples: file.voice.samples },
  story,
  reviewBy: file.review_by,
  reviewer: file.reviewer,
  ...(file.grounded_in === undefined ? {} : { groundedIn: toFilter(file.grounded_in) }),
});

/** What the persona as a whole rests on, its voice included. */
export const personaBases = (persona: Persona): BasisCounts =>
  countBases([...persona.traits.map((trait) => trait.basis), persona.voice.basis]);

/** True after the day by which somebody should have looked at it again. `today` is a calendar day. */
export const isStale = ({ reviewBy }: Pick<Persona, 'reviewBy'>, today: string): boolean => reviewBy < today;
