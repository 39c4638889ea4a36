import { describe, expect, it } from 'vitest';
import { markers, privateKinds, wordsRemoved } from '../../../src/core/privacy/kinds.ts';

describe('what stands in the place of what was taken out', () => {
  it('says so, and what it was', () => {
    const all = [...privateKinds.map((kind) => markers[kind]), wordsRemoved];
    expect(new Set(all).size).toBe(privateKinds.length + 1);
    for (const marker of all) expect(marker).toMatch(/^\[[A-Za-z -]+ removed\]$/u);
  });
});
