import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSubmission } from '../../src/adapters/slack/forms/submission.ts';
import { homeView, readGone, readHomeOpened, suggestedPrompts } from '../../src/adapters/slack/home.ts';
import { readCommand, readPress, readShortcut, readWords, spaceOf } from '../../src/adapters/slack/intake/payloads.ts';
import { readMessageText, unescapeText } from '../../src/adapters/slack/intake/typed-text.ts';

/* The payloads in test/replay/slack are written by hand after docs.slack.dev; ids and names are made up. */
const folder = fileURLToPath(new URL('../replay/slack/', import.meta.url));
type Payload = Readonly<Record<string, unknown>>;
const replay = (name: string): Payload => JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
/** The payload with one field changed, named by its path. */
const change = (name: string, path: string, value: unknown): Payload => {
  const payload = structuredClone(replay(name));
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at: object = payload;
  for (const one of names) at = Reflect.get(at, one);
  Reflect.set(at, last, value);
  return payload;
};

describe('a slash command', () => {
  it('becomes what was typed, entities decoded once, in its channel and without a thread', () => {
    expect(readCommand(replay('command'))).toEqual({
      invocation: {
        deliveryKey: 'slack:1.2.c0ffee',
        space: 'slack:T0001',
        place: { surface: 'slack', channel: 'C0001' },
        command: 'panel',
        text: 'Tea & cake for <5 | R&amp;D',
      },
      person: { id: 'U0001', name: 'robin' },
      triggerId: '1.2.c0ffee',
      responseUrl: 'https://hooks.slack.com/commands/T0001/1/x',
      isShared: false,
    });
  });

  it('of an org-wide install belongs to the organisation, and of one workspace in an organisation to that workspace', () => {
    expect(readCommand(replay('command-org'))?.invocation.space).toBe('slack:E0001');
    expect(spaceOf(change('command-org', 'is_enterprise_install', 'false'))).toBe('slack:T0002');
  });

  it('without a trigger, a person or a team is none', () => {
    for (const field of ['trigger_id', 'user_id', 'team_id', 'channel_id', 'command']) {
      expect([field, readCommand(change('command', field, undefined))]).toEqual([field, undefined]);
    }
  });
});

describe('a press', () => {
  it('becomes its action, in the thread of its message', () => {
    expect(readPress(replay('press'))?.invocation).toEqual({
      deliveryKey: 'slack:1.3.c0ffee',
      space: 'slack:T0001',
      place: { surface: 'slack', channel: 'C0001', thread: '1700000001.000100' },
      command: 'panel',
      action: ['who'],
      options: { panel: '7', persona: 'ana' },
      text: '',
    });
  });

  it('on a message that begins a thread belongs to that thread, and on a private one to the channel', () => {
    expect(readPress(replay('press-ask'))?.invocation.place.thread).toBe('1700000002.000200');
    expect(readPress(replay('press-private'))?.invocation.place).toEqual({ surface: 'slack', channel: 'C0001' });
  });

  it('that asks for a text says what for', () => {
    expect(readPress(replay('press-ask'))?.asks).toMatchObject({ option: 'question', maxUnits: 500 });
    expect(readPress(replay('press'))?.asks).toBeUndefined();
  });

  it('of a button that is not ours, or that holds nonsense, is none', () => {
    expect(readPress(change('press', 'actions.0.action_id', 'theirs'))).toBeUndefined();
    for (const value of ['', '{', '[]', '{"command":"panel"}', '{"command":1,"action":[],"options":{}}']) {
      expect(readPress(change('press', 'actions.0.value', value))).toBeUndefined();
    }
  });
});

describe('the message shortcut', () => {
  it('asks about the words of the message, in its thread, and reads no option from them', () => {
    expect(readShortcut(replay('shortcut'))?.invocation).toEqual({
      deliveryKey: 'slack:1.6.c0ffee',
      space: 'slack:E0001',
      place: { surface: 'slack', channel: 'C0001', thread: '1700000001.000100' },
      command: 'panel',
      action: [],
      text: 'what of this page set:stress-set',
    });
  });

  it('on a reply goes to the thread of the reply', () => {
    expect(readShortcut(change('shortcut', 'message.thread_ts', '1600000000.000001'))?.invocation.place.thread).toBe('1600000000.000001');
  });
});

