import type { z } from 'zod';
import { skeleton } from '../text.ts';
import { readGround, writeGround } from './ground-line.ts';
import { type Persona, type PersonaFile, personaFileSchema, toPersona, traitParts } from './persona.ts';
import { maxStoryUnits, storyProblem } from './persona-rules.ts';
import { type PersonaSet, setFileSchema, setLimits, toPersonaSet } from './persona-set.ts';
import { readTraitLine, writeBasis, writeTraitLine } from './trait-line.ts';

/*
 * A set as flat texts, as forms show it and people type it: half-written, wrong, or ready. One shape serves drafts, differences and merges.
 * Keys are `title` for the set's own fields and `ana/goals` for those of a persona.
 */

/** Texts by key. A key that is absent was never written. */
export type SetSheet = Readonly<Record<string, string>>;

/** The fields of a set; `personas` lists ids in their order. */
export const setFields = ['title', 'about', 'use_for', 'not_for', 'licence', 'reviewed', 'reviewer', 'personas'] as const;

/** The fields of a persona, as a form asks for them. */
export const personaFields = [
  'name',
  'role',
  'kind',
  'assumed_by',
  'story',
  ...traitParts,
  'grounded_in',
  'manner',
  'samples',
  'review_by',
  'reviewer',
] as const;
export type PersonaField = (typeof personaFields)[number];
type SetField = (typeof setFields)[number];

/** Something wrong in a sheet: whose field, which line of it, and what to do. `line` counts from 1. */
export type SheetProblem = Readonly<{ persona?: string; field: string; line: number; problem: string }>;

const lines = (text: string): readonly string[] => text.split(/\r?\n/u);
const list = (text: string): readonly string[] =>
  lines(text)
    .map((line) => line.trim())
    .filter(Boolean);

/** The ids of the personas of a sheet, in order. */
export const personaIds = (sheet: SetSheet): readonly string[] =>
  (sheet['personas'] ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);

/** What one persona's keys begin with. */
export const keyOf = (persona: string, field: PersonaField): string => `${persona}/${field}`;

const mostNamed = (persona: Persona): string => {
  const named = [...persona.traits.map(({ basis }) => basis), persona.voice.basis].flatMap((basis) =>
    basis.kind === 'assumption' ? [basis.by] : [],
  );
  const counts = [...Map.groupBy(named, (by) => by)].toSorted((a, b) => b[1].length - a[1].length);
  return counts[0]?.[0] ?? persona.reviewer;
};

/** A persona as texts, one for each field. */
export const personaSheet = (persona: Persona): Readonly<Record<PersonaField, string>> => {
  const by = mostNamed(persona);
  const part = (wanted: (typeof traitParts)[number]) =>
    persona.traits
      .filter((trait) => trait.part === wanted)
      .map((trait) => writeTraitLine(trait, by))
      .join('\n');
  const parts = Object.fromEntries(traitParts.map((name) => [name, part(name)])) as Record<(typeof traitParts)[number], string>;
  return {
    name: persona.name,
    role: persona.role,
    kind: persona.kind,
    assumed_by: by,
    story: persona.story,
    ...parts,
    grounded_in: writeGround(persona.groundedIn),
    manner: `${persona.voice.manner} | ${writeBasis(persona.voice.basis, by)}`,
    samples: persona.voice.samples.join('\n'),
    review_by: persona.reviewBy,
    reviewer: persona.reviewer,
  };
};

/** A set as texts. */
export const sheetOf = (set: PersonaSet): SetSheet => ({
  title: set.title,
  about: set.about,
  use_for: set.useFor.join('\n'),
  not_for: set.notFor.join('\n'),
  licence: set.licence,
  reviewed: set.reviewed,
  reviewer: set.reviewer,
  personas: set.personas.map(({ id }) => id).join(', '),
  ...Object.fromEntries(
    set.personas.flatMap((persona) =>
      Object.entries(personaSheet(persona)).map(([field, text]) => [`${persona.id}/${field}`, text] as const),
    ),
  ),
});

