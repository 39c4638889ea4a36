import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackMessageLimits } from '../../src/adapters/slack/limits.ts';
import { refuse } from '../../src/core/errors.ts';
import { notice } from '../../src/core/labels.ts';
import type { Button } from '../../src/core/message.ts';
import type { Invocation, Reply } from '../../src/ports/command.ts';
import { createShed } from '../fakes/shed.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme } from '../fakes/slack/world.ts';
import { createIntakeApp } from '../fakes/slack-intake.ts';

/* What becomes of a private message in Slack once one of its buttons has done what can be done once only. */

const user = acme.member;
const say = (text: string, buttons: readonly Button[] = []) =>
  notice({ summary: text, blocks: [{ type: 'text', text }], buttons }, slackMessageLimits);
const button = (label: string): Button => ({
  label,
  style: 'plain',
  press: { command: 'shed', action: [label.toLowerCase()], options: {} },
});
const offer = say('About the shed', ['Paint', 'Sign', 'Burn', 'Look'].map(button));

const answer = async ({ action }: Invocation): Promise<Reply | ReturnType<typeof refuse>> => {
  switch (action?.[0] ?? '') {
    case 'paint':
      return { messages: [say('It is green now.'), say('It has to dry.', [button('Look')])], settled: 'message' };
    case 'sign':
      return { messages: [say('It is signed now.')], settled: 'button' };
    case 'burn':
      return refuse('import-gone');
    default:
      return { messages: [action?.[0] === 'look' ? say('It is a shed.') : offer] };
  }
};

let slack: FakeSlack;
let app: ReturnType<typeof createIntakeApp>;
beforeEach(async () => {
  slack = await startSlack();
  app = createIntakeApp(slack, { commands: [createShed().command], dispatch: answer });
  await app.open();
  await slack.command({ command: '/shed', text: '', user, channel: acme.general });
  await app.settled(() => told().length === 1);
});
afterEach(async () => {
  await app.stop(0);
  await slack.close();
});

const told = () => slack.ephemerals(user);
const press = async (label: string, isSaid: () => boolean) => {
  const [on] = told();
  if (!on) throw new Error('nothing was told');
  await slack.press({ on, button: label, user });
  await app.settled(isSaid);
};
const isSaid = (text: string) => () => JSON.stringify(told()).includes(text);
const buttons = () => told().map((one) => slack.buttons(one));

describe('a private message in Slack', () => {
  it('becomes what was done, where nothing is left to do with it', async () => {
    await press('Paint', isSaid('It has to dry.'));
    expect(buttons()).toEqual([[], ['Look']]);
    expect(JSON.stringify(told()[0]?.blocks)).toContain('It is green now.');
    expect(JSON.stringify(told()[0]?.blocks)).toContain('From the bot. Not a person.');
    expect(JSON.stringify(told())).not.toContain('About the shed');
    expect(slack.violations).toEqual([]);
  });

  it.each([
    ['the rest of it may still be done', 'Sign', 'It is signed now.'],
    ['it was refused', 'Burn', 'no longer waiting'],
    ['it may be done again', 'Look', 'It is a shed.'],
  ])('stays beside the answer when %s', async (_why, label, text) => {
    await press(label, isSaid(text));
    expect(buttons()).toEqual([['Paint', 'Sign', 'Burn', 'Look'], []]);
  });
});
