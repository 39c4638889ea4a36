import { csvCell } from '../csv-cell.ts';
import { aiSource } from '../labels.ts';
import { optionLetter } from '../stimulus.ts';
import { type EntryOf, entryOf, type LedgerRow } from './entry.ts';
import { truthOf } from './grade.ts';
import { applyEntry, emptyItem, type LedgerItem } from './item.ts';
import type { LedgerHead } from './verify.ts';

/* A ledger outside the bot. Everything that a language model gave keeps its label on every line. */

/** Said on every line that holds what AI gave. */
export const exportLabel = 'Forecast by AI personas. Not a real person, not a share of people, not a testimonial.';

const shownRow = (row: LedgerRow) => ({
  ...row,
  ...(entryOf(row).kind === 'forecast' ? { label: exportLabel, digitalSourceType: aiSource } : {}),
});

/**
 * A whole ledger as one JSON text, in pieces: rows as they are chained, so that anybody can verify them, with labels beside them. Pieces, because a long
 * ledger is sent page by page.
 */
export const jsonExport = {
  start: (head: LedgerHead | undefined): string => {
    const top = {
      format: 'sounding-board-ledger-1',
      label: exportLabel,
      digitalSourceType: aiSource,
      about:
        'hash = SHA-256 of the JSON array [seq, at, body, prev]; commitment = SHA-256 of nonce, line break, forecast as JSON with sorted keys.',
      head: head ?? null,
    };
    return `${JSON.stringify(top, undefined, 1).slice(0, -2)},\n "rows": [\n`;
  },
  rows: (rows: readonly LedgerRow[], isFirst: boolean): string =>
    rows.map((row, at) => `${isFirst && at === 0 ? '' : ',\n'}${JSON.stringify(shownRow(row))}`).join(''),
  end: '\n ]\n}\n',
} as const;

/** A whole ledger as one JSON text. */
export const exportJson = (rows: readonly LedgerRow[], head: LedgerHead | undefined): string =>
  jsonExport.start(head) + jsonExport.rows(rows, true) + jsonExport.end;

/** `A 0.6200 B 0.3800`. */
const shares = (values: readonly number[] | undefined): string =>
  (values ?? []).map((value, option) => `${optionLetter(option)} ${value.toFixed(4)}`).join(' ');

const columns = [
  'label',
  'kind',
  'panel',
  'options',
  'set',
  'set_version',
  'models',
  'sealed_at',
  'forecast',
  'control',
  'votes',
  'outcome',
  'chance_of_best',
  'source',
  'outcome_date',
  'commitment',
  'nonce',
] as const;

const outcomeCells = (item: LedgerItem, options: readonly string[]): Partial<Record<(typeof columns)[number], string>> => {
  const outcome = item.past?.outcome ?? item.outcomes.at(-1);
  if (!outcome) return {};
  const truth = truthOf(outcome, options.length);
  const said = truth?.winner === undefined ? (truth ? 'too close to call' : 'withdrawn') : optionLetter(truth.winner);
  return { outcome: said, chance_of_best: shares(truth?.chances), source: outcome.source, outcome_date: outcome.date };
};

const countVotes = ({ votes }: LedgerItem, options: readonly string[]): string =>
  votes.size === 0
    ? ''
    : options.map((_, option) => `${optionLetter(option)} ${[...votes.values()].filter((one) => one === option).length}`).join(' ');

const itemCells = (item: LedgerItem, nonce: string): Partial<Record<(typeof columns)[number], string | number>> => {
  const { forecast, past } = item;
  const options = forecast?.options ?? past?.options ?? [];
  return {
    label: forecast ? exportLabel : 'Test of the past. No forecast was sealed before it ended.',
    kind: forecast ? 'sealed' : 'past',
    options: options.map((option, index) => `${optionLetter(index)}: ${option}`).join(' | '),
    ...(forecast
      ? {
          panel: forecast.number,
          set: forecast.set.id,
          set_version: forecast.set.version,
          models: forecast.models.join(' and '),
          sealed_at: item.sealedAt ?? '',
          forecast: shares(forecast.pooled),
          control: shares(forecast.control?.options),
          votes: countVotes(item, options),
          commitment: item.commitment ?? '',
          nonce,
        }
      : {}),
    ...outcomeCells(item, options),
  };
};

/** Lines of a table, one for each comparison or test of the past. They end in CRLF (RFC 4180). */
export const csvLines = (items: readonly Readonly<{ item: LedgerItem; nonce: string }>[]): string =>
  items
    .filter(({ item }) => item.forecast ?? item.past)
    .map(({ item, nonce }) => {
      const cells = itemCells(item, nonce);
      return `${columns.map((column) => csvCell(cells[column])).join(',')}\r\n`;
    })
    .join('');

/** The line above them. */
export const csvHeader = `${columns.join(',')}\r\n`;

/** A ledger as a table, in the order in which comparisons came. */
export const exportCsv = (rows: readonly LedgerRow[]): string => {
  const items = new Map<string, { item: LedgerItem; nonce: string }>();
  for (const row of rows) {
    const entry = entryOf(row);
    const known = items.get(entry.panel) ?? { item: emptyItem, nonce: '' };
    const nonce = entry.kind === 'forecast' ? (entry satisfies EntryOf<'forecast'>).nonce : known.nonce;
    items.set(entry.panel, { item: applyEntry(known.item, entry, row.at), nonce });
  }
  return csvHeader + csvLines([...items.values()]);
};
