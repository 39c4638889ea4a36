import { describe } from 'vitest';
import { hasPostgres } from '../fakes/postgres.ts';
import { budgetContract } from './budget.contract.ts';
import { deliveriesContract } from './deliveries.contract.ts';
import { documentsContract } from './documents.contract.ts';
import { journalContract } from './journal.contract.ts';
import { createStores } from './postgres-stores.ts';
import { transcriptContract } from './transcript.contract.ts';

describe.skipIf(!hasPostgres)('on a PostgreSQL server (skipped where none answers)', () => {
  const open = createStores();
  journalContract('PostgreSQL', open);
  documentsContract('PostgreSQL', open);
  transcriptContract('PostgreSQL', open);
  budgetContract('PostgreSQL', open);
  deliveriesContract('PostgreSQL', open);
});
