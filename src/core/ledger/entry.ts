import { z } from 'zod';

/*
 * What a ledger holds about one comparison, or about one test of the past. Plain data: what is written here is hashed, so a field is never renamed.
 */

/** A simple rule that picks an option by its form alone. A panel that does not beat these has told nobody anything. */
export const ruleIds = ['longer', 'no-question-mark', 'no-question-mark-then-longer'] as const;
export type RuleId = (typeof ruleIds)[number];

const text = z.string().max(2_000);
const share = z.number().min(0).max(1);
const shares = z.array(share).min(2).max(5);
const option = z.int().min(0).max(4);
const options = z.array(text).min(2).max(5);
const count = z.int().min(0).max(100_000_000);

/** The chances that somebody gave each option. What is missing to 1 is "no opinion". */
const given = z.object({ model: z.string(), options: z.array(share).min(2).max(5), noOpinion: share });

/** A forecast as it is sealed. `pooled` is left out when too few personas gave chances; a rule's pick is null when the rule cannot tell. */
const forecast = z.object({
  number: z.int().positive(),
  options,
  set: z.object({ id: z.string(), version: z.int() }),
  models: z.array(z.string()),
  seed: z.number(),
  seats: z.int().positive(),
  personas: z.array(given.extend({ id: z.string() })),
  pooled: shares.optional(),
  control: given.optional(),
  rules: z.record(z.enum(ruleIds), option.nullable()),
});

/** How a test ended: a winner by somebody's word, counts for each option, no difference, or never run to its end. */
const result = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('winner'), winner: option }),
  z.object({
    kind: z.literal('counts'),
    counts: z
      .array(z.object({ people: count, chose: count }))
      .min(2)
      .max(5),
  }),
  z.object({ kind: z.literal('tie') }),
  z.object({ kind: z.literal('withdrawn') }),
]);

/** What really happened. `author` is a keyed hash, never a name; `date` is the day on which the test ended. */
const outcome = z.object({ result, source: z.string().max(200), date: z.iso.date(), author: z.string() });

/** One thing that is written down. `panel` names the comparison: a panel's id, or `past:` and a hash. */
const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('forecast'), panel: z.string(), forecast, nonce: z.string(), commitment: z.string() }),
  z.object({ kind: z.literal('vote'), panel: z.string(), voter: z.string(), choice: option, options: z.int().min(2).max(5) }),
  z.object({ kind: z.literal('reveal'), panel: z.string() }),
  z.object({ kind: z.literal('outcome'), panel: z.string(), outcome }),
  z.object({ kind: z.literal('past'), panel: z.string(), options, rules: forecast.shape.rules, outcome }),
]);

export type Forecast = z.infer<typeof forecast>;
export type Outcome = z.infer<typeof outcome>;
export type OutcomeResult = z.infer<typeof result>;
export type LedgerEntry = z.infer<typeof entrySchema>;
export type EntryOf<Kind extends LedgerEntry['kind']> = Extract<LedgerEntry, { kind: Kind }>;

/** One row as stored: the entry as JSON text, its place, its time, and the hash that ties it to the row before. */
export const rowSchema = z.object({ seq: z.int().positive(), at: z.string(), body: z.string(), prev: z.string(), hash: z.string() });
export type LedgerRow = z.infer<typeof rowSchema>;

/** The entry of a stored row. Throws when the row does not hold one. */
export const entryOf = ({ body }: Pick<LedgerRow, 'body'>): LedgerEntry => entrySchema.parse(JSON.parse(body));
