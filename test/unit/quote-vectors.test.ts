import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryQuoteIndex } from '../../src/adapters/memory/quote-index.ts';
import { createNearbyQuotes, type NearbyQuotes } from '../../src/app/quotes/quote-vectors.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import { createTestClock, here, testRandom as random } from '../contract/helpers.ts';
import { load, row } from '../contract/quote-rows.ts';

const noLog = { info: () => {}, warn: () => {}, error: () => {} };
const texts = Array.from({ length: 250 }, (_, n) => `opinion number ${n}`);

const open = (options: { parts?: number; admitted?: number } = {}) => {
  const clock = createTestClock();
  const quotes = createMemoryQuoteIndex({ clock, random });
  const limits = { parts: options.parts ?? Number.POSITIVE_INFINITY, admitted: options.admitted ?? Number.POSITIVE_INFINITY };
  const sizes: number[] = [];
  const sent: string[] = [];
  const calls: number[] = [];
  const settled: string[] = [];
  const embedder: Embedder = {
    name: 'scripted',
    embed: async (some) => {
      calls.push(some.length);
      if (sizes.length >= limits.parts) return undefined;
      sizes.push(some.length);
      sent.push(...some);
      return some.map(() => [1, 0]);
    },
  };
  const budget = {
    admit: async () => (settled.length < limits.admitted ? ('model' as const) : ('evidence' as const)),
    settle: async (_space: unknown, id: string) => void settled.push(id),
  };
  const nearby = createNearbyQuotes({ quotes, embedder, budget, clock, random, log: noLog });
  const bare = async () => (await quotes.bare(here, { model: 'scripted', limit: 1_000 })).quotes.length;
  return { clock, quotes, limits, sizes, sent, calls, nearby, bare };
};

let nearby: NearbyQuotes | undefined;
let world: ReturnType<typeof open>;
const start = async (options: Parameters<typeof open>[0] = {}): Promise<void> => {
  world = open(options);
  nearby = world.nearby;
  await load(
    world.quotes,
    here,
    texts.map((text) => row(text)),
  );
};
const near = () => world.nearby.near(here, { text: 'x', filters: {}, limit: 5, searched: texts.length });

describe('vectors of a space', () => {
  beforeEach(() => start());
  afterEach(() => nearby?.stop());

  it('are asked for in bounded parts, once, however often somebody wants them', async () => {
    for (let n = 0; n < 5; n += 1) world.nearby.fill(here);
    await expect.poll(world.bare).toBe(0);
    expect(world.sizes).toEqual([96, 96, 58]);
  });

  it('are made of texts without names and addresses, which nobody decided to send away', async () => {
    await load(world.quotes, here, [row('Spoke to Deborah Miller at 12 Garden Street about the refund', { suspect: true })]);
    world.nearby.fill(here);
    await expect.poll(world.bare).toBe(0);
    expect(world.sent).toContain('Spoke to somebody at somewhere about the refund');
  });

  it('answer nothing until every quote that was searched has one', async () => {
    expect(await near()).toBeUndefined();
    await expect.poll(world.bare).toBe(0);
    expect(await near()).toHaveLength(5);
  });

  it('stop with an outage or a spent budget, and go on where they were, after a rest', async () => {
    for (const limit of ['parts', 'admitted'] as const) {
      await start({ [limit]: 1 });
      world.nearby.fill(here);
      await expect.poll(world.bare).toBe(154);
      world.limits[limit] = Number.POSITIVE_INFINITY;
      await Promise.resolve();
      await expect
        .poll(async () => {
          world.clock.advance(5 * 60_000 + 1);
          world.nearby.fill(here);
          return world.bare();
        })
        .toBe(0);
      expect(world.sizes).toEqual([96, 96, 58]);
    }
  });

  it('are left alone for a while after an outage', async () => {
    await start({ parts: 0 });
    const began = world.clock.monotonicMs();
    world.nearby.fill(here);
    await expect.poll(() => world.calls.length).toBe(1);
    await expect
      .poll(() => {
        world.clock.advance(60_000);
        world.nearby.fill(here);
        return world.calls.length;
      })
      .toBe(2);
    expect(world.clock.monotonicMs() - began).toBeGreaterThan(5 * 60_000);
    expect(await world.bare()).toBe(250);
  });
});
