import { describe, expect, it } from 'vitest';
import { isOtherLanguage, languageOf } from '../../src/core/language.ts';

const samples = {
  en: 'I want to see the price before anything else, and then I decide with my purse.',
  de: 'Ich will den Preis sehen, bevor ich mich für etwas entscheide, und das ist nicht viel.',
  fr: 'Je veux voir le prix avant tout, et ce n’est pas une question de goût pour moi.',
  es: 'Quiero ver el precio antes que nada, y no me gusta que lo pongan al final.',
  it: 'Voglio vedere il prezzo prima di tutto, e non mi piace che sia alla fine.',
  pt: 'Quero ver o preço antes de tudo, e não gosto que isso fique no fim do texto.',
  nl: 'Ik wil de prijs eerst zien, en dat is niet te veel gevraagd voor een zin.',
} as const;

describe('the language of a text', () => {
  it.each(Object.entries(samples))('is %s', (language, text) => {
    expect(languageOf(text)).toBe(language);
  });

  it('is not guessed from few words, from names, or from a mixture', () => {
    expect(languageOf('the and of to')).toBeUndefined();
    expect(languageOf('the and of to is')).toBe('en');
    expect(languageOf('Kofi Lupe Emil Samir Marit Delphine')).toBeUndefined();
    expect(languageOf('the and of der die und')).toBeUndefined();
    // Two small words in eleven are fewer than a fifth, in ten they are enough.
    expect(languageOf('the and tap tap tap tap tap tap tap tap')).toBe('en');
    expect(languageOf('the and tap tap tap tap tap tap tap tap tap')).toBeUndefined();
    expect(languageOf('the tap tap tap tap')).toBeUndefined();
    // A word that stands twice in a list counts once.
    expect(languageOf('das nicht tap tap tap tap tap tap tap tap')).toBeUndefined();
  });

  it.each(Object.entries(samples).filter(([language]) => language !== 'en'))('%s is another one than English', (_, text) => {
    expect(isOtherLanguage(text, samples.en)).toBe(true);
    expect(isOtherLanguage(samples.en, text)).toBe(true);
    expect(isOtherLanguage(text, text)).toBe(false);
  });

  it.each([
    'Привет',
    'Καλημέρα',
    '私はこれを買わない',
    '나는 안 산다',
    'لن أشتري هذا',
    'אני לא קונה את זה',
    'मैं यह नहीं खरीदूँगा',
    'ฉันไม่ซื้อสิ่งนี้',
  ])('is told by the script: %s', (text) => {
    expect(isOtherLanguage(text, samples.en)).toBe(true);
    expect(isOtherLanguage(samples.en, text)).toBe(true);
    expect(isOtherLanguage(text, text)).toBe(false);
  });

  it('needs four letters of a script, and most of the letters', () => {
    expect(isOtherLanguage('Да!', samples.en)).toBe(false);
    expect(isOtherLanguage('Это', samples.en)).toBe(false);
    expect(isOtherLanguage('Этот', samples.en)).toBe(true);
    expect(isOtherLanguage('Этот soup', samples.en)).toBe(false);
    expect(isOtherLanguage('Этот ab γδ', samples.en)).toBe(false);
    expect(isOtherLanguage('Этотсуп pies', samples.en)).toBe(true);
  });
});
