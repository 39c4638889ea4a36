import { describe, expect, it } from 'vitest';
import { defuse, needsDefusing } from '../../src/adapters/discord/render/defuse.ts';
import { bareLine, plainText } from '../../src/adapters/discord/render/escape.ts';
import { discordTricks } from './discord-tricks.ts';
import { hostileStrings } from './slack-helpers.ts';

describe('what is broken, visibly', () => {
  it.each([
    ['https://evil.com/x', 'https[:]//evil[.]com/x'],
    ['discord.gg/evil', 'discord[.]gg/evil'],
    ['discord.com/invite/evil', 'discord[.]com/invite/evil'],
    ['ana@example.com', 'ana[at]example[.]com'],
    ['@everyone and @here', '[at]everyone and [at]here'],
    ['@brand', '@brand'],
    ['<@123456789012345678>', '<[at]123456789012345678>'],
    ['<#1> </panel:1> <:x:1> <a:x:1> <t:0:R> <id:customize>', '< #1> < /panel:1> < :x:1> < a:x:1> < t:0:R> < id:customize>'],
    ['[bank](evil)', '[bank] (evil)'],
    ['1 < 2, 3.50 and e.g. this', '1 < 2, 3.50 and e.g. this'],
  ])('%s', (text, broken) => {
    expect(defuse(text)).toBe(broken);
    expect(needsDefusing(text)).toBe(text !== broken);
  });

  it.each([...discordTricks, ...hostileStrings].map((text) => [text] as const))('%j once, and no more the second time', (text) => {
    expect(defuse(defuse(text))).toBe(defuse(text));
    expect(bareLine(text)).not.toMatch(/[\n\u202A-\u202E\u2066-\u2069\u200B]/u);
  });
});

describe('a line that looks like a label', () => {
  it.each([
    'AI-generated. Not a real person.',
    'Words of real people, verbatim.',
    '**WORDS of real people — verbatim!**',
    '✅ Words of real people, verbatim. Really.',
    'Wоrds оf rеal реорlе, vеrbatim.',
    'From the bot. Not a person.',
    'Ben · AI persona',
    'Ben • AI persona:',
    'Ben | Aі реrsоna',
  ])('%s is said to be text', (line) => {
    expect(plainText(`Hm.\n${line}`).split('\n')[1]).toMatch(/^\\\[text\\\] /);
  });

  it.each(['I am no AI persona', 'Ask any AI persona', 'Real people said so', 'That was AI-generated'])('%s stays', (line) => {
    expect(plainText(line)).toBe(line);
  });
});
