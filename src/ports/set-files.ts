import type { Persona } from '../core/personas/persona.ts';
import type { PersonaSet } from '../core/personas/persona-set.ts';

/**
 * What a file of personas holds. `seal` says whether the text is as it was exported: `whole`, `changed` afterwards, or `none` because somebody
 * wrote it by hand. Ids come from the names inside the file and are checked.
 */
export type ReadSetFile =
  | Readonly<{ kind: 'set'; set: PersonaSet; seal: 'whole' | 'changed' | 'none' }>
  | Readonly<{ kind: 'persona'; persona: Persona }>
  /** `problem` is a sentence with the file, the line and the field. */
  | Readonly<{ kind: 'problem'; problem: string }>;

/**
 * Sets as files that people share: the Markdown files of `personas/`, one after the other in one text. Contract: `write` gives the same text for the
 * same set, `read` gives back the set, and writing that again gives the same bytes. `read` never throws for what a text holds, and no text makes it
 * read or write anything else.
 */
export type SetFiles = Readonly<{
  /** Largest text that `read` takes, in bytes. */
  maxBytes: number;
  write: (set: PersonaSet) => Readonly<{ name: string; text: string }>;
  read: (file: Readonly<{ name: string; text: string }>) => ReadSetFile;
}>;
