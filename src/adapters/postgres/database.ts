import type { SpaceId } from '../../core/ids.ts';
import type { Budget } from '../../ports/budget.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Deliveries } from '../../ports/deliveries.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { Transcript } from '../../ports/transcript.ts';
import { createBudget } from './budget.ts';
import { connect, explainConnection } from './connection.ts';
import { createDeliveries } from './deliveries.ts';
import { createDocuments } from './documents.ts';
import { createJournal } from './journal.ts';
import { migrate } from './migrate.ts';
import { createSpaces } from './spaces.ts';
import { createTranscript } from './transcript.ts';
import { createTurns } from './turns.ts';
import { createWipe } from './wipe.ts';

/** Everything that one database keeps. `close` may be called twice. */
export type Store = Readonly<{
  journal: Journal;
  documents: Documents;
  transcript: Transcript;
  budget: Budget;
  deliveries: Deliveries;
  /** Forgets everything that a space ever stored. */
  wipe: (space: SpaceId) => Promise<void>;
  close: () => Promise<void>;
}>;

type Parts = Readonly<{ url: string; clock: Clock; random: Random; log: Log }>;

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
  return {
    journal: createJournal(db, inner),
    documents: createDocuments(db, inner),
    transcript: createTranscript(db, inner),
    budget: createBudget(db, inner),
    deliveries: createDeliveries(db, inner),
    wipe: createWipe(db, spaces),
    close: db.close,
  };
};
