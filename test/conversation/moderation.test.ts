import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal, type Refusal } from '../../src/core/errors.ts';
import type { Reply } from '../../src/ports/command.ts';
import { type Chat, openChat } from '../fakes/chat.ts';

/* What people do about a message, and moderators about a channel, on any platform. */

let chat: Chat;
beforeEach(async () => {
  chat = await openChat();
});
afterEach(() => chat.close());

const textOf = (answer: Reply | Refusal): string =>
  isRefusal(answer) ? answer.userMessage : JSON.stringify(answer.messages.map(({ blocks }) => blocks));
const buttonsOf = (answer: Reply | Refusal): readonly string[] =>
  isRefusal(answer) ? [] : answer.messages.flatMap(({ buttons }) => buttons.map(({ label }) => label));

const member = { id: 'u2', name: 'Mo', role: 'member' } as const;
const asker = { id: 'u3', name: 'Ada', role: 'member' } as const;
const press = (action: string, options: Record<string, string>, change: Partial<Parameters<Chat['invoke']>[0]> = {}) =>
  chat.invoke({ command: 'panel', action: [action], options, ...change });
const about = (persona: string) => ({ panel: '1', persona });
const spoken = (persona: string) => chat.platform.shown.find(({ message }) => message.metadata['persona'] === persona);
const aPanel = async () => {
  await chat.say('/panel Save money with one tap', { actor: asker });
  await chat.settled();
};

describe('a message of a persona', () => {
  it('is known by the platform’s id of it, as is the bot’s own', async () => {
    await aPanel();
    const ref = spoken('ben')?.ref ?? '';
    const who = await press('whose', { message: ref }, { actor: member });
    expect(textOf(who)).toMatch(
      /Ben, an AI persona.*Panel 1 · Test set, version 1 · .* · asked by Ada on \d{4}-\d\d-\d\d at \d\d:\d\d UTC · seed \d+/s,
    );
    const root = chat.platform.shown[0]?.ref ?? '';
    expect(textOf(await press('whose', { message: root }, { actor: member }))).toContain(
      'it is no persona and no person. Panel 1 was asked for by Ada',
    );
    expect(await press('whose', { message: 'm999' })).toMatchObject({ refused: 'message-unknown' });
  });

  it('is deleted by whoever asked for the panel, or a moderator, and by nobody else', async () => {
    await aPanel();
    expect(buttonsOf(await press('who', about('ben'), { actor: member }))).toEqual(['Report']);
    expect(buttonsOf(await press('who', about('ben'), { actor: asker }))).toEqual(['Delete this message', 'Report']);
    expect(await press('remove', about('ben'), { actor: member })).toMatchObject({ refused: 'not-allowed' });
    expect(spoken('ben')).toBeDefined();
    expect(textOf(await press('remove', about('ben'), { actor: asker }))).toContain('The message is deleted');
    expect(spoken('ben')).toBe(undefined);
    expect(textOf(await press('remove', about('ana')))).toContain('The message is deleted');
    expect(chat.platform.shown.length).toBe(3);
    expect(await press('remove', { panel: '7', persona: 'ben' })).toMatchObject({ refused: 'panel-unknown' });
    expect(await press('remove', about('nobody'))).toMatchObject({ refused: 'message-unknown' });
    expect(textOf(await press('who', about('ben'), { actor: member }))).toContain('Ben');
  });

  it('says so when the platform keeps it', async () => {
    await aPanel();
    chat.platform.editsFail = true;
    expect(await press('remove', about('ben'))).toMatchObject({ refused: 'message-stays' });
  });

  it('is reported with a reason, which moderators of the space can read', async () => {
    await aPanel();
    const button = spoken('ana')?.message.buttons.find(({ label }) => label === 'Report');
    expect(button?.asks).toMatchObject({ option: 'reason', maxUnits: 300 });
    const reported = { ...about('ana'), reason: 'It is\nrude.' };
    expect(textOf(await press('report', reported, { actor: member, deliveryKey: 'r1' }))).toContain('can see your report');
    await press('report', reported, { actor: member, deliveryKey: 'r1' });
    const reports = await chat.say('/panel-admin reports');
    expect(textOf(reports)).toContain('The newest report');
    expect(textOf(reports)).toMatch(/"1, ana","It is rude\.","Mo"/);
    expect(await chat.say('/panel-admin reports', { actor: member })).toMatchObject({ refused: 'not-allowed' });
    expect(chat.logged.join()).not.toContain('rude');
  });

  it('is reported once by each person, who may say it better, so that nobody crowds out what others report', async () => {
    await aPanel();
    await press('report', { ...about('ben'), reason: 'It speaks of a real person.' }, { actor: { ...member, id: 'u9', name: 'Ola' } });
    for (let count = 1; count <= 30; count += 1) {
      await press('report', { ...about('ana'), reason: `Spam ${count}` }, { actor: member });
      // Each comes twice, as platforms deliver.
      await press('report', { ...about('ana'), reason: `Spam ${count}` }, { actor: member });
    }
    const reports = textOf(await chat.say('/panel-admin reports'));
    expect(reports).toContain('The newest 2 reports');
    expect(reports).toContain('It speaks of a real person.');
    expect(reports).toContain('Spam 30');
  });

  it('is not reported without a reason, with too long a one, or when there is no such message', async () => {
    await aPanel();
    expect(await press('report', { ...about('ana'), reason: ' \u200b' })).toMatchObject({ refused: 'reason-empty' });
    expect(await press('report', { ...about('ana'), reason: 'x'.repeat(301) })).toMatchObject({ refused: 'reason-long' });
    expect(await press('report', { panel: '9', persona: 'ana', reason: 'x' })).toMatchObject({ refused: 'panel-unknown' });
    expect(await press('report', { ...about('nobody'), reason: 'x' })).toMatchObject({ refused: 'persona-unknown' });
    expect(textOf(await chat.say('/panel-admin reports'))).toContain('Nobody has reported a message here');
  });
});

describe('a channel', () => {
  it('is muted and unmuted by moderators, with its threads, and others stay as they are', async () => {
    expect(await chat.say('/panel-admin mute', { actor: member })).toMatchObject({ refused: 'not-allowed' });
    expect(textOf(await chat.say('/panel-admin mute'))).toContain('switched off in this channel');
    expect(await chat.say('/panel Tea')).toMatchObject({ refused: 'channel-muted', typed: 'Tea' });
    const place = { surface: 'chat', channel: 'c1', thread: 'm7' };
    expect(await chat.say('/panel Tea', { place })).toMatchObject({ refused: 'channel-muted' });
    expect(isRefusal(await chat.say('/panel Tea', { place: { surface: 'chat', channel: 'c2' } }))).toBe(false);
    await chat.say('/panel-admin unmute');
    expect(isRefusal(await chat.say('/panel Tea'))).toBe(false);
    await chat.settled(2);
  });
});