type Lined = Readonly<{ line: number; trait: Readonly<Record<string, unknown>> }>;
type Read<T> = { value: T } | { problems: readonly SheetProblem[] };

const readTraits = (text: string): { traits: readonly Lined[]; problems: ReadonlyArray<Pick<SheetProblem, 'line' | 'problem'>> } => {
  const read = lines(text).flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, read: readTraitLine(line.trim()) }]));
  return {
    traits: read.flatMap(({ line, read: one }) => ('trait' in one ? [{ line, trait: one.trait }] : [])),
    problems: read.flatMap(({ line, read: one }) => ('problem' in one ? [{ line, problem: one.problem }] : [])),
  };
};

const counted = (count: number): string => (count === 1 ? 'one line' : `${count} lines`);

/** zod's sentences are about lists and strings; people typed lines into fields. */
const sentenceOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type') return 'this is missing';
  if (issue.code === 'invalid_value') return `choose one of: ${issue.values.join(', ')}`;
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')} does not belong here`;
  const inner = issue.code === 'invalid_union' ? issue.errors.flat()[0] : undefined;
  if (inner) return issue.message === 'Invalid input' ? inner.message : issue.message;
  if (issue.code === 'too_small' && issue.origin === 'array') return `write at least ${counted(Number(issue.minimum))}`;
  if (issue.code === 'too_big' && issue.origin === 'array') return `write at most ${counted(Number(issue.maximum))}`;
  if (issue.code === 'too_small' && issue.origin === 'string') return `write at least ${issue.minimum} characters`;
  if (issue.code === 'too_big' && issue.origin === 'string') return `write at most ${issue.maximum} characters`;
  if (issue.code === 'invalid_format' && issue.format === 'date') return 'write the day as year-month-day, for example 2027-05-31';
  return issue.message;
};

const linePlace = (name: string, index: PropertyKey | undefined, traits: readonly Lined[]): number =>
  typeof index === 'number' && name !== 'voice' ? (traits[index]?.line ?? 1) : 1;

/** Which field and line of a sheet an issue of the file's schema is about. */
const placeOf = (issue: z.core.$ZodIssue, traits: ReadonlyMap<string, readonly Lined[]>): Pick<SheetProblem, 'field' | 'line'> => {
  const [name = '', second, third] = issue.path;
  if (name === 'voice') return { field: second === 'samples' ? 'samples' : 'manner', line: typeof third === 'number' ? third + 1 : 1 };
  return { field: String(name), line: linePlace(String(name), second, traits.get(String(name)) ?? []) };
};

const readVoice = (sheet: SetSheet, at: (field: PersonaField) => string) => {
  const manner = readTraitLine((sheet[at('manner')] ?? '').trim());
  const samples = list(sheet[at('samples')] ?? '');
  if ('problem' in manner)
    return { voice: { manner: '', basis: 'invention', samples }, problems: [{ field: 'manner', line: 1, problem: manner.problem }] };
  const { text, basis, ...rest } = manner.trait;
  return { voice: { manner: text, basis, samples, ...rest }, problems: [] };
};

const missing = (text: string | undefined): string | undefined => (text?.trim() ? text.trim() : undefined);

