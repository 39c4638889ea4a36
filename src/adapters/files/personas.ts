import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { z } from 'zod';
import { type Persona, slugSchema } from '../../core/personas/persona.ts';
import { type PersonaSet, setFileSchema, toPersonaSet } from '../../core/personas/persona-set.ts';
import { skeleton } from '../../core/text.ts';
import { type FileProblem, maxFileBytes, readYaml } from './front-matter.ts';
import { readPersonaText } from './persona-text.ts';

/** What a folder of persona sets holds. A broken file costs itself and nothing else. */
export type LoadedSets = Readonly<{ sets: readonly PersonaSet[]; problems: readonly FileProblem[] }>;

type Read<T> = { value: T } | { problem: FileProblem };

const problemIn = (file: string, problem: string): { problem: FileProblem } => ({ problem: { file, line: 1, field: '', problem } });

const readText = async (path: string, file: string): Promise<Read<string>> => {
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) return problemIn(file, `the file has ${size} bytes; at most ${maxFileBytes} are read`);
    return { value: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return problemIn(file, missing ? 'the file is missing' : 'the file could not be read as UTF-8 text');
  }
};

const readPersona = async (path: string, file: string): Promise<Read<Persona>> => {
  const text = await readText(path, file);
  if ('problem' in text) return text;
  return readPersonaText(basename(path, '.md'), text.value, file);
};

/** Two personas that people could take for each other are refused: the later file loses. */
const refuseTwins = (found: ReadonlyArray<{ file: string; persona: Persona }>) => {
  const seen = new Map<string, string>();
  const personas: Persona[] = [];
  const problems: FileProblem[] = [];
  for (const { file, persona } of found) {
    const look = skeleton(persona.name);
    const other = seen.get(look);
    if (other)
      problems.push({ file, line: 1, field: 'name', problem: `the name looks like the one in ${other}; give one of them another` });
    else {
      seen.set(look, file);
      personas.push(persona);
    }
  }
  return { personas, problems };
};

/** Persona files in the folder of a set that its list leaves out: nobody speaks from them, and whoever wrote one would wonder why. */
const findUnlisted = async (folder: string, listed: readonly string[]): Promise<readonly string[]> => {
  const files = await readdir(folder);
  const slugs = files.filter((file) => file.endsWith('.md') && file.toLowerCase() !== 'readme.md').map((file) => basename(file, '.md'));
  return slugs.filter((slug) => !listed.includes(slug)).toSorted();
};

const readSet = async (root: string, id: string): Promise<{ set?: PersonaSet; problems: readonly FileProblem[] }> => {
  const name = (file: string) => relative(join(root, '..'), join(root, id, file));
  const text = await readText(join(root, id, 'set.yaml'), name('set.yaml'));
  if ('problem' in text) return { problems: [text.problem] };
  const read: Read<z.infer<typeof setFileSchema>> = readYaml(setFileSchema, name('set.yaml'), { source: text.value, firstLine: 1 });
  if ('problem' in read) return { problems: [read.problem] };
  const files = await Promise.all(
    read.value.personas.map(async (slug) => ({
      file: name(`${slug}.md`),
      read: await readPersona(join(root, id, `${slug}.md`), name(`${slug}.md`)),
    })),
  );
  const broken = files.flatMap((entry) => ('problem' in entry.read ? [entry.read.problem] : []));
  const whole = files.flatMap((entry) => ('value' in entry.read ? [{ file: entry.file, persona: entry.read.value }] : []));
  const { personas, problems } = refuseTwins(whole);
  const unlisted = (await findUnlisted(join(root, id), read.value.personas)).map(
    (slug) => problemIn(name(`${slug}.md`), 'set.yaml does not list it under “personas”: list it there, or take the file away').problem,
  );
  const all = [...broken, ...problems, ...unlisted];
  return personas.length > 0 ? { set: toPersonaSet(id, read.value, personas), problems: all } : { problems: all };
};

/**
 * Reads every persona set below `root` (one folder per set: `set.yaml` and one Markdown file per persona). Never throws for
 * what a file holds: each broken file is one problem with its line and field, and the others still load.
 */
export const loadPersonaSets = async (root: string): Promise<LoadedSets> => {
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && slugSchema.safeParse(entry.name).success).map((entry) => entry.name);
  const read = await Promise.all(folders.toSorted().map((id) => readSet(root, id)));
  return { sets: read.flatMap(({ set }) => (set ? [set] : [])), problems: read.flatMap(({ problems }) => problems) };
};
