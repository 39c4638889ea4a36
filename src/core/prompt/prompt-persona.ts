import type { Persona } from '../personas/persona.ts';
import { onOneLine, withoutHiddenCharacters } from '../text.ts';
import { fence, markOf } from './fence.ts';

/** The persona's file as a language model reads it: one line for each field, so that no field can pass for another; the story as written. */
const describePersona = (persona: Persona): string =>
  [
    `name: ${onOneLine(persona.name)}`,
    `role: ${onOneLine(persona.role)}`,
    `kind: ${persona.kind}`,
    ...persona.traits.map(({ id, text }) => `${id}: ${onOneLine(text)}`),
    `manner: ${onOneLine(persona.voice.manner)}`,
    ...persona.voice.samples.map((sample) => `sample: ${onOneLine(sample)}`),
    `story:\n${withoutHiddenCharacters(persona.story.trim())}`,
  ].join('\n');

/** The persona's part of the prefix. Its mark comes from its own text, so that it is the same in every panel. What a trait rests on is not told. */
export const personaSection = (persona: Persona): string => {
  const text = describePersona(persona);
  const mark = markOf(text);
  return `The persona's file, with the mark ${mark}\n${fence('persona', mark, text)}`;
};