const readFile = (sheet: SetSheet, id: string): Read<PersonaFile> => {
  const at = (field: PersonaField) => keyOf(id, field);
  const parts = new Map(traitParts.map((part) => [part as string, readTraits(sheet[at(part)] ?? '')] as const));
  const { voice, problems: voiceProblems } = readVoice(sheet, at);
  const plain = (['name', 'role', 'kind', 'assumed_by', 'review_by', 'reviewer'] as const).map(
    (field) => [field, missing(sheet[at(field)])] as const,
  );
  const ground = readGround(sheet[at('grounded_in')] ?? '');
  const file = {
    ...Object.fromEntries(plain),
    ...('ground' in ground ? { grounded_in: ground.ground } : {}),
    ...Object.fromEntries([...parts].map(([part, { traits }]) => [part, traits.map(({ trait }) => trait)])),
    voice,
  };
  const story = storyProblem(sheet[at('story')] ?? '');
  const found = [
    ...voiceProblems,
    ...('problem' in ground ? [{ field: 'grounded_in', line: 1, problem: ground.problem }] : []),
    ...[...parts].flatMap(([field, { problems }]) => problems.map((one) => ({ field, ...one }))),
    ...(story === undefined ? [] : [{ field: 'story', line: 1, problem: story }]),
  ];
  const parsed = personaFileSchema.safeParse(file);
  const byPart = new Map([...parts].map(([part, { traits }]) => [part, traits] as const));
  const unread = new Set(found.map(({ field }) => field));
  const issues = (parsed.error?.issues ?? [])
    .map((issue) => ({ ...placeOf(issue, byPart), problem: sentenceOf(issue) }))
    .filter(({ field }) => !unread.has(field));
  const problems = [...found, ...issues].map((one) => ({ persona: id, ...one }));
  return parsed.success && problems.length === 0 ? { value: parsed.data } : { problems };
};

/** One persona of a sheet, or all that is wrong with it. */
export const readPersonaSheet = (sheet: SetSheet, id: string): Read<Persona> => {
  const file = readFile(sheet, id);
  return 'value' in file ? { value: toPersona(id, file.value, (sheet[keyOf(id, 'story')] ?? '').trim()) } : file;
};

const twinProblems = (personas: readonly Persona[]): readonly SheetProblem[] =>
  personas.flatMap((persona, index) => {
    const other = personas.slice(0, index).find(({ name }) => skeleton(name) === skeleton(persona.name));
    return other
      ? [
          {
            persona: persona.id,
            field: 'name',
            line: 1,
            problem: `the name looks like that of ${other.name} (${other.id}); give one of them another`,
          },
        ]
      : [];
  });

const readSetFields = (sheet: SetSheet, version: number): Read<z.infer<typeof setFileSchema>> => {
  const text = (field: SetField) => missing(sheet[field]);
  const parsed = setFileSchema.safeParse({
    title: text('title'),
    version,
    about: text('about'),
    use_for: list(sheet['use_for'] ?? ''),
    not_for: list(sheet['not_for'] ?? ''),
    personas: personaIds(sheet),
    reviewed: text('reviewed'),
    reviewer: text('reviewer'),
    licence: text('licence'),
  });
  if (parsed.success) return { value: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const [field = '', index] = issue.path;
    const problem =
      field === 'personas' && issue.code === 'too_big'
        ? `it has ${personaIds(sheet).length} personas, and a set holds at most ${setLimits.personas}: more voices are a wall that nobody reads`
        : field === 'personas' && issue.code === 'too_small'
          ? 'there is no persona yet; add one'
          : sentenceOf(issue);
    return { field: String(field), line: typeof index === 'number' ? index + 1 : 1, problem };
  });
  return { problems };
};

/** The set that a sheet describes, or everything that is wrong with it, each with its field and line. */
export const readSheet = (id: string, version: number, sheet: SetSheet): { set: PersonaSet } | { problems: readonly SheetProblem[] } => {
  const fields = readSetFields(sheet, version);
  const ids = personaIds(sheet);
  if (ids.length > setLimits.personas) return { problems: 'problems' in fields ? fields.problems : [] };
  const read = ids.map((persona) => readPersonaSheet(sheet, persona));
  const personas = read.flatMap((one) => ('value' in one ? [one.value] : []));
  const problems = [
    ...('problems' in fields ? fields.problems : []),
    ...read.flatMap((one) => ('problems' in one ? one.problems : [])),
    ...twinProblems(personas),
  ];
  return 'value' in fields && problems.length === 0 ? { set: toPersonaSet(id, fields.value, personas) } : { problems };
};

/** Longest text of a field, in UTF-16 units: what a form takes. */
export const maxSheetUnits = maxStoryUnits;
