import { createMemoryQuoteIndex } from '../../src/adapters/memory/quote-index.ts';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { createTestClock, testRandom } from './helpers.ts';
import { quotePagesContract } from './quote-pages.contract.ts';

quotePagesContract('in memory', async () => {
  const index = createMemoryQuoteIndex({ clock: createTestClock(), random: testRandom });
  return { quotes: index, pages: index, close: () => undefined };
});

quotePagesContract('in SQLite', async () => {
  const store = await openSqlite({ path: ':memory:', clock: createTestClock(), random: testRandom });
  return { quotes: store.quotes, pages: store.quotePages, close: store.close };
});
