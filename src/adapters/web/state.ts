import { type WordCatalogue, wordKey, wordsIn } from '../../core/command-words.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { EngineMark } from '../../core/panel/panel.ts';
import type { Persona } from '../../core/personas/persona.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import type { Command, CommandAction } from '../../ports/command.ts';
import type { Transcript } from '../../ports/transcript.ts';
import { readPage } from './chat-pages.ts';
import { maxImportBytes } from './spool.ts';
import type { StateResponse, WireAction, WireCommand, WireOption } from './wire.ts';

/** A persona set as far as the page needs it; any `PersonaSet` will do. */
type PlaygroundSet = Pick<PersonaSet, 'id' | 'title' | 'about'> & { readonly personas: readonly Pick<Persona, 'id' | 'name'>[] };

/** What the first answer to a page is made of. */
export type StateParts = Readonly<{
  transcript: Transcript;
  space: SpaceId;
  commands: readonly Command[];
  /** What the commands do, in the languages that people read. */
  catalogue: WordCatalogue;
  sets: Readonly<{ list: (space: SpaceId) => Promise<readonly PlaygroundSet[]> }>;
  /** What answers, and the version of this program: the page says both. */
  engine: EngineMark;
  version: string;
}>;

const choicesOf = (option: CommandAction['options'][string], sets: readonly PlaygroundSet[]): readonly string[] => {
  if (option.choices === 'sets') return sets.map(({ id }) => id);
  if (option.choices === 'personas') return [...new Set(sets.flatMap(({ personas }) => personas.map(({ id }) => id)))];
  return option.choices ?? [];
};

/** What a command, an action or an option does, in the language of the person. Names stay as they are typed. */
type Describe = (key: string, declared: string) => string;

const toWireAction = (
  { name: command }: Command,
  action: CommandAction,
  sets: readonly PlaygroundSet[],
  describe: Describe,
): WireAction => ({
  path: action.path,
  about: describe(wordKey(command, action.path), action.about),
  options: Object.entries(action.options).map(
    ([name, option]): WireOption => ({
      name,
      about: describe(wordKey(command, action.path, name), option.about),
      choices: choicesOf(option, sets),
    }),
  ),
  ...(action.takes === undefined ? {} : { takes: action.takes }),
  ...(action.file === undefined ? {} : { file: action.file }),
  ...(action.opensForm ? { opensForm: true } : {}),
});

const toWireCommand = (command: Command, sets: readonly PlaygroundSet[], describe: Describe): WireCommand => ({
  name: command.name,
  about: describe(wordKey(command.name), command.about),
  actions: command.actions.filter(({ hidden }) => !hidden).map((action) => toWireAction(command, action, sets, describe)),
});

/** Everything that a fresh page needs, in one answer. `language` is one of the catalogue's; in English commands are described as declared. */
export const readState = async (parts: StateParts, language: string): Promise<StateResponse> => {
  const describe: Describe = (key, declared) =>
    language === 'en' ? declared : (wordsIn(parts.catalogue, language, key)?.about ?? declared);
  const lastSeq = (await parts.transcript.before(parts.space, undefined, 1)).at(0)?.seq ?? 0;
  const [sets, page] = await Promise.all([parts.sets.list(parts.space), readPage(parts, lastSeq + 1)]);
  return {
    commands: parts.commands.map((command) => toWireCommand(command, sets, describe)),
    language,
    sets: sets.map(({ id, title, about, personas }) => ({
      id,
      title,
      about,
      personas: personas.map((persona) => ({ id: persona.id, name: persona.name })),
    })),
    engine: parts.engine,
    version: parts.version,
    maxImportBytes,
    ...page,
    lastSeq,
  };
};
