import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choiceText } from '../language-model.ts';
import { type ModelServer, startModelServer } from '../model-server.ts';
import type { Posted, Talk } from '../talk.ts';

/* A team keeps score on a chat platform: compare, vote blind, reveal, record what happened, read the record. */

/** The scenario. Its steps build on each other. */
export const describeScore = (platform: string, open: (environment: Readonly<Record<string, string>>) => Promise<Talk>): void => {
  let talk: Talk;
  let model: ModelServer;
  beforeAll(async () => {
    model = await startModelServer({ answer: () => choiceText([0.6, 0.2, 0.2]) });
    talk = await open({ OPENAI_BASE_URL: model.url, PANEL_MODEL: 'm' });
  }, 60_000);
  afterAll(async () => {
    await talk.close();
    await model.close();
  });

  const compare = { stimulus: 'Save money | Would you save money with one tap?' };
  const root = (): Posted => {
    const [first] = talk.posted();
    if (!first) throw new Error('nothing was posted');
    return first;
  };
  const closings = () => talk.posted().filter(({ text }) => text.includes('This sums up AI personas'));
  const votes = [
    ['Vote A', 'A'],
    ['Vote B', 'B'],
    ['Vote B', 'B'],
  ] as const;

  describe(`the score of a team in ${platform}`, { timeout: 90_000 }, () => {
    it('begins with blind votes: nobody reads an answer or a vote before the reveal', async () => {
      const { moderator, voters } = talk.people;
      await talk.ask(moderator, 'panel', { ...compare, vote: 'first' });
      await talk.until(() => talk.posted().length === 1, 'the first message');
      expect(root().text).toContain('Vote first: which one will win?');
      const before = root().text;
      for (const [index, voter] of voters.entries()) {
        const [label, letter] = votes[index] ?? votes[0];
        const told = await talk.press(voter, label, { on: root() });
        expect(told.text).toContain(`is ${letter}. Nobody sees it before the reveal`);
        expect(told.text).not.toMatch(/A 1|B 1|B 2/);
      }
      expect(talk.posted()).toHaveLength(1);
      expect(root().text).toBe(before);
    });

    it('is revealed by whoever asked, once, and nobody votes after that', async () => {
      const { moderator, voters } = talk.people;
      const [first] = voters;
      if (first !== moderator) expect((await talk.press(first, 'Reveal', { on: root() })).text).toContain('Only whoever asked');
      const button = root();
      expect((await talk.press(moderator, 'Reveal', { on: button, isTwice: true })).text).toContain('The personas speak now');
      await talk.until(() => closings().length === 1, 'the last message');
      expect(closings()[0]?.text).toContain('Blind votes of this team: A 1, B 2.');
      expect(closings()[0]?.text).toContain('Sealed forecast');
      expect(root().buttons.filter((label) => label.startsWith('Vote'))).toEqual([]);
      expect(talk.posted().filter(({ sender }) => sender !== '').length).toBe(new Set(talk.posted().map(({ sender }) => sender)).size - 1);
    });

    it('takes the outcome by a form, kept with the name of whoever sent it', async () => {
      const { member } = talk.people;
      expect((await talk.ask(member, 'outcome', { outcome: '1' })).hasForm).toBe(true);
      const told = await talk.send(member, { winner: 'B', source: 'Newsletter test' });
      expect(told.text).toContain('Panel 1: B won, by your word (source: Newsletter test');
      expect(told.text).toContain('0 of 1 right');
    });

    it('opens the same form from the last message of the panel', async () => {
      const { member } = talk.people;
      const [closing] = closings();
      if (!closing) throw new Error('the panel has ended');
      expect((await talk.press(member, 'Record outcome', { on: closing })).hasForm).toBe(true);
      const told = await talk.send(member, { winner: 'B', source: 'Newsletter test, read again' });
      expect(told.text).toContain('This corrects what was recorded before');
    });

    it('stands on the next panel', async () => {
      await talk.ask(talk.people.member, 'panel', compare);
      await talk.until(() => closings().length === 2, 'the second panel');
      const roots = talk.posted().filter(({ text }) => text.includes('0 of 1 right'));
      expect(roots.length).toBeGreaterThan(0);
      expect((await talk.ask(talk.people.member, 'panel-about track')).text).toContain('0 of 1');
    });
  });
};
