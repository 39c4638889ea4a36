import { stringify } from 'yaml';
import type { Basis } from '../../core/basis.ts';
import { type Persona, type Trait, traitParts } from '../../core/personas/persona.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';

/** Every text in quotes and on one line, so that no value can pass for another type and one set always gives the same bytes. */
const style = { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', schema: 'core' } as const;

const basisOf = (basis: Basis) => (basis.kind === 'invention' ? 'invention' : { ...basis });

const traitOf = ({ text, basis, words, features, leans, ask, date }: Trait) => ({
  text,
  basis: basisOf(basis),
  touched_by: [...words, ...features.map((feature) => `@${feature}`)],
  leans,
  ...(ask === undefined ? {} : { ask }),
  ...(date === undefined ? {} : { date }),
});

/** Who stands behind assumptions is written beside each, so this field only has to be there. */
const assumedBy = ({ traits, reviewer }: Persona): string =>
  traits.flatMap(({ basis }) => (basis.kind === 'assumption' ? [basis.by] : []))[0] ?? reviewer;

/** A persona as the Markdown file that people edit. */
export const writePersonaFile = (persona: Persona): string => {
  const parts = traitParts.map((part) => [part, persona.traits.filter((trait) => trait.part === part).map(traitOf)] as const);
  const { manner, basis, samples } = persona.voice;
  const fields = {
    name: persona.name,
    role: persona.role,
    kind: persona.kind,
    assumed_by: assumedBy(persona),
    ...Object.fromEntries(parts),
    voice: { manner, basis: basisOf(basis), samples },
    ...(persona.groundedIn === undefined ? {} : { grounded_in: { ...persona.groundedIn } }),
    review_by: persona.reviewBy,
    reviewer: persona.reviewer,
  };
  return `---\n${stringify(fields, style)}---\n\n${persona.story.trim()}\n`;
};

/** The `set.yaml` of a set. */
export const writeSetFile = (set: PersonaSet): string =>
  stringify(
    {
      title: set.title,
      version: set.version,
      about: set.about,
      use_for: set.useFor,
      not_for: set.notFor,
      personas: set.personas.map(({ id }) => id),
      reviewed: set.reviewed,
      reviewer: set.reviewer,
      licence: set.licence,
    },
    style,
  );
