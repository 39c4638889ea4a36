import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/errors.ts';
import { answerOf, type Chat, openChat } from '../fakes/chat.ts';

const member = { id: 'u2', name: 'Xi', role: 'member' } as const;

describe('the token budget of a space', () => {
  let chat: Chat;
  const show = async (): Promise<string> => answerOf(await chat.say('/panel-admin budget'));

  beforeEach(async () => {
    chat = await openChat({ budget: { tokensPerDay: 50_000, tokensPerPersonAndHour: 20_000 } });
  });
  afterEach(() => chat.close());

  it('is shown as a table: what is used, the limits, and when they begin anew', async () => {
    const shown = await show();
    expect(shown).toContain('["This space, today","0","50,000","00:00 UTC"]');
    expect(shown).toMatch(/\["You, in this hour","0","20,000","\d\d:00 UTC"\]/);
    expect(shown).toContain('panels with a language model are refused until');
  });

  it('is changed by moderators, part by part, and shown as it is then', async () => {
    const changed = answerOf(await chat.say('/panel-admin budget day:30000 spent:evidence'));
    expect(changed).toContain('The token budget is changed');
    expect(changed).toContain('"0","30,000","00:00 UTC"');
    expect(changed).toContain('persona files answer instead');
    expect(answerOf(await chat.say('/panel-admin budget hour:0'))).toContain('"You, in this hour","0","0",');
    expect(answerOf(await chat.say('/panel-admin budget day:50000 spent:refuse'))).toContain('"0","50,000","00:00 UTC"');
    const shown = await show();
    expect(shown).not.toContain('is changed');
    expect(shown).toContain('"You, in this hour","0","0",');
    expect(shown).toContain('are refused until');
  });

  it('never goes above what the operator allows, and the refusal names that figure', async () => {
    expect(answerOf(await chat.say('/panel-admin budget day:50001 hour:5'))).toBe(
      'The operator of this bot lets this space use at most 50,000 tokens in a day. Choose that or less.',
    );
    expect(answerOf(await chat.say('/panel-admin budget hour:999999999999999'))).toBe(
      'The operator of this bot lets one person use at most 20,000 tokens in an hour. Choose that or less.',
    );
    expect(await show()).toContain('"0","20,000",');
  });

  it('is a matter for moderators: a member neither sees nor changes it', async () => {
    for (const line of ['/panel-admin budget', '/panel-admin budget day:1'])
      expect(answerOf(await chat.say(line, { actor: member }))).toBe('Only moderators may use /panel-admin budget. Ask one of them.');
    expect(await show()).toContain('"50,000"');
  });

  it('answers what is no number, or no choice, with one sentence', async () => {
    for (const wrong of ['day:lots', 'day:1e6', 'day:-5', 'hour:20,000', 'hour:1.5', 'day:9999999999999999', 'day:""']) {
      const answer = await chat.say(`/panel-admin budget ${wrong}`);
      expect(isRefusal(answer) && answer.userMessage).toBe(
        'Write tokens as a whole number without commas, for example 500000. Usage: /panel-admin budget (options: day, hour, spent)',
      );
      expect(isRefusal(answer) && answer.typed).toBe(`budget ${wrong}`);
    }
    expect(answerOf(await chat.say('/panel-admin budget spent:maybe'))).toContain('Choose spent:refuse or spent:evidence.');
    expect(answerOf(await chat.say('/panel-admin budget weekly:5'))).toContain('There is no option “weekly:5” here.');
    expect(await show()).toContain('"0","50,000","00:00 UTC"');
  });
});
