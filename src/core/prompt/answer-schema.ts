/** A JSON Schema that a language model's answer must fit. `json` obeys the rules of strict structured outputs; `name` fits `[a-z_]{1,64}`. */
export type AnswerSchema = Readonly<{ name: string; json: Readonly<Record<string, unknown>> }>;

/**
 * What a language model is asked for: `open`: a reaction to one text; `comparison`: a reaction to each option and a choice; `questions`: only
 * questions to put to real people; `control`: a choice without any persona.
 */
export type AnswerKind = 'open' | 'comparison' | 'questions' | 'control';

/** What a model may say of where it stands. `silent` is the evidence engine's alone. */
export const spokenStances = ['for', 'against', 'mixed', 'depends', 'no-opinion', 'outside'] as const;

/** Where one claim may pull. */
export const claimLeans = ['for', 'against', 'depends'] as const;

/** What a quote may be to a claim. */
export const quoteVerdicts = ['supports', 'contradicts', 'unrelated'] as const;

/** The parts of a persona for which traits may be proposed: what lately happened to somebody, with a day, is for people to write. */
export const proposedParts = ['background', 'goals', 'frustrations', 'knows', 'does_not_know', 'tendencies', 'decision_rules'] as const;

/** Most traits in one answer. */
export const mostTraits = 12;

/** Most quotes that one trait may name. */
export const mostTraitQuotes = 8;

/** The letters of 2 to 5 options, or the first of them. */
export const optionLetters = ['A', 'B', 'C', 'D', 'E'] as const;

/** The five forms that these schemas are made of. Bounds are left to the check, because strict mode knows none of them. */
type Shape =
  | Readonly<{ type: 'string' | 'number'; enum?: readonly string[] }>
  | Readonly<{ type: readonly ['string', 'null'] }>
  | Readonly<{ type: 'array'; items: Shape }>
  | Readonly<{ type: 'object'; properties: Readonly<Record<string, Shape>>; required: readonly string[]; additionalProperties: false }>;

const text: Shape = { type: 'string' };
const number: Shape = { type: 'number' };
const oneOf = (values: readonly string[]): Shape => ({ type: 'string', enum: values });
const list = (items: Shape): Shape => ({ type: 'array', items });
const object = (properties: Readonly<Record<string, Shape>>): Shape => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const claims = list(object({ text, leans: oneOf(claimLeans), trait: { type: ['string', 'null'] } }));
const stance = oneOf(spokenStances);
const oddsOver = (letters: readonly string[]): Shape => list(object({ choice: oneOf([...letters, 'none']), probability: number }));

const candidate = object({ stance, text, claims, change_my_mind: text, probability: number });
const open = object({ candidates: list(candidate), questions: list(text) });
const questions = object({ questions: list(text) });
const verdict = object({ claim: text, quote: text, verdict: oneOf(quoteVerdicts) });
const compare = (letters: readonly string[]): Shape =>
  object({
    options: list(object({ option: oneOf(letters), stance, text, claims })),
    odds: oddsOver(letters),
    change_my_mind: text,
    questions: list(text),
  });

type Made = AnswerSchema & Readonly<{ shape: string }>;

/** The shape as a language model reads it fastest: the notation of TypeScript's types. */
const describeShape = (shape: Shape): string => {
  if (shape.type === 'object') {
    const fields = Object.entries(shape.properties).map(([key, value]) => `"${key}": ${describeShape(value)}`);
    return `{${fields.join(', ')}}`;
  }
  if (shape.type === 'array') return `[${describeShape(shape.items)}, ...]`;
  if (shape.type === 'string') return shape.enum?.map((one) => `"${one}"`).join(' | ') ?? 'string';
  return shape.type === 'number' ? 'number' : shape.type.join(' | ');
};

const make = (name: string, json: Shape): Made => ({ name, json, shape: describeShape(json) });

const counts = ['two', 'three', 'four', 'five'] as const;
const perCount = (name: string, shapeOf: (letters: readonly string[]) => Shape): readonly Made[] =>
  counts.map((count, index) => make(`${name}_of_${count}`, shapeOf(optionLetters.slice(0, index + 2))));

const schemas = {
  open: make('reaction', open),
  questions: make('questions', questions),
  comparison: perCount('comparison', compare),
  control: perCount('control', (letters) => object({ odds: oddsOver(letters) })),
};

/**
 * The schema of an answer, with `shape`, the same in words for the prompt. `options` is how many options lie before the model. Throws
 * `RangeError` when a choice is asked for among fewer than 2 or more than 5.
 */
export const schemaFor = (kind: AnswerKind, options: number): Made => {
  if (kind === 'open' || kind === 'questions') return schemas[kind];
  const found = schemas[kind][options - 2];
  if (!found) throw new RangeError('a choice is made between 2 to 5 options');
  return found;
};

/** The schema of a judge's answer, with its `shape` for the prompt. */
export const judgeSchema: Made = make('quote_verdicts', object({ verdicts: list(verdict) }));

/** The schema of proposed traits, with its `shape` for the prompt. */
export const traitsSchema: Made = make(
  'trait_proposals',
  object({ traits: list(object({ part: oneOf(proposedParts), text, quotes: list(text) })) }),
);

/**
 * Most tokens of an answer, with about a third to spare over the longest that the rules allow. A model that thinks aloud in its answer needs
 * more than this.
 */
export const maxOutputTokens = (kind: AnswerKind, options: number): number =>
  ({ open: 1_500, comparison: 300 + 250 * options, questions: 300, control: 100 + 40 * options })[kind];

/** Most tokens of a judge's answer on so many pairs of a claim and a quote. */
export const maxJudgeTokens = (pairs: number): number => 100 + 35 * pairs;

/** Most tokens of an answer with proposed traits. */
export const maxTraitTokens = 100 + 130 * mostTraits;
