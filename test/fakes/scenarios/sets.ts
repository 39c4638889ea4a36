import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkableAnswers } from '../check-models.ts';
import { type ModelServer, startModelServer } from '../model-server.ts';
import type { Talk } from '../talk.ts';

/* Moderators keep persona sets, by forms, as they do it on a chat platform. */

const details = {
  title: 'Repair shop',
  about: 'People who bring things to be mended.',
  use_for: 'Finding questions to ask',
  not_for: 'Predicting sales',
  licence: 'for our own use',
};
const basics = {
  name: 'Wanda',
  role: 'Repairs a thing before replacing it',
  kind: 'composite',
  assumed_by: 'the repair desk',
  story: 'Wanda is an invented character who keeps a soldering iron in a parcel van.',
};
const parts: ReadonlyArray<readonly [string, Readonly<Record<string, string>>]> = [
  [
    'Wants and habits',
    {
      background: 'I drive a parcel van and keep a soldering iron in it. | invention',
      goals: 'I want to get it open with one screwdriver. | assumption | for | on: repair, @technology\nI want it to outlive the van.',
      frustrations:
        'A glued case tells me to stay away. | assumption | against | on: sealed\nI keep the old one when it says never again. | on: @absolute | against',
      decision_rules:
        'Two years of spare parts, or I leave it. | assumption | on: @price\nHeadphones I buy new each time. | for | on: music',
      tendencies: 'I scroll to the picture of the back first.',
    },
  ],
  [
    'Knows and recent',
    {
      knows: 'I know what a battery costs in a shop. | assumption | on: battery',
      does_not_know: 'What looks good in a room is beyond me. | on: design',
      recent_context: 'I mended a kettle for a neighbour. | invention | 2026-05-09',
    },
  ],
  [
    'Voice and review',
    {
      manner: 'Plain and patient, with the names of parts. | invention',
      samples: 'Show me the back.\nThat screw is odd.',
      review_by: '2027-05-31',
      reviewer: 'not yet reviewed',
    },
  ],
];

