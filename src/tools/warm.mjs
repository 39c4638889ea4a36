// Runs after `npm ci`: starts the program once on an empty folder and stops it, so that already the first real start finds its code
// compiled. Never fails an installation.
import { mkdtempSync, rmSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useCompileCache } from '../compile-cache.mjs';

if (Number(process.versions.node.split('.')[0]) >= 24) {
  useCompileCache();
  // The address of a start that nobody asked for would only confuse.
  process.stdout.write = () => true;
  const folder = mkdtempSync(join(tmpdir(), 'sounding-board-warm-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    const { main } = await import('../main.ts');
    await main([], { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' });
    module.flushCompileCache();
    process.emit('SIGTERM', 'SIGTERM');
  } catch {
    // The first start says what is wrong.
  }
  process.exitCode = 0;
}
