const isoDay = /^\d{4}-\d{2}-\d{2}$/;
const isoTime = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d{2}(?::?\d{2})?))?$/i;
const numbersOnly = /^(\d{1,2})[./-](\d{1,2})[./-](?:\d{2}|\d{4})\b/;

/** Whether days of numbers alone are written as 30/04/2026 or as 04/30/2026. */
export type DateOrder = 'day-first' | 'month-first';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const namedDay =
  /^(?:[a-z]{3,9},?\s)?(?:(\d{1,2})(?:st|nd|rd|th)?\s([a-z]{3,9})\.?,?\s(\d{4})|([a-z]{3,9})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4}))(?![\d])/i;
const slashedDay = /^(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)/;

const toIso = (year: number, month: number, day: number): string | undefined => {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : undefined;
};

/** `30 April 2026`, `Apr 30, 2026 9:15 AM`: the month in English. */
const fromName = (value: string): string | undefined => {
  const [, day = '', name = '', year = '', otherName = '', otherDay = '', otherYear = ''] = namedDay.exec(value) ?? [];
  const month = months.indexOf((name || otherName).slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? undefined : toIso(Number(year || otherYear), month, Number(day || otherDay));
};

const fromNumbers = (value: string, order: DateOrder | undefined): string | undefined => {
  const [, one = '', other = '', year = ''] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)/.exec(value) ?? [];
  if (year === '') return undefined;
  const isDayFirst = order ? order === 'day-first' : Number(one) > 12;
  const isClear = order !== undefined || Number(one) > 12 || Number(other) > 12 || one === other;
  if (!isClear) return undefined;
  return isDayFirst ? toIso(Number(year), Number(other), Number(one)) : toIso(Number(year), Number(one), Number(other));
};

/** Seconds or milliseconds since 1970, from 2001 on, as exports of stores have them. */
const fromEpoch = (value: string): string | undefined => {
  if (!/^\d{10}(?:\d{3})?$/.test(value)) return undefined;
  return new Date(value.length === 13 ? Number(value) : Number(value) * 1_000).toISOString().slice(0, 10);
};

/**
 * The day that a cell names: ISO 8601 with or without a time (as written: no time zone is applied), an English date in words, days of numbers where the
 * order is clear or given, or a time stamp of a machine (UTC). `undefined` for anything else.
 */
export const toDay = (typed: string, order?: DateOrder): string | undefined => {
  const value = typed.trim();
  if (isoDay.test(value)) return value;
  const [, year, month, day] = slashedDay.exec(value) ?? [];
  if (year !== undefined) return toIso(Number(year), Number(month), Number(day));
  return isoTime.exec(value)?.[1] ?? fromNumbers(value, order) ?? fromName(value) ?? fromEpoch(value);
};

/** What one date of numbers tells about the order of all in its file; nothing when it can be read both ways. */
export const orderOf = (typed: string): DateOrder | undefined => {
  const [, one, other] = numbersOnly.exec(typed.trim()) ?? [];
  if (Number(one) > 12 && Number(other) <= 12) return 'day-first';
  return Number(other) > 12 && Number(one) <= 12 ? 'month-first' : undefined;
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

/** A permission as core/quotes/quotes.ts writes it: `Public review` and `license` are understood. */
export const toPermission = (typed: string): string => {
  const value = typed
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  return value === 'license' ? 'licence' : value;
};
