import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { createTestClock, testRandom } from './helpers.ts';
import { setDeskContract } from './set-desk.contract.ts';

setDeskContract('in memory', async () => ({ documents: createMemoryDocuments({ clock: createTestClock() }), close: () => undefined }));

setDeskContract('in SQLite', async () => {
  const { documents, close } = await openSqlite({ path: ':memory:', clock: createTestClock(), random: testRandom });
  return { documents, close };
});
