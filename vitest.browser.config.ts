import { defineConfig } from 'vitest/config';

const report = process.env['CI'] === 'true' ? { reporters: ['default', 'json'], outputFile: { json: 'reports/browser.json' } } : {};

export default defineConfig({
  test: { include: ['test/browser/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false, ...report },
});
