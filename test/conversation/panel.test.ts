import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/errors.ts';
import { isLabelledMessage, labels } from '../../src/core/labels.ts';
import { shuffle } from '../../src/core/random.ts';
import type { PersonaModel } from '../../src/ports/persona-model.ts';
import { answerOf, type Chat, openChat, textOf } from '../fakes/chat.ts';

describe('a panel', () => {
  let chat: Chat;
  const names = () => chat.platform.shown.map(({ message }) => message.sender.name);
  const root = () => textOf(chat.platform.shown[0]?.message as never);
  const last = () => textOf(chat.platform.shown.at(-1)?.message as never);

  beforeEach(async () => {
    chat = await openChat();
  });
  afterEach(() => chat.close());

  it('opens with the stimulus, lets each persona speak once in the thread, and sums up', async () => {
    expect(answerOf(await chat.say('/panel Save money with one tap'))).toContain(
      'Panel 1 is under way: 3 AI personas. None is a real person.',
    );
    const panel = await chat.settled();
    expect(panel.state.status).toBe('closed');
    expect(names()[0]).toBe('Sounding Board');
    expect(names().slice(1, 4).toSorted()).toEqual(['Ana · AI persona', 'Ben · AI persona', 'Cleo · AI persona']);
    expect(names().length).toBe(5);
    expect(root()).toContain('Save money with one tap');
    expect(root()).toContain('All 3 personas have answered.');
    expect(root()).toContain('Test set, version 1');
    expect(chat.platform.shown.slice(1).every(({ place }) => place.thread === 'm1')).toBe(true);
    expect(last()).toContain('Pulled towards it: ');
    expect(last()).toContain('0 of 3 claims have real quotes close to them.');
    expect(last()).toContain('When did you last look for a price?');
  });

  it('labels every message, says what each claim rests on, and that no real user said it', async () => {
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    for (const { message } of chat.platform.shown) {
      expect(isLabelledMessage(message)).toBe(true);
      expect(message.notification.startsWith(message.label)).toBe(true);
    }
    const ana = chat.platform.shown.find(({ message }) => message.sender.name.startsWith('Ana'))?.message;
    expect(ana?.label).toBe(labels['evidence-speech']);
    expect(ana && textOf(ana)).toContain('goal · assumption by the test');
    expect(ana && textOf(ana)).toContain('“Save money”: words about what it costs');
    expect(ana && textOf(ana)).toContain('No real user said this: there are no quotes here yet.');
    expect(ana?.metadata).toMatchObject({ panel: 1, persona: 'ana', set: 'test-set', setVersion: 1, round: 1 });
  });

  it('sets two options side by side', async () => {
    await chat.say('/panel Save money with one tap | A new whale');
    await chat.settled();
    const ana = textOf(chat.platform.shown.find(({ message }) => message.sender.name.startsWith('Ana'))?.message as never);
    expect(ana).toContain('"letter":"A"');
    expect(ana).toContain('"letter":"B"');
    expect(ana).toContain('Outside what I know');
    expect(last()).toContain('A: where they stand');
    expect(last()).toContain('B: where they stand');
  });

  it('runs once for one delivery, however often it is delivered', async () => {
    const [first, second] = await Promise.all([
      chat.say('/panel Save money', { deliveryKey: 'same' }),
      chat.say('/panel Save money', { deliveryKey: 'same' }),
    ]);
    await chat.settled();
    expect([answerOf(first), answerOf(second)].filter((text) => text.includes('there is no second one')).length).toBe(1);
    expect(answerOf(await chat.say('/panel Something else', { deliveryKey: 'same' }))).toContain('started panel 1 already');
    expect(chat.platform.shown.length).toBe(5);
  });

  it('records the seed from which its seats were drawn', async () => {
    await chat.say('/panel Save money');
    const panel = await chat.settled();
    expect(panel.plan.seed).toBeGreaterThanOrEqual(0);
    expect(panel.plan.seats).toEqual(shuffle(['ana', 'ben', 'cleo'], panel.plan.seed));
  });

  it('refuses what it cannot run in one sentence, and gives back what was typed', async () => {
    const long = 'x'.repeat(2_001);
    for (const [line, sentence] of [
      ['/panel', 'There is nothing to react to.'],
      ['/panel   ', 'There is nothing to react to.'],
      [`/panel ${long}`, 'That is 2,001 characters'],
      ['/panel a|b|c|d|e|f', 'A comparison takes 2 to 5 options, and this has 6.'],
      ['/panel Save money set:nobody', 'There is no persona set “nobody”. There are: test-set.'],
      ['/panel Save money rounds:3', 'A panel has one round or two.'],
      ['/pannel Save money', 'There is no command /pannel. There are: /panel, /quotes,'],
    ] as const) {
      const answer = await chat.say(line);
      expect(isRefusal(answer) && answer.userMessage).toContain(sentence);
      expect(isRefusal(answer) && line.endsWith(answer.typed ?? 'nothing')).toBe(true);
    }
    expect(chat.platform.shown).toEqual([]);
  });

  it('is stopped by the person who asked, keeps what was posted, and says so', async () => {
    const open = chat.platform.holdAfter(1);
    await chat.say('/panel Save money');
    while (chat.platform.shown.length < 1) await new Promise((resolve) => setTimeout(resolve, 2));
    const press = { command: 'panel', action: ['stop'], options: { panel: '1' } };
    const stranger = { id: 'u2', name: 'Xi', role: 'member' } as const;
    expect(answerOf(await chat.invoke({ ...press, actor: stranger }))).toContain('Only moderators may use Stop');
    expect(answerOf(await chat.invoke(press))).toContain('Panel 1 is stopping.');
    open();
    const panel = await chat.settled();
    expect(panel.state.status).toBe('stopped');
    expect(chat.platform.shown.length).toBeLessThan(4);
    expect(root()).toContain('Stopped by Uma after');
    expect(chat.platform.shown[0]?.message.buttons.map(({ label }) => label)).toEqual(['Real quotes']);
    expect(answerOf(await chat.invoke(press))).toBe('Panel 1 is already over.');
    expect(answerOf(await chat.invoke({ ...press, options: { panel: '99' } }))).toContain('There is no panel 99 here.');
    expect(answerOf(await chat.invoke({ ...press, options: { panel: 'one' } }))).toContain('named by its number');
  });

  it('says who a persona is, what it rests on, who asked and with which set', async () => {
    await chat.say('/panel Save money');
    await chat.settled();
    const card = answerOf(await chat.invoke({ command: 'panel', action: ['who'], options: { panel: '1', persona: 'ana' } }));
    for (const part of [
      'Ana, an AI persona',
      'An invented character, not a person.',
      'asked by Uma',
      'Test set, version 1',
      'evidence engine',
      'assumption by the test',
      'words only',
    ])
      expect(card).toContain(part);
    expect(answerOf(await chat.invoke({ command: 'panel', action: ['who'], options: { panel: '1', persona: 'zed' } }))).toContain(
      'There is no persona “zed”',
    );
  });

  it('does not post twice when the answer of the platform is lost, and not too little when the request is', async () => {
    chat.platform.mishaps.push(
      'store, then lose the answer',
      'throw after storing',
      'lose the request',
      'later',
      'later',
      'store, then lose the answer',
    );
    await chat.say('/panel Save money');
    expect((await chat.settled()).state.status).toBe('closed');
    expect(new Set(chat.platform.shown.map(({ key }) => key)).size).toBe(5);
    expect(chat.platform.shown.length).toBe(5);
  });

  it('ends honestly when the place refuses its first message, and goes on when it refuses another', async () => {
    chat.platform.mishaps.push('refuse');
    await chat.say('/panel Save money');
    expect((await chat.settled()).state.status).toBe('interrupted');
    expect(chat.platform.shown).toEqual([]);
    chat.platform.mishaps.push('later', 'store, then lose the answer', 'refuse');
    await chat.say('/panel Save money');
    const second = await chat.settled(2);
    expect(second.state.status).toBe('closed');
    expect(second.state.posts.filter(({ state }) => state === 'refused').length).toBe(1);
    expect(chat.platform.shown.length).toBe(4);
  });

  it('goes on when its first message cannot be edited', async () => {
    chat.platform.editsFail = true;
    await chat.say('/panel Save money');
    expect((await chat.settled()).state.status).toBe('closed');
    expect(chat.platform.shown.length).toBe(5);
  });

  it('writes no text, name or stimulus to the log', async () => {
    await chat.say('/panel Save money with zanzibar');
    await chat.settled();
    await chat.say('/quotes zanzibar');
    expect(chat.logged.length).toBeGreaterThan(2);
    expect(chat.logged.join('\n')).not.toMatch(/zanzibar|Uma|Ana|price/i);
  });
});

