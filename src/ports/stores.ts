import type { SpaceId } from '../core/ids.ts';
import type { Budget } from './budget.ts';
import type { Deliveries } from './deliveries.ts';
import type { Documents } from './documents.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { QuoteIndex, QuoteVectors } from './quote-index.ts';
import type { QuotePages } from './quote-pages.ts';
import type { Transcript } from './transcript.ts';

/** Everything that one database keeps. */
export type Stores = Readonly<{
  journal: Journal;
  documents: Documents;
  quotes: QuoteIndex;
  quotePages: QuotePages;
  /** Absent where the database keeps no vectors: quotes are then found by their words alone. */
  vectors?: QuoteVectors;
  transcript: Transcript;
  budget: Budget;
  deliveries: Deliveries;
  ledger: Ledger;
  /** Forgets everything that a space ever stored. */
  wipe: (space: SpaceId) => Promise<void>;
  /** Clears what was overwritten out of side files, where that is this program's to do, so that no file holds it any more. */
  settle: () => Promise<void>;
}>;
