import { hasHiddenCharacters, skeleton } from '../text.ts';
import { wholeNameProblem } from './persona-guard.ts';

/*
 * What a persona's name and sentences may not do. Each rule returns the sentence that the author reads, or undefined.
 * The rules guard the label: a persona cannot look like a person, like the bot, or like the label itself.
 */

/** Words that would let a name pass for the label, the bot, a rank or a platform. Compared by look, not by code point. */
const reservedNames = [
  'ai',
  'ai persona',
  'persona',
  'human',
  'real',
  'real person',
  'real user',
  'verified',
  'admin',
  'administrator',
  'moderator',
  'owner',
  'staff',
  'support',
  'system',
  'bot',
  'app',
  'sounding board',
  'slack',
  'slackbot',
  'discord',
  'clyde',
  'everyone',
  'here',
  'channel',
  'quote',
  'real quote',
  'openai',
  'chatgpt',
  'claude',
  'anthropic',
  'google',
  'gemini',
];

const credential = /\b(?:dr|prof|professor|doctor|md|m\.d|phd|ph\.d|esq|rn|cpa|sir|dame|judge|officer|rev|reverend)\b\.?/iu;

const reserved = new Set(reservedNames.map(skeleton));
const labelWords = new Set(['ai', 'persona', 'human', 'real', 'verified', 'bot', 'official'].map(skeleton));
const rankWords = new Set(
  ['admin', 'administrator', 'moderator', 'mod', 'system', 'staff', 'support', 'slack', 'slackbot', 'discord', 'everyone'].map(skeleton),
);

/** Why this cannot be a persona's name, or undefined when it can. */
export const nameProblem = (name: string): string | undefined => {
  if (hasHiddenCharacters(name)) return 'the name has hidden or direction-changing characters; type it again';
  if (!/^\p{L}[\p{L}\p{M}\p{Zs}'’.-]*$/u.test(name)) return 'the name may hold letters, spaces, apostrophes, dots and hyphens only';
  if (credential.test(name)) return 'the name carries a title or credential that people could rely on; use a plain name';
  const look = skeleton(name);
  if (reserved.has(look)) return 'the name is reserved, because it could pass for the label, the bot or a person of rank';
  const words = look.split(/[^\p{L}\p{N}]+/u);
  if (words.some((word) => labelWords.has(word))) return 'the name imitates the AI label; leave those words out';
  if (words.some((word) => rankWords.has(word))) return 'the name is reserved, because it could pass for a person of rank or a platform';
  return wholeNameProblem(name);
};

const order =
  /\b(?:ignore|disregard|forget|override) (?:(?:all|any|your|previous|prior)\b.*\b(?:instruction|rule|label)s?|the (?:instructions|rules|labels))\b/iu;

/** Orders about the label. Only rules for what moderators write know them: a headline may well say "drop the label". */
const labelOrder =
  /\b(?:drop|remove|hide|omit|skip|leave out|leave off|delete|strip|suppress|do not (?:show|use|add)|don['’]t (?:show|use|add)|never (?:show|use|add))\b[^.!?]{0,30}\b(?:labels?|ai[- ]suffix|suffix|disclaimers?|disclosures?)\b/iu;

/** True when a sentence gives orders to the bot. */
export const ordersBot = (text: string): boolean => order.test(text);

const rules: ReadonlyArray<readonly [RegExp, string]> = [
  [/https?:|www\.|\b[\w-]+\.(?:com|org|net|io)\b/iu, 'links do not belong in what a persona says'],
  [/<[!@#/a-z]|(?<![\p{L}\p{N}])@\p{L}/iu, 'mentions and markup do not belong in what a persona says'],
  [
    /\b(?:i am|i'm|i’m) (?:a |an )?(?:real|actual|genuine|living)\b|\b(?:i am|i'm|i’m) (?:a )?human\b(?!-)|\bnot (?:an? )?(?:ai|bot|persona|language model)\b/iu,
    'a persona may not claim to be a real person',
  ],
  [/\bai[- ]generated\b|\bai persona\b|\breal quote\b|\bno language model\b/iu, 'a sentence may not imitate a label'],
  [
    /\b\d+\s?(?:%|percent)|\b(?:nine|eight|seven|six|five|four|three|two|one) (?:in|out of) (?:ten|five|four|three)\b/iu,
    'a persona may not speak in shares of people; only people make numbers',
  ],
  [order, 'a persona may not give instructions to the bot'],
  [labelOrder, 'no text can drop the AI label; take the instruction out'],
];

/** Why a persona may not say this sentence, or undefined when it may. */
export const speechProblem = (text: string): string | undefined => {
  if (hasHiddenCharacters(text)) return 'the text has hidden or direction-changing characters; type it again';
  return rules.find(([pattern]) => pattern.test(text))?.[1];
};

/** Longest story below the fields, in UTF-16 units: three times what is advised. */
export const maxStoryUnits = 3_000;

/** Why this cannot be a persona's story, or undefined when it can. It may say that the character is an AI persona: nothing else in a file may. */
export const storyProblem = (story: string): string | undefined => {
  if (story.trim() === '') return 'the story is missing; write a few sentences about the character';
  if (story.length > maxStoryUnits) return `the story has ${story.length} characters; at most ${maxStoryUnits} are kept`;
  if (hasHiddenCharacters(story)) return 'the text has hidden or direction-changing characters; type it again';
  return rules.find(([pattern, problem]) => pattern.test(story) && !problem.includes('imitate'))?.[1];
};
