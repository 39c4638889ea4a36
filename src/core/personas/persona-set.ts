import { z } from 'zod';
import { daySchema } from '../basis.ts';
import { type Persona, slugSchema } from './persona.ts';

/**
 * Limits of sets. A panel of more than twelve voices is a wall of text that nobody reads. `sets` is for each space and without the built-in
 * ones: all of them together fit into one list to choose from.
 */
export const setLimits = { personas: 12, sets: 20, archived: 100 } as const;

/** The front matter of `set.yaml`, as people write it. */
export const setFileSchema = z
  .strictObject({
    title: z.string().trim().min(3).max(60).describe('The name of the set as people read it.'),
    version: z.int().min(1).describe('Raise it with every change; a panel names the version that it used.'),
    about: z.string().trim().min(10).max(300).describe('Who these personas are, in one or two sentences.'),
    use_for: z.array(z.string().trim().min(5).max(160)).min(1).max(6).describe('What the set helps with.'),
    not_for: z.array(z.string().trim().min(5).max(160)).min(1).max(6).describe('What it must not be used for.'),
    personas: z.array(slugSchema).min(1).max(setLimits.personas).describe('File names without .md, in order.'),
    reviewed: daySchema,
    reviewer: z.string().trim().min(2).max(80),
    licence: z.string().trim().min(2).max(80).describe('On what terms others may use the set.'),
  })
  .meta({ title: 'Sounding Board persona set', description: 'set.yaml of one folder in personas/.' });

type SetFile = z.infer<typeof setFileSchema>;

/** A named, versioned list of personas. */
export type PersonaSet = Readonly<{
  id: string;
  title: string;
  version: number;
  about: string;
  useFor: readonly string[];
  notFor: readonly string[];
  personas: readonly Persona[];
  reviewed: string;
  reviewer: string;
  licence: string;
}>;

/** Joins a checked `set.yaml` with the personas that could be loaded. */
export const toPersonaSet = (id: string, file: SetFile, personas: readonly Persona[]): PersonaSet => ({
  id,
  title: file.title,
  version: file.version,
  about: file.about,
  useFor: file.use_for,
  notFor: file.not_for,
  personas,
  reviewed: file.reviewed,
  reviewer: file.reviewer,
  licence: file.licence,
});