describe('words to the bot', () => {
  it('in a thread become a panel there, without the mention, links as people read them', () => {
    expect(readWords(replay('mention'))).toEqual({
      invocation: {
        deliveryKey: 'slack:C0001:1700000002.000200:app_mention',
        space: 'slack:T0001',
        place: { surface: 'slack', channel: 'C0001', thread: '1700000001.000100' },
        command: 'panel',
        text: 'Hm, Tea & cake | #general or a@example.org?',
      },
      person: { id: 'U0002', name: '' },
      isShared: false,
    });
  });

  it('have one key however often and under whatever event id Slack delivers them, and other words have another', () => {
    const key = (payload: Payload) => readWords(payload)?.invocation.deliveryKey;
    expect(key(change('mention', 'event_id', 'Ev0002'))).toBe(key(replay('mention')));
    expect(key(change('mention', 'event.ts', '1700000002.000201'))).not.toBe(key(replay('mention')));
    expect(key(change('mention', 'event.channel', 'C0002'))).not.toBe(key(replay('mention')));
  });

  it('outside a thread begin one', () => {
    expect(readWords(change('mention', 'event.thread_ts', undefined))?.invocation.place.thread).toBe('1700000002.000200');
  });

  it('in a shared channel say so, and belong to the workspace that installed the app', () => {
    const received = readWords(replay('mention-shared'));
    expect([received?.isShared, received?.invocation.space]).toEqual([true, 'slack:T0001']);
  });

  it('without authorizations belong to the context team', () => {
    const payload = { ...replay('mention-shared'), authorizations: undefined };
    expect(spaceOf(payload)).toBe('slack:T0001');
    expect(spaceOf({ ...payload, context_team_id: undefined })).toBe('slack:T0009');
    const org = [{ enterprise_id: 'E0001', team_id: null, is_enterprise_install: true }];
    expect(spaceOf({ ...payload, authorizations: org })).toBe('slack:E0001');
  });

  it('in a direct conversation become a panel in that thread', () => {
    expect(readWords(replay('direct-message'))?.invocation).toMatchObject({
      text: 'Tea',
      place: { channel: 'D0001', thread: '1700000002.000400' },
    });
  });

  it('are not heard from bots, from edits, and in channels without a mention', () => {
    expect(readWords(replay('own-persona-message'))).toBeUndefined();
    expect(readWords(change('mention', 'event.bot_id', 'B0002'))).toBeUndefined();
    for (const subtype of ['message_changed', 'message_deleted', 'bot_message', 'channel_join']) {
      expect(readWords(change('direct-message', 'event.subtype', subtype))).toBeUndefined();
    }
    expect(readWords(change('direct-message', 'event.subtype', 'file_share'))).toBeDefined();
    const inChannel = change('direct-message', 'event.channel', 'C0001');
    expect(readWords({ ...inChannel, event: { ...Object(inChannel['event']), channel_type: 'channel' } })).toBeUndefined();
  });
});

describe('text as Slack sends it', () => {
  it('is decoded once', () => {
    expect(unescapeText('&lt;b&gt; &amp;lt; &quot; &')).toBe('<b> &lt; &quot; &');
  });

  it('loses mentions and keeps what people read of the rest', () => {
    expect(readMessageText('<@U1|robin> <!here> <!subteam^S1|@team> <#C1|news> <#C2> <https://a.example|A> <https://b.example>')).toBe(
      '@team #news  A https://b.example',
    );
    expect(readMessageText('a &lt;@U1&gt; b')).toBe('a <@U1> b');
  });

  it('comes back unit for unit after Slack escaped it', () => {
    const asSlack = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('&', '<', '>', 'amp;', 'lt;', 'a', ' ', '@', '|', '😀') }), (text) => {
        expect(unescapeText(asSlack(text))).toBe(text);
        expect(readMessageText(asSlack(text))).toBe(text.trim());
      }),
    );
  });
});