describe('a persona that fails', () => {
  const withEngine = async (react: PersonaModel['react'], mark: PersonaModel['mark'] = { kind: 'evidence', name: 'test engine' }) => {
    const chat = await openChat({ engine: { mark, react } });
    await chat.say('/panel Save money');
    const panel = await chat.settled();
    await chat.close();
    return { panel, shown: chat.platform.shown };
  };
  const silent = { answers: [{ stance: 'silent' as const, text: '', claims: [], unmentioned: [] }], questions: [] };
  const nothing = { kind: 'reaction' as const, reaction: silent };

  it('leaves one neutral labelled line, and the others go on', async () => {
    const { panel, shown } = await withEngine(async ({ persona }) => {
      if (persona.id === 'ben') throw new Error('the engine broke');
      return nothing;
    });
    expect(panel.state.status).toBe('closed');
    const ben = shown.find(({ message }) => message.sender.name === 'Ben · AI persona')?.message;
    expect(ben && textOf(ben)).toContain('No answer from Ben. The engine gave no answer in time.');
    expect(ben?.label).toBe(labels['evidence-speech']);
    expect(shown.length).toBe(5);
    expect(textOf(shown.at(-1)?.message as never)).toContain('1 of 3 personas gave no answer.');
  });

  it('is withheld when it says what is not in its file', async () => {
    const { shown } = await withEngine(async ({ persona }) => {
      const claim = {
        text: 'Everybody loves this.',
        part: 'goals',
        traitId: 'goals.1',
        basis: { kind: 'invention' },
        leans: 'for',
        touchedBy: [],
        because: '',
      } as const;
      const reaction = { answers: [{ stance: 'for' as const, text: '', claims: [claim], unmentioned: [] }], questions: [] };
      return persona.id === 'ben' ? { kind: 'reaction', reaction } : nothing;
    });
    const all = shown.map(({ message }) => textOf(message)).join('\n');
    expect(all).toContain('The answer was withheld: it was not in the persona’s file.');
    expect(all).not.toContain('Everybody loves this');
  });

  it('that never answers is given up at its deadline', { timeout: 15_000 }, async () => {
    const { panel, shown } = await withEngine(({ persona, signal }) =>
      persona.id === 'ben'
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        : Promise.resolve(nothing),
    );
    expect(panel.state.status).toBe('closed');
    expect(shown.map(({ message }) => textOf(message)).join()).toContain('No answer from Ben.');
  });
});
