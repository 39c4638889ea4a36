import { personaFields, personaIds, type SetSheet, setFields } from './set-sheet.ts';

/*
 * What differs between two versions of a set, and how two people's changes come together. Both work on flat texts, field by field.
 */

/** One field that differs. `persona` is an id; without `before` it is new, without `after` it is gone. */
export type SheetChange = Readonly<{ persona?: string; field: string; before?: string; after?: string }>;

const splitKey = (key: string): { persona?: string; field: string } => {
  const at = key.indexOf('/');
  return at < 0 ? { field: key } : { persona: key.slice(0, at), field: key.slice(at + 1) };
};

const orderOf = (key: string): number => {
  const { persona, field } = splitKey(key);
  return persona === undefined ? setFields.indexOf(field as 'title') : 100 + personaFields.indexOf(field as 'name');
};

/** Every field that differs, the set's own first. */
export const changesBetween = (before: SetSheet, after: SetSheet): readonly SheetChange[] => {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => (before[key] ?? '') !== (after[key] ?? ''));
  return keys
    .toSorted((a, b) => (splitKey(a).persona ?? '').localeCompare(splitKey(b).persona ?? '', 'en') || orderOf(a) - orderOf(b))
    .map((key) => ({
      ...splitKey(key),
      ...(before[key] === undefined ? {} : { before: before[key] }),
      ...(after[key] === undefined ? {} : { after: after[key] }),
    }));
};

const mergeIds = (base: SetSheet, mine: SetSheet, theirs: SetSheet): string => {
  const [old, own, other] = [base, mine, theirs].map((sheet) => new Set(personaIds(sheet)));
  const isKept = (id: string): boolean => (old?.has(id) ? own?.has(id) === true && other?.has(id) === true : true);
  return [...new Set([...(other ?? []), ...(own ?? [])])].filter(isKept).join(', ');
};

/**
 * My changes on top of a version that somebody else stored meanwhile. A field that only one of us changed is theirs or mine; one that both changed
 * stays mine and is named in `clashes`, because nobody's words are dropped without being shown. A persona that one of us removed is removed.
 */
export const mergeSheets = (base: SetSheet, mine: SetSheet, theirs: SetSheet): { merged: SetSheet; clashes: readonly SheetChange[] } => {
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])].filter((key) => key !== 'personas');
  const isMine = (key: string): boolean => (mine[key] ?? '') !== (base[key] ?? '');
  const clashing = keys.filter((key) => isMine(key) && (theirs[key] ?? '') !== (base[key] ?? '') && mine[key] !== theirs[key]);
  const merged = Object.fromEntries(
    keys.flatMap((key) => {
      const text = isMine(key) ? mine[key] : theirs[key];
      return text === undefined ? [] : [[key, text] as const];
    }),
  );
  const personas = mergeIds(base, mine, theirs);
  return {
    merged: withoutStrangers({ ...merged, personas }),
    clashes: clashing.map((key) => ({ ...splitKey(key), before: theirs[key] ?? '', after: mine[key] ?? '' })),
  };
};

/** A sheet without the fields of personas that it does not list. */
export const withoutStrangers = (sheet: SetSheet): SetSheet => {
  const ids = new Set(personaIds(sheet));
  return Object.fromEntries(
    Object.entries(sheet).filter(([key]) => {
      const { persona } = splitKey(key);
      return persona === undefined || ids.has(persona);
    }),
  );
};

const linesOf = (text: string | undefined): readonly string[] => (text ?? '').split(/\r?\n/u).filter((line) => line.trim() !== '');

/** A change as lines to read: `− ` before what is gone, `+ ` before what is new. Lines that stay are left out. */
export const describeChange = ({ before, after }: SheetChange): readonly string[] => {
  const [old, now] = [linesOf(before), linesOf(after)];
  const lines = [
    ...old.filter((line) => !now.includes(line)).map((line) => `− ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
  return lines.length > 0 ? lines : ['the same lines in another order'];
};
