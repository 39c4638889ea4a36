import { z } from 'zod';
import { slugSchema } from '../src/core/personas/persona.ts';
import type { PersonaField } from '../src/core/personas/set-sheet.ts';

/** How the fields of a sheet are called where people read them. */
const names: Readonly<Record<string, string>> = {
  title: 'title',
  about: 'about',
  use_for: 'use it for',
  not_for: 'do not use it for',
  licence: 'licence',
  reviewed: 'reviewed on',
  reviewer: 'reviewed by',
  personas: 'which personas',
  name: 'name',
  role: 'role',
  kind: 'kind',
  assumed_by: 'who assumes it',
  story: 'story',
  background: 'background',
  goals: 'goals',
  frustrations: 'frustrations',
  decision_rules: 'decision rules',
  tendencies: 'habits',
  knows: 'what it knows',
  does_not_know: 'what it does not know',
  recent_context: 'recent events',
  grounded_in: 'which quotes it rests on',
  manner: 'how it talks',
  samples: 'sample sentences',
  review_by: 'review by',
};

/** A field's name for people. */
export const nameField = (field: string): string => names[field] ?? field.replaceAll('_', ' ');

/** The forms in which a persona is edited, in the order in which people meet them. Five fields fit into one form on every platform. */
export const personaParts = {
  basics: ['name', 'role', 'kind', 'assumed_by', 'story'],
  wants: ['background', 'goals', 'frustrations', 'decision_rules', 'tendencies'],
  knows: ['knows', 'does_not_know', 'recent_context', 'grounded_in'],
  voice: ['manner', 'samples', 'review_by', 'reviewer'],
} as const satisfies Readonly<Record<string, readonly PersonaField[]>>;
export type PersonaPart = keyof typeof personaParts;

/** What the button that opens a part says. */
export const partLabels: Readonly<Record<PersonaPart, string>> = {
  basics: 'Name and story',
  wants: 'Wants and habits',
  knows: 'Knows and recent',
  voice: 'Voice and review',
};

/** The option by which sets are named. */
export const setName = z.string().trim().min(1, 'Name a set.').max(80, 'That is too long for the name of a set.');

/** A persona of a draft, by id. */
export const personaId = slugSchema;

/** A version as people type it. */
export const versionNumber = z.coerce
  .number('Write the version as a number.')
  .int('Write the version as a number.')
  .positive('Versions count from 1.');

/** A reason as people type it; short, because it stands in a list. */
export const reason = z.string().trim().max(200, 'A reason has up to 200 characters.');

/** Texts of a sheet as a form sends them: cleaned of nothing, because what is wrong with them is said later. */
export const typedText = z.string().optional();
