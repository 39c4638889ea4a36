import type { SpaceId } from '../../core/ids.ts';
import { canonicalJson } from '../../core/ledger/chain.ts';
import { csvHeader, csvLines, exportLabel, jsonExport } from '../../core/ledger/export.ts';
import { truthOf } from '../../core/ledger/grade.ts';
import type { LedgerItem } from '../../core/ledger/item.ts';
import { pickOf } from '../../core/score/forecast-scores.ts';
import { inHundred } from '../../core/share.ts';
import { optionLetter } from '../../core/stimulus.ts';
import type { Ledger, ListedItem } from '../../ports/ledger.ts';
import type { WireForecast, WireForecasts } from './wire.ts';

/* The ledger for the page: forecasts beside what came of them, and all of it as a file. */

const pageItems = 25;
/** Rows read at once for a file, so that other requests get their turn in between. */
const fileRows = 500;

const describeShares = (shares: readonly number[]): string =>
  shares.map((share, option) => `${optionLetter(option)} ${inHundred(share)}`).join(', ');

const describeVotes = ({ votes }: LedgerItem, options: number): string => {
  const counts = Array.from({ length: options }, (_, option) => [...votes.values()].filter((choice) => choice === option).length);
  return votes.size === 0 ? '' : counts.map((count, option) => `${optionLetter(option)} ${count}`).join(', ');
};

/** What came of it, and whether the panel's pick was right, as far as that can be said. */
const describeEnd = (item: LedgerItem, options: number): Pick<WireForecast, 'outcome' | 'verdict'> => {
  const outcome = item.outcomes.at(-1);
  if (!outcome) return { outcome: '', verdict: 'open' };
  const from = `${outcome.source}, ${outcome.date}`;
  const truth = truthOf(outcome, options);
  if (!truth) return { outcome: `Withdrawn (${from})`, verdict: 'none' };
  if (outcome.date < (item.sealedAt ?? '').slice(0, 10)) return { outcome: `Over before the forecast (${from})`, verdict: 'none' };
  if (truth.winner === undefined) return { outcome: `Too close to call (${from})`, verdict: 'none' };
  const pick = item.forecast?.pooled && pickOf(item.forecast.pooled);
  const verdict = pick === undefined ? 'none' : pick === truth.winner ? 'right' : 'wrong';
  return { outcome: `${optionLetter(truth.winner)} won (${from})`, verdict };
};

const toWire = ({ item, nonce }: ListedItem): WireForecast | undefined => {
  const { forecast, commitment = '', sealedAt = '' } = item;
  if (!forecast) return undefined;
  const { number, options, set, models, pooled, control } = forecast;
  return {
    panel: number,
    options,
    set: `${set.id}, version ${set.version}`,
    models: models.join(', '),
    sealedAt,
    forecast: pooled ? describeShares(pooled) : '',
    control: control ? describeShares(control.options) : '',
    votes: describeVotes(item, options.length),
    ...describeEnd(item, options.length),
    commitment,
    sealedText: `${nonce}\n${canonicalJson(forecast)}`,
  };
};

/** One page of forecasts, newest first. `older` is the `before` of the next page, left out on the last. */
export const readForecasts = async (ledger: Ledger, space: SpaceId, before: number): Promise<WireForecasts> => {
  const listed = await ledger.items(space, { kind: 'forecast', before, limit: pageItems + 1 });
  const shown = listed.slice(0, pageItems);
  const last = shown.at(-1);
  return {
    label: exportLabel,
    forecasts: shown.flatMap((one) => toWire(one) ?? []),
    ...(listed.length > pageItems && last ? { older: last.seq } : {}),
  };
};

async function* jsonPieces(ledger: Ledger, space: SpaceId): AsyncGenerator<string> {
  const head = await ledger.head(space);
  yield jsonExport.start(head);
  // Up to the head that is named above: what is written meanwhile belongs to the next file.
  for (let after = 0; after < (head?.seq ?? 0); ) {
    const rows = await ledger.rows(space, { after, limit: Math.min(fileRows, (head?.seq ?? 0) - after) });
    if (rows.length === 0) break;
    yield jsonExport.rows(rows, after === 0);
    after = rows.at(-1)?.seq ?? after;
  }
  yield jsonExport.end;
}

async function* csvPieces(ledger: Ledger, space: SpaceId): AsyncGenerator<string> {
  yield csvHeader;
  for (const kind of ['forecast', 'past'] as const) {
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const items = await ledger.items(space, { kind, before, limit: fileRows });
      const last = items.at(-1);
      if (!last) break;
      yield csvLines(items);
      before = last.seq;
    }
  }
}

const encoder = new TextEncoder();

/** The whole ledger as a file, a page at a time: a slow reader costs one page of memory. CSV is newest first. */
export const streamLedger = (ledger: Ledger, space: SpaceId, format: 'csv' | 'json'): ReadableStream<Uint8Array> => {
  const pieces = format === 'csv' ? csvPieces(ledger, space) : jsonPieces(ledger, space);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
};
