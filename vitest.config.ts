import { defineConfig } from 'vitest/config';

/** Where a machine reads the result; people read the terminal. */
const report = process.env['CI'] === 'true' ? { reporters: ['default', 'json'], outputFile: { json: 'reports/test.json' } } : {};

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Many files wait for processes and clocks, so one worker alone leaves a small machine idle.
    maxWorkers: 2,
    ...report,
  },
});
