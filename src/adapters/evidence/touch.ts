import { type FeatureId, type FoundFeature, featureRules } from '../../core/features.ts';
import type { Trait } from '../../core/personas/persona.ts';

/** What in a stimulus sets a trait off: the words as written, and what they do. `weight` is higher the more particular the reason. */
export type Touch = Readonly<{ excerpts: readonly string[]; because: string; weight: number }>;

/*
 * How much a reason says. A persona's own word is the strongest; a topic says more than a form; and some forms are in every other
 * headline, so they speak only when nothing better does.
 */
const weights = { word: 6, topic: 4, form: 3, common: 1 } as const;
const common = new Set<FeatureId>(['you', 'story', 'number', 'video', 'negation', 'absolute', 'symbols', 'change', 'long', 'time']);
const forms = new Set<FeatureId>([
  'withholds',
  'question',
  'urgency',
  'shouting',
  'praise',
  'jargon',
  'wordplay',
  'comparison',
  'proof',
  'emotion',
  'alarm',
  'effortless',
]);

const weightOf = (id: FeatureId): number => {
  if (common.has(id)) return weights.common;
  return forms.has(id) ? weights.form : weights.topic;
};

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The endings that the last word of a cue may take: `save` finds `saving`, `baby` finds `babies`, `tap` finds `tapped`. Endings that make
 * other words of it (`form` and `former`) are left out.
 */
const inflected = (cue: string): string => {
  const last = cue.slice(0, -1);
  if (/[^aeiou]y$/i.test(cue)) return `${escapePattern(last)}(?:y|ies|ied|ying)`;
  if (/e$/i.test(cue)) return `${escapePattern(last)}(?:e|es|ed|ing|ings)`;
  const [double] = /(?<=(?:^|[^aeiou])[aeiou])[bdgklmnprt]$/i.exec(cue) ?? [];
  const plural = /(?:s|x|z|ch|sh|o)$/i.test(cue) ? 's|es' : 's';
  return `${escapePattern(cue)}(?:${plural}|ed|ing|ings${double === undefined ? '' : `|${double}ed|${double}ing`})?`;
};

const patterns = new Map<string, RegExp>();

const patternOf = (cue: string): RegExp => {
  const known = patterns.get(cue);
  if (known) return known;
  const spaced = inflected(cue).replace(/ +/g, '[\\s-]+');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${spaced}(?:['’]s)?(?![\\p{L}\\p{N}])`, 'giu');
  patterns.set(cue, pattern);
  return pattern;
};

const touchByWords = (trait: Trait, text: string): readonly Touch[] => {
  const found = new Map<string, string>();
  for (const cue of trait.words) {
    for (const [excerpt] of text.matchAll(patternOf(cue))) found.set(excerpt.toLowerCase(), excerpt);
  }
  const excerpts = [...found.values()];
  return excerpts.length > 0 ? [{ excerpts, because: 'what this trait is about', weight: weights.word }] : [];
};

/** `words about what it costs`, `words that tie you in`. */
const wordsThat = (about: string): string => `words ${about.startsWith('are about ') ? about.slice('are '.length) : `that ${about}`}`;

/** Everything in the text that touches the trait, the most particular reason first. */
export const findTouches = (trait: Trait, text: string, features: readonly FoundFeature[]): readonly Touch[] => {
  const byFeature = features
    .filter(({ id }) => trait.features.includes(id))
    .map(({ id, excerpts }): Touch => ({ excerpts, because: wordsThat(featureRules[id].about), weight: weightOf(id) }));
  return [...touchByWords(trait, text), ...byFeature].toSorted((a, b) => b.weight - a.weight);
};
