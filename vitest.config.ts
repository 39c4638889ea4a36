import { defineConfig } from 'vitest/config';

/** Where a machine reads the result; people read the terminal. */
const report = process.env['CI'] === 'true' ? { reporters: ['default', 'json'], outputFile: { json: 'reports/test.json' } } : {};

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    ...report,
  },
});
