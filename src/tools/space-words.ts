import type { SpaceSummary } from '../ports/stores.ts';

/*
 * What `npm run spaces` says.
 */

/** How it is used. */
export const usage = `Usage:
  npm run spaces -- list                 what each space has stored, in numbers
  npm run spaces -- wipe SPACE [--yes]   removes all that one space has stored; without --yes it says what that is`;

const platformOf = ({ space }: SpaceSummary): string => space.split(':')[0] ?? '';

/** Platforms of spaces that the bot keeps for itself: lists of its own, and the sample lines that come with it. */
const own: ReadonlySet<string> = new Set(['sounding-board', 'samples']);

/** True for what no workspace, server or playground has stored. */
export const isTheBots = (space: SpaceSummary): boolean => own.has(platformOf(space));

/** Ids come from platforms, and what is no plain word must not reach the terminal as it is. */
const plain = (id: string): string => (/^[\w:.-]+$/.test(id) ? id : JSON.stringify(id));

const count = (number: number, one: string, many = `${one}s`): string => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

const holdings = ({ panels, quotes, sets, forecasts }: SpaceSummary): string =>
  `${count(panels, 'panel')}, ${count(quotes, 'quote')}, ${count(sets, 'set of its own', 'sets of its own')} and ${count(forecasts, 'forecast')}`;

const timeOf = ({ lastAt }: SpaceSummary): string => (lastAt === undefined ? 'not known' : `${lastAt.slice(0, 16).replace('T', ' ')} UTC`);

const head = ['Platform', 'Space', 'Panels', 'Quotes', 'Sets of its own', 'Forecasts', 'Last activity'] as const;

const rowOf = (one: SpaceSummary): readonly string[] => [
  platformOf(one),
  plain(one.space),
  ...[one.panels, one.quotes, one.sets, one.forecasts].map((number) => number.toLocaleString('en')),
  timeOf(one),
];

/** All spaces as a table of numbers. */
export const listOf = (spaces: readonly SpaceSummary[]): string => {
  if (spaces.length === 0) return 'No space has stored anything.';
  const rows = [head, ...spaces.map(rowOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number): boolean => column >= 2 && column <= 5;
  const cell = (text: string, column: number): string =>
    isNumber(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
};

/** The sentence for a space that has stored nothing. */
export const unknownSpace = (id: string): string =>
  `No space ${plain(id)} has stored anything here. npm run spaces -- list shows the ids of those that have.`;

/** What a wipe would remove, and how to say yes. */
export const describeOffer = (one: SpaceSummary): string =>
  [
    `${plain(one.space)} has stored ${holdings(one)}; last activity: ${timeOf(one)}.`,
    'A wipe removes all of it for good, with everything that belongs to it: votes and outcomes, rules and budgets, reports, the audit record, files that wait for an import, and an installation of the Slack app by OAuth, which has to be installed again then.',
    'It removes no backups, and no messages and pictures that stand in Slack or Discord.',
    `To do it: npm run spaces -- wipe ${plain(one.space)} --yes`,
  ].join('\n');

/** What was removed. */
export const describeRemoved = (one: SpaceSummary): string =>
  `Removed all that ${plain(one.space)} had stored: ${holdings(one)}, and everything that belonged to it. Where the bot is still in use there, it begins anew.`;

/** Where bytes of it may be left. */
export const describeLeft = {
  busy: 'Another process read the data file all the while, so copies may still lie in sounding-board.sqlite-wal: restart the bot, which clears it.',
  postgres:
    'The bytes leave the server’s files when it has vacuumed its tables and recycled its log (docs/hosting.md). The id of the space stays in one row, with a number.',
} as const;