describe('a sent form', () => {
  it('for a panel becomes the panel, with the options that were chosen', () => {
    expect(readSubmission(replay('submission-panel'))).toMatchObject({
      invocation: {
        deliveryKey: 'slack:1.7.c0ffee',
        space: 'slack:T0001',
        place: { surface: 'slack', channel: 'C0001' },
        command: 'panel',
        action: [],
        options: { set: 'stress-set', stimulus: 'Tea | Coffee' },
        text: '',
      },
      asked: expect.stringMatching(/Tea \| Coffee\n.*Stress/),
    });
  });

  it('with a question becomes the press, with the question in its option', () => {
    expect(readSubmission(replay('submission-ask'))).toMatchObject({
      invocation: {
        place: { channel: 'C0001', thread: '1700000001.000100' },
        action: ['ask'],
        options: { panel: '7', persona: 'ana', question: 'Why?' },
        text: '',
      },
      asked: 'Why?',
    });
  });

  it('is sent back with a sentence below the field that is wrong', () => {
    const panel = (text: string | null) => readSubmission(change('submission-panel', 'view.state.values.stimulus.value.value', text));
    expect(panel('x'.repeat(2_001))).toEqual({ errors: { stimulus: expect.stringContaining('2001') } });
    expect(panel('x'.repeat(2_000))).toHaveProperty('invocation');
    for (const text of [null, '  ', 'a | | b', 'a | A', 'a|b|c|d|e|f'])
      expect(panel(text)).toEqual({ errors: { stimulus: expect.any(String) } });
    const ask = (text: string | null) => readSubmission(change('submission-ask', 'view.state.values.question.value.value', text));
    for (const text of [null, ' ', 'x'.repeat(501)]) expect(ask(text)).toEqual({ errors: { question: expect.any(String) } });
  });

  it('of another app, or with metadata that is not ours, is none', () => {
    expect(readSubmission(change('submission-panel', 'view.callback_id', 'theirs'))).toBeUndefined();
    const none = [
      '',
      '{',
      '{}',
      '{"channel":1}',
      '{"channel":"C0001"}',
      '{"channel":"C0001","press":{"command":"panel","action":[],"options":{},"x":1}}',
    ];
    for (const text of none)
      expect(readSubmission(change('submission-panel', 'view.private_metadata', `${'A'.repeat(22)}${text}`))).toBeUndefined();
  });

  it('in a shared channel belongs to the workspace that installed the app', () => {
    const theirs = change('submission-panel', 'team.id', 'T0009');
    expect(spaceOf(theirs)).toBe('slack:T0001');
  });
});

describe('the home tab', () => {
  const facts = {
    engine: { kind: 'model', name: 'test-model' },
    sets: [{ id: 'everyday', title: 'Everyday', about: 'Shoppers. <!channel> https://evil.example' }],
    panels: [{ number: 3, asked: 'Tea @channel', status: 'closed', day: '2026-11-21' }],
    trackRecord: 'Right 3 of 4 times. <!here>',
  } as const;
  const moderation = { helpful: 12, unhelpful: 3, alike: ['Maya (everyday)', '<!channel> (x)'] };
  const text = (isModerator: boolean) =>
    JSON.stringify(homeView({ ...facts, ...(isModerator ? { moderation } : {}) }, [{ name: 'panel', about: 'Asks.', actions: [] }]));

  it('says what this is, the sets, the person’s panels, the model and what is stored', () => {
    for (const part of ['None of them is a real person', '/panel', 'Everyday', 'Panel 3', 'test-model', 'Stored:', 'Right 3 of 4 times.'])
      expect(text(false)).toContain(part);
  });

  it('shows moderators, and nobody else, how to set budgets', () => {
    expect(text(true)).toContain('/panel-admin budget');
    expect(text(false)).not.toContain('/panel-admin budget');
    for (const part of ['helpful: 12; not helpful: 3', 'Bear the names of people here, and stay labelled as AI: Maya (everyday)']) {
      expect(text(true)).toContain(part);
      expect(text(false)).not.toContain(part);
    }
  });

  it('holds no link and no mention', () => {
    for (const live of ['<!channel>', 'https://evil', '@channel']) expect(text(true)).not.toContain(live);
  });

  it('offers at most four prompts', () => {
    expect(suggestedPrompts.length).toBeLessThanOrEqual(4);
  });

  it('is asked for by an event that names the tab', () => {
    expect(readHomeOpened(replay('home-opened'))).toEqual({ space: 'slack:T0001', user: 'U0001', channel: 'D0001', tab: 'home' });
    expect(readHomeOpened(replay('mention'))).toBeUndefined();
  });
});

describe('the end of an installation', () => {
  it('is an uninstall, or a revoked bot token, but no revoked token of a person', () => {
    expect(readGone(replay('uninstalled'))).toEqual({ space: 'slack:T0001', reason: 'uninstalled', eventMs: 1_700_000_002_000 });
    expect(readGone(replay('tokens-revoked'))).toBeUndefined();
    expect(readGone(change('tokens-revoked', 'event.tokens.bot', ['U0BOT']))?.reason).toBe('revoked');
  });
});

describe('every reader', () => {
  const readers = [readCommand, readPress, readShortcut, readWords, readSubmission, readHomeOpened, readGone, spaceOf];
  it('answers anything at all, and throws at nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of readers) read(value);
      }),
    );
    for (const file of readdirSync(folder)) for (const read of readers) read(replay(file.replace('.json', '')));
  });
});
