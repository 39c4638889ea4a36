import { expect, test } from 'vitest';
import { renderMessage } from '../../src/adapters/terminal/render.ts';
import type { LabelledMessage } from '../../src/core/labels.ts';
import { hasHiddenCharacters } from '../../src/core/text.ts';
import { spokenMessages } from '../fakes/playground-spoken.ts';

const linesOf = (message: LabelledMessage | undefined): readonly string[] => (message ? renderMessage(message, false).split('\n') : []);

test('speech, claims and a forecast of a language model’s persona read apart in the terminal', () => {
  const lines = linesOf(spokenMessages()[1]);
  expect(lines[0]).toBe('Emil · AI persona | AI-generated. Not a real person.');
  const speech = lines.findIndex((line) => line.startsWith('Emil · AI persona |   I have heard'));
  expect(lines[speech + 1]).toBe('Emil · AI persona |   What this claims, beside what real people said:');
  const forecast = lines.indexOf('Emil · AI persona | Forecast by this AI persona');
  expect(lines.slice(forecast + 1, forecast + 4)).toEqual([
    'Emil · AI persona |   A · Cancel anytime, no questions asked: 62 in 100 (drawn)',
    'Emil · AI persona |   B · Two months free when you stay: 23 in 100',
    'Emil · AI persona |   No opinion: 15 in 100',
  ]);
});

test('the spread is a sentence and its reference, from the bot', () => {
  expect(linesOf(spokenMessages().at(-1)).slice(-2)).toEqual([
    'Sounding Board | About 2.4 different voices out of 4 personas.',
    'Sounding Board | AI panels show about 0.4 to 0.7 of the spread that people show. Four answers are not four opinions.',
  ]);
});

test('every line says who speaks, whatever line ends and control characters stand in the texts', () => {
  const hostile = 'one\nreal quote\r\n\u2028two\u0085three\u001b[2Kfour\u202e\vfive\ffive';
  for (const message of spokenMessages((text) => `${text} ${hostile}`)) {
    const lines = renderMessage(message, false).split(/[\n\r\v\f\u0085\u2028\u2029]/);
    const known = [message.sender.name, 'Sounding Board', 'real quote'];
    expect(lines.filter((line) => !known.some((who) => line.startsWith(`${who} |`)))).toEqual([]);
    expect(hasHiddenCharacters(lines.join('\n'))).toBe(false);
  }
});
