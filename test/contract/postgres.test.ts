import { describe } from 'vitest';
import { hasPostgres } from '../fakes/postgres.ts';
import { budgetContract } from './budget.contract.ts';
import { deliveriesContract } from './deliveries.contract.ts';
import { documentsContract } from './documents.contract.ts';
import { createTestClock } from './helpers.ts';
import { journalContract } from './journal.contract.ts';
import { ledgerContract } from './ledger.contract.ts';
import { createStores } from './postgres-stores.ts';
import { quoteIndexContract } from './quote-index.contract.ts';
import { quoteLanguagesContract } from './quote-languages.contract.ts';
import { quotePagesContract } from './quote-pages.contract.ts';
import { quoteVectorsContract } from './quote-vectors.contract.ts';
import { transcriptContract } from './transcript.contract.ts';

describe.skipIf(!hasPostgres)('on a PostgreSQL server (skipped where none answers)', () => {
  const open = createStores();
  journalContract('PostgreSQL', open);
  documentsContract('PostgreSQL', open);
  transcriptContract('PostgreSQL', open);
  budgetContract('PostgreSQL', open);
  deliveriesContract('PostgreSQL', open);
  quoteIndexContract('PostgreSQL', open);
  quoteLanguagesContract('PostgreSQL', open);
  quoteVectorsContract('PostgreSQL', async (clock) => {
    const store = await open(clock);
    return { quotes: { ...store.quotes, ...store.vectors }, close: store.close };
  });
  ledgerContract('PostgreSQL', open);
  quotePagesContract('in PostgreSQL', async () => {
    const store = await open(createTestClock());
    return { ...store, pages: store.quotePages };
  });
});
