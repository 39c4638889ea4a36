import { createMemoryBudget } from '../../src/adapters/memory/budget.ts';
import { createMemoryDeliveries } from '../../src/adapters/memory/deliveries.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { createMemoryJournal } from '../../src/adapters/memory/journal.ts';
import { createMemoryLedger } from '../../src/adapters/memory/ledger.ts';
import { createMemoryQuoteIndex } from '../../src/adapters/memory/quote-index.ts';
import { createMemoryTranscript } from '../../src/adapters/memory/transcript.ts';
import { budgetContract } from './budget.contract.ts';
import { deliveriesContract } from './deliveries.contract.ts';
import { documentsContract } from './documents.contract.ts';
import { testRandom as random } from './helpers.ts';
import { journalContract } from './journal.contract.ts';
import { ledgerContract } from './ledger.contract.ts';
import { quoteIndexContract } from './quote-index.contract.ts';
import { quoteVectorsContract } from './quote-vectors.contract.ts';
import { transcriptContract } from './transcript.contract.ts';

const close = (): void => {};

journalContract('memory', (clock) => ({ journal: createMemoryJournal({ clock }), close }));
documentsContract('memory', (clock) => ({ documents: createMemoryDocuments({ clock }), close }));
transcriptContract('memory', (clock) => ({ transcript: createMemoryTranscript({ clock, random }), close }));
budgetContract('memory', (clock) => ({ budget: createMemoryBudget({ clock }), close }));
deliveriesContract('memory', (clock) => ({ deliveries: createMemoryDeliveries({ clock }), close }));
quoteVectorsContract('memory', (clock) => ({ quotes: createMemoryQuoteIndex({ clock, random }), close }));
quoteIndexContract('memory', (clock) => ({ quotes: createMemoryQuoteIndex({ clock, random }), close }));
ledgerContract('memory', (clock) => ({ ledger: createMemoryLedger({ clock }), close }));
