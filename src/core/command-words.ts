/*
 * How commands are called and described in other languages: one catalogue for every platform (commands/words). Keys follow from the declarations, so nothing is
 * translated that is not there. The labels of messages are no part of it: they read the same everywhere.
 */

/** Languages besides English, by Discord's names for them (discord-api-docs, developers/reference.mdx, Locales, read 2026-11-21). */
export const wordLocales = ['de', 'fr', 'es-ES', 'ja'] as const;
type WordLocale = (typeof wordLocales)[number];

/** What one command, group, action or option is called, and what it does, in at most 100 characters. */
export type Words = Readonly<{ name: string; about: string }>;

/** One language, by `wordKey`. */
export type WordList = Readonly<Record<string, readonly [name: string, about: string]>>;

/** All languages. `en` holds only what is declared at greater length than fits, and what is not declared. */
export type WordCatalogue = Readonly<Record<WordLocale | 'en', WordList>>;

/** The key of a command (`panel`), a group or action (`panel-admin quotes import`), or an option (`panel:set`). */
export const wordKey = (command: string, path: readonly string[] = [], option?: string): string =>
  `${[command, ...path].join(' ')}${option === undefined ? '' : `:${option}`}`;

const isWordLocale = (locale: string): locale is WordLocale => wordLocales.some((one) => one === locale);

/** The language of the catalogue that a person with this locale reads, such as `de` for `de-AT`. `undefined` where there is none. */
export const wordLanguage = (locale: string): WordLocale | 'en' | undefined => {
  const [language = ''] = locale.split('-');
  if (isWordLocale(locale)) return locale;
  if (language === 'es') return 'es-ES';
  return language === 'en' || isWordLocale(language) ? language : undefined;
};

/** The words in the language of a person, such as `de` or `fr-CA`; in English where there are none. `undefined` for a key that is not in the catalogue. */
export const wordsIn = (catalogue: WordCatalogue, locale: string, key: string): Words | undefined => {
  const found = catalogue[wordLanguage(locale) ?? 'en'][key] ?? catalogue.en[key];
  return found && { name: found[0], about: found[1] };
};
