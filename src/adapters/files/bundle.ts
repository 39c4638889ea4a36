import { createHash } from 'node:crypto';
import type { Persona } from '../../core/personas/persona.ts';
import { type PersonaSet, setFileSchema, setLimits, toPersonaSet } from '../../core/personas/persona-set.ts';
import { onOneLine } from '../../core/text.ts';
import type { ReadSetFile, SetFiles } from '../../ports/set-files.ts';
import { describeFileProblem, type FileProblem, maxFileBytes, readYaml } from './front-matter.ts';
import { readPersonaText } from './persona-text.ts';
import { writePersonaFile, writeSetFile } from './write.ts';

/*
 * A set as one text: the very files of `personas/<set>/`, each below a line that names it. Text, so that people can read and compare what they
 * share; one file, because chat platforms hand over one.
 *
 *   # Sounding Board persona set. Licence: MIT
 *   # …
 *   # sha256 of all below: 9f2c…
 *   +++ everyday-shoppers/set.yaml
 *   +++ everyday-shoppers/kofi.md
 */

const separator = /^\+\+\+ (.*)$/;
const path = /^([a-z][a-z0-9-]{0,59})\/(set\.yaml|([a-z][a-z0-9-]{0,59})\.md)$/;
const sealLine = /^# sha256 of all below: ([0-9a-f]{64})$/m;

type Section = Readonly<{ path: string; line: number; text: string }>;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const write: SetFiles['write'] = (set) => {
  const files = [
    ['set.yaml', writeSetFile(set)] as const,
    ...set.personas.map((persona) => [`${persona.id}.md`, writePersonaFile(persona)] as const),
  ];
  const body = files.map(([name, text]) => `+++ ${set.id}/${name}\n${text}`).join('');
  const head = [
    `# Sounding Board persona set. Licence: ${onOneLine(set.licence)}`,
    '# Every persona in it is an AI character. None is a real person, and no line is a testimonial or anybody’s words.',
    `# sha256 of all below: ${digest(body)}`,
  ];
  return { name: `${set.id}.personas.md`, text: `${head.join('\n')}\n${body}` };
};

/** Cuts a text at its separators. Lines count from 1 in the whole text. */
const cut = (text: string): readonly Section[] => {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (separator.test(line) ? [index] : []));
  return starts.map((start, at) => ({
    path: (separator.exec(lines[start] ?? '')?.[1] ?? '').trim(),
    line: start + 1,
    text: lines.slice(start + 1, starts[at + 1] ?? lines.length).join('\n'),
  }));
};

const sealOf = (text: string): 'whole' | 'changed' | 'none' => {
  const seal = sealLine.exec(text)?.[1];
  if (seal === undefined) return 'none';
  const start = text.search(/^\+\+\+ /m);
  return digest(text.slice(start)) === seal ? 'whole' : 'changed';
};

const problemAt = (file: string, line: number, problem: string): ReadSetFile => ({
  kind: 'problem',
  problem: describeFileProblem({ file, line, field: '', problem }),
});

/** What is wrong with the names and the number of the files, before any of them is parsed. */
const findFault = (sections: readonly Section[]): { line: number; problem: string } | undefined => {
  const folder = path.exec(sections[0]?.path ?? '')?.[1];
  const seen = new Set<string>();
  for (const { path: name, line } of sections) {
    const [, own, file = ''] = path.exec(name) ?? [];
    const shown = onOneLine(name).slice(0, 60);
    if (own === undefined)
      return { line, problem: `“${shown}” is no name of a file in a set; write set-name/set.yaml or set-name/persona.md` };
    if (own !== folder) return { line, problem: `“${shown}” belongs to another set than the first file; one set to a file` };
    if (seen.has(file)) return { line, problem: `“${shown}” is there twice` };
    seen.add(file);
  }
  if (sections[0]?.path !== `${folder}/set.yaml`) return { line: sections[0]?.line ?? 1, problem: 'the first file must be set.yaml' };
  const count = sections.length - 1;
  return count > setLimits.personas
    ? { line: 1, problem: `it holds ${count} personas, and a set holds at most ${setLimits.personas}` }
    : undefined;
};

const movedBy = ({ problem }: { problem: FileProblem }, section: Section): ReadSetFile => ({
  kind: 'problem',
  problem: describeFileProblem({ ...problem, line: problem.line + section.line }),
});

const readSections = (id: string, sections: readonly Section[]): PersonaSet | ReadSetFile => {
  const [first, ...others] = sections;
  if (!first) return problemAt('the file', 1, 'there is no set in it');
  const fields = readYaml(setFileSchema, first.path, { source: first.text, firstLine: 1 });
  if ('problem' in fields) return movedBy(fields, first);
  const personas = new Map<string, Persona>();
  for (const section of others) {
    const slug = path.exec(section.path)?.[3] ?? '';
    const read = readPersonaText(slug, section.text, section.path);
    if ('problem' in read) return movedBy(read, section);
    personas.set(slug, read.value);
  }
  const missing = fields.value.personas.find((slug) => !personas.has(slug));
  if (missing !== undefined) return problemAt(first.path, first.line, `${missing}.md is listed and not there`);
  const extra = [...personas.keys()].find((slug) => !fields.value.personas.includes(slug));
  if (extra !== undefined) return problemAt(first.path, first.line, `${extra}.md is there and not listed under personas`);
  return toPersonaSet(
    id,
    fields.value,
    fields.value.personas.flatMap((slug) => personas.get(slug) ?? []),
  );
};

const readBundle = (text: string): ReadSetFile => {
  const sections = cut(text);
  const fault = findFault(sections);
  if (fault) return problemAt('the file', fault.line, fault.problem);
  const tooLong = sections.find((section) => section.text.length > maxFileBytes);
  if (tooLong) return problemAt(tooLong.path, tooLong.line, `it has ${tooLong.text.length} characters; at most ${maxFileBytes} are read`);
  const set = readSections(path.exec(sections[0]?.path ?? '')?.[1] ?? '', sections);
  return 'kind' in set ? set : { kind: 'set', set, seal: sealOf(text) };
};

const readOne = (name: string, text: string): ReadSetFile => {
  const slug = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.md$/.exec(name)?.[1];
  const shown = onOneLine(name).slice(0, 60);
  if (slug === undefined)
    return problemAt(`“${shown}”`, 1, 'a file with one persona is named in lower-case words joined by hyphens, such as wanda.md');
  if (text.length > maxFileBytes) return problemAt(shown, 1, `the file has ${text.length} characters; at most ${maxFileBytes} are read`);
  const read = readPersonaText(slug, text, shown);
  return 'problem' in read ? { kind: 'problem', problem: describeFileProblem(read.problem) } : { kind: 'persona', persona: read.value };
};

/** Sets and single personas as text files. */
export const setFiles: SetFiles = {
  maxBytes: (setLimits.personas + 1) * maxFileBytes,
  write,
  read: ({ name, text }) =>
    /^\+\+\+ /m.test(text) ? readBundle(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')) : readOne(name, text),
};
