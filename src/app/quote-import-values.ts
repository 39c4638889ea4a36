const isoDay = /^\d{4}-\d{2}-\d{2}$/;
const isoTime = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d{2}(?::?\d{2})?))?$/i;
const numbersOnly = /^(\d{1,2})[./-](\d{1,2})[./-](?:\d{2}|\d{4})\b/;

/** The day in an ISO 8601 day or date-time, as written: no time zone is applied. `undefined` for anything else. */
export const toDay = (typed: string): string | undefined => {
  const value = typed.trim();
  return isoDay.test(value) ? value : isoTime.exec(value)?.[1];
};

/** True for a date such as 03/04/2025, which is one day for some readers and another for others. */
export const isAmbiguousDate = (typed: string): boolean => {
  const [, one, other] = numbersOnly.exec(typed.trim()) ?? [];
  return one !== undefined && other !== undefined && Number(one) <= 12 && Number(other) <= 12 && Number(one) !== Number(other);
};

/** A rating as a number, with a point or a comma. `NaN` for anything else than plain digits. */
export const toStars = (typed: string): number => {
  const value = typed.trim();
  return /^\d{1,3}(?:[.,]\d{1,9})?$/.test(value) ? Number(value.replace(',', '.')) : Number.NaN;
};

/** A permission as core/quotes.ts writes it: `Public review` and `license` are understood. */
export const toPermission = (typed: string): string => {
  const value = typed
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  return value === 'license' ? 'licence' : value;
};
