import type { SpaceId } from '../core/ids.ts';
import type { Budget } from './budget.ts';
import type { Deliveries } from './deliveries.ts';
import type { Documents } from './documents.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { QuoteIndex, QuoteVectors } from './quote-index.ts';
import type { QuotePages } from './quote-pages.ts';
import type { Transcript } from './transcript.ts';

/** One space in numbers. `quotes` are published ones; `lastAt` (ISO 8601) is when something of it was last stored, where that is known. */
export type SpaceSummary = Readonly<{ space: SpaceId; panels: number; quotes: number; sets: number; forecasts: number; lastAt?: string }>;

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
  /** The spaces that hold anything, in numbers, by their ids. For the operator: it reads across spaces, and so it tells no text and nobody's name. */
  spaces: () => Promise<readonly SpaceSummary[]>;
  /**
   * Clears what was overwritten out of side files, where that is this program's to do. True when no file holds it any more; false when another process held it up, or
   * when the database clears up in its own time.
   */
  settle: () => Promise<boolean>;
}>;
