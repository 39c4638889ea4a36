import type { Tokenize } from '../../core/quotes/query-units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { QuoteVectors } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import type { Stores } from '../../ports/stores.ts';
import { createBudget } from './budget.ts';
import { connect, explainConnection } from './connection.ts';
import { createDeliveries } from './deliveries.ts';
import { createDocuments } from './documents.ts';
import { createJournal } from './journal.ts';
import { createLedger } from './ledger.ts';
import { migrate } from './migrate.ts';
import { createQuoteIndex } from './quote-index.ts';
import { createQuotePages } from './quote-pages.ts';
import { createQuoteVectors } from './quote-vectors.ts';
import { createSpaceList } from './space-list.ts';
import { createSpaces } from './spaces.ts';
import { createTranscript } from './transcript.ts';
import { createTurns } from './turns.ts';
import { createWipe } from './wipe.ts';

/** Everything that one database keeps. `close` may be called twice. */
export type Store = Stores & Readonly<{ vectors: QuoteVectors; close: () => Promise<void> }>;

/** `tokenize` cuts and stems texts for the search of quotes; what is stored was cut by it, so it must stay the same. */
type Parts = Readonly<{ url: string; tokenize: Tokenize; clock: Clock; random: Random; log: Log }>;

/**
 * Opens the stores in a PostgreSQL database (15 or newer), making their tables when there are none. Several processes on several machines may have it open. Rejects
 * with an `Error` that says what to do, without the password, when the server cannot be reached, refuses, or holds the data of a newer program.
 */
export const openPostgres = async ({ url, log, ...parts }: Parts): Promise<Store> => {
  const db = connect(url, log);
  try {
    await migrate(db);
  } catch (error) {
    await db.close();
    throw error instanceof Error && error.message.includes('DATABASE_URL') ? error : explainConnection(url, error);
  }
  const spaces = createSpaces(db);
  const inner = { ...parts, spaces, turns: createTurns() };
  const { index, sweep } = createQuoteIndex(db, inner);
  await sweep();
  return {
    journal: createJournal(db, inner),
    documents: createDocuments(db, inner),
    quotes: index,
    vectors: createQuoteVectors(db, inner),
    transcript: createTranscript(db, inner),
    budget: createBudget(db, inner),
    quotePages: createQuotePages(db, inner),
    ledger: createLedger(db, inner),
    deliveries: createDeliveries(db, inner),
    wipe: createWipe(db, spaces),
    spaces: createSpaceList(db),
    // What was overwritten leaves the server's files when the server clears them up (docs/hosting.md).
    settle: async () => false,
    close: db.close,
  };
};