/** The scenario. Its steps build on each other. */
export const describeSets = (platform: string, open: (environment: Readonly<Record<string, string>>) => Promise<Talk>): void => {
  let talk: Talk;
  beforeAll(async () => {
    talk = await open({});
  }, 60_000);
  afterAll(() => talk.close());

  /** Opens a form by its button, and sends it. */
  const fill = async (user: string, label: string, values: Readonly<Record<string, string>>) => {
    expect((await talk.press(user, label)).hasForm).toBe(true);
    return talk.send(user, values);
  };

  describe(`persona sets in ${platform}`, { timeout: 60_000 }, () => {
    it('are made with forms, published, and listed', async () => {
      const { moderator } = talk.people;
      expect((await talk.ask(moderator, 'personas create', { title: 'Repair shop' })).hasForm).toBe(true);
      const { title: _typed, ...rest } = details;
      expect((await talk.send(moderator, rest)).text).toContain('Draft: Repair shop');
      await fill(moderator, 'Add a persona', basics);
      let told = '';
      for (const [label, values] of parts) told = (await fill(moderator, label, values)).text;
      expect(told).toContain('Nothing is wrong with it.');
      expect((await talk.press(moderator, 'Preview card')).text).toContain('Not published.');
      await talk.ask(moderator, 'personas edit', { set: 'repair-shop' });
      expect((await fill(moderator, 'Publish', { reason: 'First of its kind' })).text).toContain('version 1 of repair-shop');
      expect((await talk.ask(talk.people.member, 'personas list')).text).toContain('Repair shop, version 1');
    });

    it('are changed by a draft that nobody else sees, and by a new version', async () => {
      const { moderator, member } = talk.people;
      await talk.ask(moderator, 'personas edit', { set: 'repair-shop' });
      const told = await fill(moderator, 'Set details', { about: 'People who mend things before they buy new ones.' });
      expect(told.text).toContain('1 field differs');
      expect((await talk.ask(member, 'personas show', { set: 'repair-shop' })).text).not.toContain('before they buy new ones');
      await fill(moderator, 'Publish', { reason: 'Said more plainly' });
      expect((await talk.ask(moderator, 'personas history', { set: 'repair-shop' })).text).toContain('Said more plainly');
    });

    it('answer a panel', async () => {
      await talk.ask(talk.people.member, 'panel', { stimulus: 'Headphones with music from a sealed case', set: 'repair-shop' });
      await talk.until(() => talk.posted().some(({ text }) => text.includes('This sums up AI personas')), 'the last message');
      const wanda = talk.posted().find(({ sender }) => sender === 'Wanda · AI persona');
      expect(wanda?.text).toContain('Headphones I buy new each time.');
      expect(wanda?.text).toContain('No data stands behind it.');
    });

    it('lose nothing when two moderators write at once', async () => {
      const { moderator, second } = talk.people;
      await talk.ask(second, 'personas edit', { set: 'repair-shop' });
      await fill(second, 'Set details', { not_for: 'Predicting what sells' });
      await talk.ask(moderator, 'personas edit', { set: 'repair-shop' });
      await fill(moderator, 'Set details', { licence: 'CC0 1.0' });
      expect((await fill(moderator, 'Publish', { reason: 'Another licence' })).text).toContain('version 3');
      const contested = await (async () => {
        await talk.ask(second, 'personas edit', { set: 'repair-shop' });
        return fill(second, 'Publish', { reason: 'What it is not for' });
      })();
      expect(contested.text).toContain('repair-shop changed meanwhile');
      expect(contested.text).toContain('CC0 1.0');
      expect((await fill(second, 'Publish', { reason: 'What it is not for' })).text).toContain('version 4');
      const shown = (await talk.ask(second, 'personas show', { set: 'repair-shop' })).text;
      expect(shown).toContain('Predicting what sells');
    });

    it('take nothing from a member, neither by command nor by a form that was opened with more rights', async () => {
      const { member, moderator } = talk.people;
      await talk.ask(moderator, 'personas edit', { set: 'repair-shop' });
      await talk.press(moderator, 'Set details');
      expect((await talk.sendAsMember(moderator, { about: 'Written by somebody who may not.' })).text).toMatch(
        /Only moderators|can no longer be used/,
      );
      expect((await talk.ask(moderator, 'personas edit', { set: 'repair-shop' })).text).not.toContain('1 field differs');
      expect((await talk.ask(member, 'personas list')).text).not.toContain('Written by somebody');
    });

    it('refuse a persona with the name of somebody here', async () => {
      const { moderator } = talk.people;
      await talk.ask(moderator, 'personas edit', { set: 'repair-shop' });
      const told = await fill(moderator, 'Add a persona', { ...basics, name: talk.nameOf(talk.people.member) });
      expect(told.text).toContain('somebody here has this name');
      const whole = await talk.press(moderator, 'Whole set');
      expect(whole.buttons).not.toContain('Publish');
      expect((await talk.press(moderator, 'Discard draft')).text).toContain('is gone');
    });

    it('hand over the file that was exported', async () => {
      const { moderator, second } = talk.people;
      await talk.ask(moderator, 'personas export', { set: 'repair-shop' });
      await talk.until(() => talk.files(moderator).length === 1 && /the file is|is the file/i.test(talk.heard(moderator)), 'the file');
      expect(talk.files(moderator)[0]).toContain('soldering iron');
      expect(talk.files(second)).toEqual([]);
    });

    it('are archived, and then answer no panel', async () => {
      const { moderator, member } = talk.people;
      const told = await talk.ask(moderator, 'personas archive', { set: 'repair-shop', reason: 'no longer ours' });
      expect(told.text).toContain('is archived');
      expect((await talk.ask(member, 'panel', { stimulus: 'Music', set: 'repair-shop' })).text).toContain('was archived');
    });
  });
};

