import { z } from 'zod';
import { isReadable, onOneLine } from '../text.ts';
import { claimLeans, mostTraits, proposedParts, quoteVerdicts, spokenStances } from './answer-schema.ts';

/*
 * What a language model's answer must be to be used, whatever its server promised about schemas. Harmless deviations are mended: other
 * case, numbers as strings, unknown keys, missing lists, too many entries. An entry that does not fit costs itself; an answer of which
 * nothing useful is left costs the answer. Whether it may be said is decided elsewhere (`core/honesty/honesty.ts`).
 */

/** Longest texts in UTF-16 units, far above what is asked for: how many words may be said is a question of honesty, not of shape. */
const longest = { text: 2_000, sentence: 400 } as const;

/** Most entries of a list that are looked at. */
const mostSeen = 50;

/** Most verdicts of a judge: a panel of 12 with 4 claims each and 2 quotes to a claim has 96 pairs. */
const mostVerdicts = 500;

const words = (most: number) => z.string().transform(onOneLine).pipe(z.string().max(most).refine(isReadable));

const sentence = words(longest.sentence);

const keep = <T>(found: readonly unknown[], entry: z.ZodType<T>, most: number): readonly T[] =>
  found
    .slice(0, Math.max(most, mostSeen))
    .flatMap((one) => {
      const read = entry.safeParse(one);
      return read.success ? [read.data] : [];
    })
    .slice(0, most);

/** A list of what fits, at most `most`. Anything that is no list is an empty one. */
const listOf = <T>(entry: z.ZodType<T>, most: number) =>
  z
    .unknown()
    .optional()
    .transform((found) => keep(Array.isArray(found) ? found : [], entry, most));

const word = <const T extends readonly string[]>(values: T) =>
  z
    .string()
    .max(40)
    .transform((text) =>
      text
        .trim()
        .toLowerCase()
        .replace(/[\s_]+/gu, '-'),
    )
    .pipe(z.enum(values));

/** 0 to 1. Anything else is no probability, also a percentage: 40 may mean 0.4 or be a mistake. */
const probability = z
  .unknown()
  .optional()
  .transform((found): number | undefined => {
    const value = typeof found === 'string' && /^\d*\.?\d+$/.test(found.trim()) ? Number(found) : found;
    return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
  });

const claim = z.object({
  text: sentence,
  leans: word(claimLeans).catch('depends'),
  trait: z.string().trim().max(40).nullish().catch(null),
});

const stance = word(spokenStances);
const text = words(longest.text);
const claims = listOf(claim, 4);
const changeMind = sentence.catch('');
const questions = listOf(sentence, 2);

/** `A` for "a" and "Option A", `none` for "None" and "no opinion". */
const choice = z
  .string()
  .max(40)
  .transform((found) => {
    const plain = found
      .trim()
      .replace(/^option\s+/i, '')
      .toUpperCase();
    return /^NO(?:NE|[\s_-]?OPINION)$/.test(plain) ? 'none' : plain;
  });

const odds = listOf(z.object({ choice, probability }), mostSeen);

/** A reaction to one text. */
export const openCheck = z.object({
  candidates: listOf(z.object({ stance, text, claims, change_my_mind: changeMind, probability }), 5).refine((found) => found.length > 0),
  questions,
});

/** A reaction to each option. Which letters there are is not known here. */
export const comparisonCheck = z.object({
  options: listOf(z.object({ option: choice, stance, text, claims }), mostSeen),
  odds,
  change_my_mind: changeMind,
  questions,
});

/** Questions and nothing else. */
export const questionsCheck = z.object({ questions: listOf(sentence, 3).refine((found) => found.length > 0) });

/** The no-persona control. */
export const controlCheck = z.object({ odds });

const id = z.string().trim().max(40);
const verdict = z.object({ claim: id, quote: id, verdict: word(quoteVerdicts) });

/** A judge's verdicts. Which pairs were offered is not known here. Without a list it is no answer; an empty one is. */
export const verdictsCheck = z.object({ verdicts: z.array(z.unknown()).transform((found) => keep(found, verdict, mostVerdicts)) });

const trait = z.object({
  part: z
    .string()
    .max(40)
    .transform((found) =>
      found
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/gu, '_'),
    )
    .pipe(z.enum(proposedParts)),
  text: sentence,
  quotes: listOf(id, mostSeen),
});

/** Proposed traits. Whether the ids exist and the sentences may stand is decided elsewhere (core/personas/trait-proposals.ts). */
export const traitsCheck = z.object({ traits: z.array(z.unknown()).transform((found) => keep(found, trait, mostTraits)) });
