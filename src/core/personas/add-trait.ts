import { onOneLine } from '../text.ts';
import { writeGround } from './ground-line.ts';
import type { Persona, TraitPart } from './persona.ts';
import { keyOf, personaFields, personaIds, type SetSheet } from './set-sheet.ts';
import { freeSlug, toSlug } from './slug.ts';

/** A trait on its way into a draft: a line, the part it belongs to, and whose it is. `group` names the quotes that it was drawn from: without `persona`, the trait begins one that rests on them. */
export type AddedTrait = Readonly<{ part: TraitPart; line: string; persona?: string; group: Group }>;
type Group = NonNullable<Persona['groundedIn']>;

/**
 * The texts that put a line into a sheet, and the persona that it goes to. Without a persona that is there, it goes to the one that was begun from the same
 * group and has no name yet, or begins one. A line that is there already is not put in again.
 */
export const addTrait = (
  sheet: SetSheet,
  { part, line, persona, group }: AddedTrait,
): Readonly<{ id: string; texts: Readonly<Record<string, string>> }> => {
  const ids = personaIds(sheet);
  const slug = toSlug(group.segment ?? 'quotes', 'quotes');
  const begun = ids.includes(slug) && (sheet[keyOf(slug, 'name')] ?? '') === '' ? slug : undefined;
  const known = persona !== undefined && ids.includes(persona) ? persona : begun;
  const id = known ?? freeSlug(slug, (one) => ids.includes(one));
  const fresh = known === undefined ? { personas: [...ids, id].join(', '), ...emptyPersona(id, group) } : {};
  const lines = (sheet[keyOf(id, part)] ?? '').split('\n').filter(Boolean);
  return { id, texts: { ...fresh, [keyOf(id, part)]: (lines.includes(line) ? lines : [...lines, line]).join('\n') } };
};

const emptyPersona = (id: string, group: Group): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(personaFields.map((field) => [keyOf(id, field), ''])),
  [keyOf(id, 'kind')]: 'segment',
  [keyOf(id, 'grounded_in')]: writeGround(group),
});

/** Puts a trait's parts together as the line that a form takes. Empty parts are left out. */
export const joinTraitLine = (parts: Readonly<{ sentence: string; basis: string; on: string; ask: string }>): string =>
  [onOneLine(parts.sentence), parts.basis, parts.on === '' ? '' : `on: ${parts.on}`, parts.ask === '' ? '' : `ask: ${parts.ask}`]
    .filter(Boolean)
    .join(' | ');
