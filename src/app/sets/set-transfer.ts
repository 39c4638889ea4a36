import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { Actor } from '../../core/panel/panel.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { keyOf, personaFields, personaIds, personaSheet, readSheet, type SetSheet, sheetOf } from '../../core/personas/set-sheet.ts';
import { onOneLine } from '../../core/text.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AttachedFile } from '../../ports/command.ts';
import type { SetDesk, SetDraft, SetOrigin } from '../../ports/set-desk.ts';
import type { ReadSetFile, SetFiles } from '../../ports/set-files.ts';
import type { SetDrafts } from './set-drafts.ts';
import type { SetShelf } from './set-shelf.ts';

type Parts = Readonly<{ shelf: SetShelf; drafts: SetDrafts; files: SetFiles; clock: Clock }>;

/** The whole file as text, or what is wrong with it. Reading ends where the limit is reached, whatever length the platform named. */
const readText = async (file: AttachedFile, maxBytes: number): Promise<string | Refusal> => {
  const large = refuse('import-refused', {
    problem: `The file is larger than ${Math.round(maxBytes / 1024)} KB, more than any set of personas has.`,
  });
  if (file.bytes > maxBytes) return large;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of file.open()) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return large;
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return refuse('import-refused', { problem: 'The file is not UTF-8 text. Export it again, or save it as UTF-8.' });
  }
};

/** A file can hold texts that no line of a form can, such as a bar inside a sentence. Better refused now than changed later. */
const survives = (set: PersonaSet): Refusal | undefined => {
  const again = readSheet(set.id, set.version, sheetOf(set));
  if ('problems' in again && again.problems[0]) {
    const { persona, field, problem } = again.problems[0];
    return refuse('import-refused', { problem: `${persona === undefined ? 'The set' : `${persona}.md`}, ${field}: ${problem}.` });
  }
  return 'set' in again && JSON.stringify(again.set) === JSON.stringify(set)
    ? undefined
    : refuse('import-refused', {
        problem: 'A sentence or a touched_by holds a bar, a comma or a line break, which a form could not keep. Write it without.',
      });
};

const originOf = (file: AttachedFile, licence: string, seal: SetOrigin['seal'], clock: Clock): SetOrigin => ({
  file: onOneLine(file.name).slice(0, 120),
  licence,
  seal,
  importedOn: clock.now().toISOString().slice(0, 10),
});

type Arrived = Readonly<{ actor: Actor; file: AttachedFile; set?: string }>;

/** A set goes on top of the space's own set of the same id, or of the one that is named, or becomes a new one. */
const takeSet = async (
  { shelf, drafts, clock }: Parts,
  space: SpaceId,
  { actor, file, set: name }: Arrived,
  { set, seal }: Extract<ReadSetFile, { kind: 'set' }>,
): Promise<SetDraft | Refusal> => {
  const problem = survives(set);
  if (problem) return problem;
  const target = name === undefined ? await shelf.find(space, set.id) : await shelf.own(space, name);
  if (isRefusal(target)) return target;
  const stored = { sheet: sheetOf(set), origin: originOf(file, set.licence, seal, clock) };
  if (target && !target.isBuiltIn)
    return drafts.replace(space, { actor, id: target.set.id, stored: { ...stored, base: target.set.version } });
  return drafts.replace(space, { actor, id: await shelf.freeId(space, set.title), stored: { ...stored, base: 0 } });
};

const addPersona = (sheet: SetSheet, id: string, texts: Readonly<Record<string, string>>): SetSheet => {
  const ids = personaIds(sheet);
  return {
    ...sheet,
    personas: (ids.includes(id) ? ids : [...ids, id]).join(', '),
    ...Object.fromEntries(personaFields.map((field) => [keyOf(id, field), texts[field] ?? ''])),
  };
};

/** One persona goes into a draft of the set that is named, in place of the one with its id. */
const takePersona = async (
  { drafts }: Parts,
  space: SpaceId,
  { actor, set }: Arrived,
  { persona }: Extract<ReadSetFile, { kind: 'persona' }>,
): Promise<SetDraft | Refusal> => {
  if (set === undefined)
    return refuse('import-refused', { problem: 'This file holds one persona. Say which of your sets it goes into, with set:…' });
  const draft = await drafts.edit(space, { actor, set });
  if (isRefusal(draft)) return draft;
  return drafts.write(space, { actor, set: draft.id, texts: addPersona(draft.sheet, persona.id, personaSheet(persona)) });
};

/** Sets as files: out, and in as drafts. */
export const createSetTransfer = (parts: Parts): Pick<SetDesk, 'export' | 'import'> => ({
  export: async (space, { set, version }) => {
    const record = await parts.shelf.look(space, set, version);
    return isRefusal(record) ? record : parts.files.write(record.set);
  },
  import: async (space, arrived) => {
    const text = await readText(arrived.file, parts.files.maxBytes);
    if (typeof text !== 'string') return text;
    const read = parts.files.read({ name: arrived.file.name, text });
    switch (read.kind) {
      case 'problem':
        return refuse('import-refused', { problem: `${read.problem}.` });
      case 'set':
        return takeSet(parts, space, arrived, read);
      case 'persona':
        return takePersona(parts, space, arrived, read);
    }
  },
});