/** A check of a set, from its price to the next panel. Its steps build on each other. */
export const describeCheck = (platform: string, open: (environment: Readonly<Record<string, string>>) => Promise<Talk>): void => {
  describe(`a check of a persona set in ${platform}`, { timeout: 120_000 }, () => {
    let model: ModelServer;
    let checked: Talk;
    beforeAll(async () => {
      model = await startModelServer({ answer: checkableAnswers() });
      checked = await open({ OPENAI_BASE_URL: model.url, PANEL_MODEL: 'm', TOKENS_PER_PERSON_AND_HOUR: '2000000' });
    }, 60_000);
    afterAll(async () => {
      await checked.close();
      await model.close();
    });
    const ended = () => checked.posted().find(({ text }) => /Done: (\d+) of \1 calls/.test(text));

    it('says what it takes, and asks nothing before the button is pressed', async () => {
      const told = await checked.ask(checked.people.moderator, 'personas check', { set: 'stress-set' });
      expect(told.text).toMatch(/\d+ calls of m, up to [\d,]+ tokens/);
      expect(told.text).toContain('This set has not been checked yet');
      expect(model.calls.filter(({ path }) => path !== '/embeddings')).toEqual([]);
    });

    it('shows how far it is in the channel, and the verdict at the end', async () => {
      const { moderator } = checked.people;
      const told = await checked.press(moderator, 'Run it');
      expect(told.text).toContain('calls are done.');
      await checked.until(() => ended() !== undefined, 'the end of the check');
      expect(ended()?.text).toContain('can be told apart');
      expect(checked.posted()).toHaveLength(1);
    });

    it('hands the whole report to a moderator only', async () => {
      const { moderator, member } = checked.people;
      const on = ended();
      if (!on) throw new Error('the check has not ended');
      const before = checked.heard(moderator).length;
      await checked.press(moderator, 'Show the report', { on });
      await checked.until(() => checked.heard(moderator).slice(before).includes('The files'), 'the end of the report');
      const report = checked.heard(moderator).slice(before);
      for (const part of ['Costume test', 'Test-retest and drift', 'Coverage of viewpoints', 'What to do']) expect(report).toContain(part);
      expect((await checked.press(member, 'Show the report', { on })).text).toContain('Only moderators');
    });

    it('is named on the next panel', async () => {
      await checked.ask(checked.people.member, 'panel', { stimulus: 'Music', set: 'stress-set' });
      await checked.until(
        () => checked.posted().some(({ text }) => /Last checked \d{4}-\d\d-\d\d, model m\./.test(text)),
        'the first message',
      );
    });
  });
};

/** A check that the tokens of a day do not suffice for. Its steps build on each other. */
export const describeRest = (platform: string, open: (environment: Readonly<Record<string, string>>) => Promise<Talk>): void => {
  describe(`a check that takes days in ${platform}`, { timeout: 120_000 }, () => {
    let model: ModelServer;
    let checked: Talk;
    beforeAll(async () => {
      model = await startModelServer({ answer: checkableAnswers() });
      checked = await open({ OPENAI_BASE_URL: model.url, PANEL_MODEL: 'm', TOKENS_PER_DAY: '150000' });
    }, 60_000);
    afterAll(async () => {
      await checked.close();
      await model.close();
    });
    const posted = (words: RegExp) => checked.posted().find(({ text }) => words.test(text));

    it('says what is left today, how long it takes, and what the size is worth', async () => {
      const { text, buttons } = await checked.ask(checked.people.moderator, 'personas check', { set: 'stress-set' });
      expect(text).toContain('75,000 of 75,000 tokens for checks today (UTC)');
      expect(text).toMatch(/It takes about \d days, today among them/);
      expect(text).toContain('The quick size is the less certain one');
      expect(buttons.filter((label) => /^Run it: 129 calls, about \d days$/.test(label))).toHaveLength(1);
    });

    it('does not offer to run what cannot be run, and offers what can', async () => {
      const { text, buttons } = await checked.press(checked.people.moderator, 'Look at the full size');
      expect(text).toMatch(/It cannot be run: it would take about \d+ days, and 10 are the most/);
      expect(text).toContain('TOKENS_PER_DAY');
      expect(buttons.filter((label) => label.startsWith('Run it'))).toEqual([]);
      expect((await checked.press(checked.people.moderator, 'Look at the quick size')).text).toContain('129 calls of m');
    });

    it('rests when its part of the day is used up, says so in the channel, and leaves the rest to panels', async () => {
      await checked.press(checked.people.moderator, 'Run it');
      await checked.until(() => posted(/it goes on by itself after \d{4}-\d\d-\d\d, 00:00 UTC/) !== undefined, 'the rest');
      const asked = model.calls.length;
      await checked.ask(checked.people.member, 'panel', { stimulus: 'Music', set: 'stress-set' });
      await checked.until(() => model.calls.length > asked, 'a panel with a language model');
    });

    it('can be stopped while it rests', async () => {
      const on = posted(/it goes on by itself/);
      if (!on) throw new Error('the check does not rest');
      await checked.press(checked.people.moderator, 'Stop', { on });
      await checked.until(() => posted(/Stopped by .* after \d+ of 129 calls/) !== undefined, 'the end');
    });
  });
};
