import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** Something wrong in a file that people edit. `line` counts from 1 in the file; `field` is the path as written in YAML. */
export type FileProblem = Readonly<{ file: string; line: number; field: string; problem: string }>;

/** `personas/x/maya.md, line 12, goals.1.basis: write …` */
export const describeFileProblem = ({ file, line, field, problem }: FileProblem): string =>
  `${file}, line ${line}${field ? `, ${field}` : ''}: ${problem}`;

/** Larger than any sensible persona; a file above it is refused before it is parsed. */
export const maxFileBytes = 65_536;

type Yaml = Readonly<{ source: string; firstLine: number; story: string }>;

/** Splits `---` front matter from the Markdown below it. Returns undefined when there is none. */
export const splitFrontMatter = (text: string): Yaml | undefined => {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(text);
  return match ? { source: match[1] ?? '', firstLine: 2, story: (match[2] ?? '').trim() } : undefined;
};

const lineOf = (document: Document, counter: LineCounter, path: readonly PropertyKey[]): number => {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[] | undefined) : undefined;
    if (range?.[0] !== undefined) return counter.linePos(range[0]).line;
  }
  return 1;
};

/** The first unknown or unsuitable key, where zod reports the object around it. */
const pathOf = (issue: z.core.$ZodIssue): readonly PropertyKey[] =>
  issue.code === 'unrecognized_keys' && issue.keys[0] !== undefined ? [...issue.path, issue.keys[0]] : issue.path;

const sentenceOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return 'there is no such field; see schema.json for the fields';
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'this field is missing';
  return issue.message;
};

/**
 * Parses YAML and checks it against a schema. Anchors and aliases are refused, because a few of them can unfold into
 * gigabytes; custom tags never run. Only the first problem is reported: one clear sentence beats a list.
 */
export const readYaml = <Schema extends z.ZodType>(
  schema: Schema,
  file: string,
  { source, firstLine }: Omit<Yaml, 'story'>,
): { value: z.infer<Schema> } | { problem: FileProblem } => {
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, schema: 'core', prettyErrors: false, uniqueKeys: true });
  const [fault] = [...document.errors, ...document.warnings];
  const at = (line: number, field: string, problem: string) => ({ problem: { file, line: line + firstLine - 1, field, problem } });
  if (fault) return at(counter.linePos(fault.pos[0]).line, '', fault.message);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return at(1, '', 'anchors and aliases (& and *) are not allowed; write the text out');
  }
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  if (!issue) return at(1, '', 'the file could not be checked');
  const path = pathOf(issue);
  return at(lineOf(document, counter, path), path.map(String).join('.'), sentenceOf(issue));
};
