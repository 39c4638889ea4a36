import { type CountryCode, findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js/max';
import { spansOf } from '../../core/privacy/kinds.ts';
import type { FindPhones } from '../../core/privacy/redact.ts';

/** Countries whose national numbers are looked for where a space has set none. International numbers are found whatever is set. */
export const usualCountries = ['US', 'GB'] as const;

const isKnown = (country: string): country is CountryCode => isSupportedCountry(country);

/** True for the two letters of a country whose numbers are known (ISO 3166-1). */
export const isPhoneCountry = (country: string): boolean => isKnown(country);

/** Five digits with at most a few signs between them: fewer are no number anywhere but on two small islands, and the library is dear on every text with a price or a year in it. */
const numberLike = /\p{Nd}(?:[^\p{L}\p{N}]{0,5}\p{Nd}){4}/u;

/**
 * More groups of digits than any quote has: a table or a hostile row, on which the library takes a third of a second (4,000 characters, measured 2026-11-21). There every
 * run of figures that is long enough goes, whether or not such a number exists: too much taken out is seen by its markers, too little by nobody.
 */
const mostGroups = 100;
const figures = /\+?\p{Nd}(?:[^\p{L}\p{N}]{0,5}\p{Nd}){4,}/gu;

const groupsOf = (text: string): number => text.match(/\p{Nd}+/gu)?.length ?? 0;

/** Telephone numbers that exist in the numbering plans, read as somebody in one of these countries would dial them. Unknown countries are left out. */
export const createFindPhones = (countries: readonly string[]): FindPhones => {
  const known = countries.filter(isKnown);
  return (text) => {
    if (!numberLike.test(text)) return [];
    if (groupsOf(text) > mostGroups) return spansOf(text, figures);
    return known.flatMap((defaultCountry) =>
      findPhoneNumbersInText(text, defaultCountry).map(({ startsAt, endsAt }) => ({ from: startsAt, to: endsAt })),
    );
  };
};
