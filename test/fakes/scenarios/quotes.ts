import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Talk } from '../talk.ts';

/* Real words on a chat platform: brought in by a file, found, shared, and taken back everywhere. */

const file = {
  name: 'reviews.csv',
  content: [
    'text,source,date,permission',
    '"The parcel came two weeks late and nobody answered, write to maya.lind@example.com",Spring survey,2026-04-01,consent',
    '"Headphones with a sealed case go straight back to the shop",Spring survey,2026-04-02,consent',
    '"I like the colours of the new app",Spring survey,2026-04-03,consent',
    '',
  ].join('\n'),
};

/** The scenario. Its steps build on each other. */
export const describeQuotes = (platform: string, open: () => Promise<Talk>): void => {
  let talk: Talk;
  beforeAll(async () => {
    talk = await open();
  }, 60_000);
  afterAll(() => talk.close());
  const shared = () => talk.posted().filter(({ text }) => text.includes('Shared by'));

  describe(`quotes in ${platform}`, { timeout: 60_000 }, () => {
    it('are shown as they will be stored before anything is, and are imported by a button', async () => {
      const { moderator, member } = talk.people;
      await talk.hand(moderator, 'panel-admin quotes import', file);
      await talk.until(() => talk.heard(moderator).includes('[e-mail removed]'), 'the first rows');
      expect(talk.heard(moderator)).not.toContain('maya.lind');
      expect((await talk.ask(member, 'quotes', { topic: 'late parcel' })).text).toMatch(/no real|No real|0 quotes/);
      expect((await talk.press(moderator, 'Import', { isTwice: true })).text).toContain('3 quotes imported');
    });

    it('are taken from a moderator only', async () => {
      const told = await talk.ask(talk.people.member, 'panel-admin quotes sources').catch((error: unknown) => String(error));
      expect(typeof told === 'string' ? told : told.text).toMatch(/Only moderators|a person cannot do this/);
    });

    it('are found, and shared into the channel exactly once, however often the press is delivered', async () => {
      const { member } = talk.people;
      const told = await talk.ask(member, 'quotes', { topic: 'late parcel' });
      expect(told.text).toContain('came two weeks late');
      expect(talk.posted()).toEqual([]);
      await talk.press(member, 'Share to channel', { isTwice: true });
      await talk.until(() => shared().length > 0, 'the shared quotes');
      await talk.ask(member, 'quotes', { topic: 'colours' });
      expect(shared()).toHaveLength(1);
      expect(shared()[0]?.sender).toBe('');
      expect(shared()[0]?.text).toContain('Spring survey');
    });

    it('stand in a panel beside what personas say, and are gone from there and from what was shared once they are taken back', async () => {
      const { member, moderator } = talk.people;
      await talk.ask(member, 'panel', { stimulus: 'Late parcel, sealed headphones, no extra cost' });
      await talk.until(() => talk.posted().some(({ text }) => text.includes('This sums up AI personas')), 'the last message');
      const words = /came two weeks late|go straight back to the shop/;
      const held = talk.posted().filter(({ text }) => words.test(text));
      expect(held.length).toBeGreaterThan(0);
      const count = talk.posted().length;
      expect((await talk.ask(moderator, 'panel-admin quotes forget', { source: 'Spring survey' })).text).toContain('3 quotes');
      expect((await talk.press(moderator, 'Forget for good')).text).toContain('3 quotes forgotten');
      await talk.until(() => talk.posted().every(({ text }) => !words.test(text)), 'the messages without the words');
      expect(talk.posted()).toHaveLength(count);
      expect(shared()[0]?.text ?? '').not.toMatch(words);
      expect((await talk.ask(member, 'quotes', { topic: 'late parcel' })).text).not.toMatch(words);
    });
  });
};
