import { type Persona, personaFileSchema, toPersona } from '../../core/personas/persona.ts';
import { storyProblem } from '../../core/personas/persona-rules.ts';
import { type FileProblem, readYaml, splitFrontMatter } from './front-matter.ts';

/** Reads the text of one persona's file. `file` is how problems name it. */
export const readPersonaText = (id: string, text: string, file: string): { value: Persona } | { problem: FileProblem } => {
  const parts = splitFrontMatter(text);
  if (!parts) return { problem: { file, line: 1, field: '', problem: 'the file must begin with YAML between two lines of ---' } };
  const read = readYaml(personaFileSchema, file, parts);
  if ('problem' in read) return read;
  const problem = storyProblem(parts.story);
  const line = parts.firstLine + parts.source.split('\n').length + 1;
  return problem === undefined ? { value: toPersona(id, read.value, parts.story) } : { problem: { file, line, field: 'story', problem } };
};
