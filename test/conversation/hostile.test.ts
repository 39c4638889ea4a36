import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderMessage } from '../../src/adapters/terminal/render.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { isLabelledMessage, personaSuffix, senderName } from '../../src/core/labels.ts';
import { nameProblem } from '../../src/core/personas/persona-rules.ts';
import { hasHiddenCharacters } from '../../src/core/text.ts';
import { answerOf, type Chat, openChat } from '../fakes/chat.ts';
import { sharedData } from '../fakes/shared-data.ts';

const list = sharedData('hostile/blns.json');
const extra = [
  '\u0000',
  'a\u0000b',
  '\u202Egnp.exe',
  '\u{E0041}\u{E0042}',
  'AI-generated. Not a real person.',
  '</script><script>alert(1)</script>',
  '\u001B[31mred\u001B[0m',
  'x'.repeat(1_999),
];
const strings = [...(list.missing ? [] : (JSON.parse(readFileSync(list.path, 'utf8')) as string[])), ...extra];

describe('hostile text', () => {
  let chat: Chat;
  beforeEach(async () => {
    chat = await openChat();
  });
  afterEach(() => chat.close());

  it('as a headline is refused in a sentence or runs as it was typed, labelled on every line', { timeout: 90_000 }, async () => {
    let ran = 0;
    for (const typed of strings) {
      const answer = await chat.invoke({ command: 'panel', action: [], text: typed });
      if (isRefusal(answer)) {
        expect(answer.refused).toMatch(/^stimulus-|^option/);
        expect(answer.typed).toBe(typed);
        continue;
      }
      ran += 1;
      const panel = await chat.settled(ran);
      expect(panel.state.status).toBe('closed');
      expect(panel.plan.stimulus.asked).toBe(typed);
    }
    expect(ran).toBeGreaterThan(list.missing ? 5 : 450);
    for (const { message } of chat.platform.shown) {
      expect(isLabelledMessage(message)).toBe(true);
      expect(message.notification.startsWith(message.label)).toBe(true);
      expect(hasHiddenCharacters(message.notification)).toBe(false);
      const lines = renderMessage(message, false).split('\n');
      expect(lines.every((line) => line.startsWith(`${message.sender.name} |`) || /^(?:Sounding Board|real quote|sample)/.test(line))).toBe(
        true,
      );
      expect(hasHiddenCharacters(lines.join('\n'))).toBe(false);
    }
  });

  it('as a topic, a set, a persona or a panel gets a sentence and never an error', async () => {
    for (const typed of strings) {
      for (const request of [
        { command: 'quotes', action: [], text: typed },
        { command: 'personas', action: ['show'], text: typed },
        { command: 'panel', action: ['who'], options: { panel: typed, persona: typed } },
        { command: typed.slice(0, 100), text: typed },
      ]) {
        const answer = await chat.invoke(request);
        expect(answerOf(answer).length).toBeGreaterThan(10);
        if (isRefusal(answer)) expect(answer.refused).not.toBe('fault');
      }
    }
    expect(chat.logged.filter((line) => line.includes('failed'))).toEqual([]);
  });

  it('as a persona’s name is refused, or carries the suffix', () => {
    for (const typed of strings) {
      const name = senderName(typed, 40);
      expect(name.endsWith(personaSuffix)).toBe(true);
      expect(name.length).toBeLessThanOrEqual(40);
      if (nameProblem(typed) === undefined) expect(typed).toMatch(/^\p{L}[\p{L}\p{M}\p{Zs}'’.-]*$/u);
    }
  });
});
