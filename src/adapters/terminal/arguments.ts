import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** What the terminal was asked for, as an invocation's parts. `file` is a path. */
export type TerminalRequest = Readonly<{
  command: string;
  action: readonly string[];
  text: string;
  options: Readonly<Record<string, string>>;
  file?: string;
  json: boolean;
}>;

/** How the terminal is used. Printed for `--help` and under every wrong call. */
export const usage = `Usage:
  npm run ask -- "headline or concept" [--set ID] [--json]
  npm run ask -- "option A | option B" [--set ID] [--json]
  npm run quotes -- import FILE.csv|FILE.jsonl [--preview yes] [--text COLUMN] [--source NAME|COLUMN] [--date DAY|COLUMN]
                    [--permission consent|licence|public-review|own-customers|COLUMN] [--segment COLUMN]
                    [--licence NAME] [--speaker COLUMN] [--stars COLUMN] [--link COLUMN] [--json]
  npm run quotes -- confirm DRAFT [--json]              what import has shown, as it was shown
  npm run quotes -- undo BATCH [--sure yes] [--json]
  npm run quotes -- forget [--quote ID | --speaker ID | --batch ID | --source NAME] [--sure yes] [--json]
  npm run quotes -- search "topic" [--segment S] [--source S] [--since DAY] [--json]
  npm run quotes -- sources [--json]
  npm run sets -- list | show SET | create TITLE | edit SET | clone SET | archive SET | restore SET | default SET | history SET | diff SET
                  | export SET | suggest SET  [--OPTION VALUE …] [--json]
  npm run sets -- import FILE.md [--set ID]
  npm run sets -- check SET [--size quick|full] [--swap age,gender,…] [--json]       what it takes, and the line that runs it
  npm run sets -- check status | stop | report | export  SET  [--OPTION VALUE …] [--json]
Exit codes: 0 done, 1 a fault or a wrong setting, 2 refused or called wrongly.`;

/** A call that makes no sense, with the sentence that says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const flags = (...names: readonly string[]): ParseArgsOptionsConfig => ({
  json: { type: 'boolean' },
  ...Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])),
});

type Parsed = Readonly<{ words: readonly string[]; options: Record<string, string>; json: boolean }>;

const parse = (argv: readonly string[], options: ParseArgsOptionsConfig): Parsed => {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const texts = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return { words: positionals, options: Object.fromEntries(texts), json: values['json'] === true };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The call could not be read.');
  }
};

const readAsk = (argv: readonly string[]): TerminalRequest => {
  const { words, options, json } = parse(argv, flags('set', 'rounds'));
  return { command: 'panel', action: [], text: words.join(' '), options, json };
};

const importFlags = ['text', 'source', 'date', 'permission', 'segment', 'licence', 'speaker', 'stars', 'link', 'preview'] as const;

const readImport = (argv: readonly string[]): TerminalRequest => {
  const { words, options, json } = parse(argv, flags(...importFlags));
  const [file, second] = words;
  if (file === undefined) throw new UsageError('Name the CSV or JSON Lines file to import.');
  if (second !== undefined) throw new UsageError('One file at a time; put names with spaces in quotes.');
  return { command: 'panel-admin', action: ['quotes', 'import'], text: '', options, file, json };
};

/** What takes one id: a file that waits, or an import. */
const readNamed = (verb: 'confirm' | 'undo', argv: readonly string[]): TerminalRequest => {
  const { words, options, json } = parse(argv, flags('sure'));
  const [id, second] = words;
  if (id === undefined || second !== undefined)
    throw new UsageError(`Name one ${verb === 'confirm' ? 'file that waits' : 'import'} by its id.`);
  return {
    command: 'panel-admin',
    action: ['quotes', verb],
    text: '',
    options: { ...options, [verb === 'confirm' ? 'draft' : 'batch']: id },
    json,
  };
};

const readQuotes = (argv: readonly string[]): TerminalRequest => {
  const [verb, ...rest] = argv;
  if (verb === 'import') return readImport(rest);
  if (verb === 'search') {
    const { words, options, json } = parse(rest, flags('segment', 'source', 'since'));
    return { command: 'quotes', action: [], text: words.join(' '), options, json };
  }
  if (verb === 'sources') {
    const { options, json } = parse(rest, flags('since'));
    return { command: 'panel-admin', action: ['quotes', 'sources'], text: '', options, json };
  }
  if (verb === 'confirm' || verb === 'undo') return readNamed(verb, rest);
  if (verb === 'forget') {
    const { options, json } = parse(rest, flags('quote', 'speaker', 'batch', 'source', 'sure'));
    return { command: 'panel-admin', action: ['quotes', 'forget'], text: '', options, json };
  }
  throw new UsageError(
    verb === undefined
      ? 'Say what to do with the quotes.'
      : 'Quotes can be imported, confirmed, undone, forgotten, searched, or listed by source.',
  );
};

/** Verbs of `/personas` of two words: what its forms and buttons ask for. */
const ofTwoWords = new Set(['form', 'save', 'draft']);
const ofChecks = new Set(['start', 'status', 'stop', 'report', 'export']);

/** Any option is taken here: forms have many, and the command itself refuses what it does not know. */
const readAnyOptions = (argv: readonly string[]): Parsed => {
  const names = argv.flatMap((word) => /^--([a-z_]+)(?:=|$)/.exec(word)?.[1] ?? []);
  return parse(argv, flags(...names.filter((name) => name !== 'json')));
};

const readSets = (argv: readonly string[]): TerminalRequest => {
  const { words, options, json } = readAnyOptions(argv);
  const [verb = 'list', second, ...rest] = words;
  const isPair = ofTwoWords.has(verb) || (verb === 'check' && ofChecks.has(second ?? ''));
  if (isPair && second !== undefined) return { command: 'personas', action: [verb, second], text: rest.join(' '), options, json };
  if (verb !== 'import') return { command: 'personas', action: [verb], text: words.slice(1).join(' '), options, json };
  if (second === undefined) throw new UsageError('Name the file to import.');
  return { command: 'personas', action: ['import'], text: '', options, file: second, json };
};

/** Reads the words behind `node src/start.mjs`. Throws `UsageError` with one sentence when they make no sense. */
export const readTerminalRequest = (argv: readonly string[]): TerminalRequest => {
  const [verb, ...rest] = argv;
  if (verb === 'ask') return readAsk(rest);
  if (verb === 'quotes') return readQuotes(rest);
  if (verb === 'sets') return readSets(rest);
  throw new UsageError('The terminal knows ask, quotes and sets.');
};
