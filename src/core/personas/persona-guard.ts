import { famousNames, givenNames } from '../honesty/known-names.ts';
import { namesRealPerson } from '../honesty/speech-people.ts';
import { plainText } from '../honesty/speech-text.ts';
import { foldWord } from '../query.ts';

/*
 * What a persona's file may not say about people, beyond what guards the label (persona-rules.ts). English only, and words only: what a sentence
 * implies without saying it is for the reviewer to see. Each rule returns the sentence that the author reads, or undefined.
 */

/** A sentence that is checked by itself may repeat nothing of others. */
export const nothingGiven = { stimulus: '', lines: [], names: [] } as const;

/** Work that people rely on because somebody examined those who do it. */
const profession =
  '(?:doctor|physician|surgeon|nurse|midwife|dentist|pharmacist|paramedic|psychologist|psychiatrist|psychotherapist|therapist|lawyer|attorney|solicitor|barrister|judge|notary|accountant|auditor|financial advis[eo]r|tax advis[eo]r)';

const credentials: readonly RegExp[] = [
  new RegExp(
    `\\bI(?: am|'m| work as| practi[cs]e as)(?: an?| your)?(?: [\\p{L}-]+){0,2} ${profession}\\b(?!'s| (?:who|that) (?:was|used))`,
    'iu',
  ),
  /\b(?:board[- ])?certified\b|\blicen[sc]ed\b|\bchartered\b|\baccredited\b|\bPh\.?D\b|\bM\.D\b/iu,
  /\bI (?:have|hold|got) (?:an?|my) (?:[\p{L}-]+ ){0,2}(?:doctorate|licen[sc]e to practi[cs]e|medical degree|law degree)\b/iu,
];

const roleIsProfession = new RegExp(`^(?:an? |the )?(?:[\\p{L}-]+ ){0,2}${profession}\\b`, 'iu');

/** Words for belonging to a group that law protects: age, sex, origin, belief, disability, whom one loves. */
const group =
  '(?:wom[ae]n|m[ae]n|girls?|boys?|mothers?|fathers?|mum|mom|dad|ladies|lady|gentlem[ae]n|seniors?|pensioners?|elderly|old|young|teenagers?|boomers?|millennials?|zoomers?|gen z|queer|trans|transgender|straight|black|white|brown|chinese|japanese|korean|british|english|french|polish|turkish|jewish|immigrants?|migrants?|refugees?|foreigners?|gypsy|roma|indigenous|disabled|deaf|blind|autistic|dyslexic|person of colou?r|wheelchair user|(?:gay|lesbian|bisexual|asian|african|arab|latin[oax]|hispanic|indian|mexican|american|german|italian|russian|jew|muslim|christian|catholic|hindu|buddhist|sikh|atheist|native)s?)';

const caricatures: readonly RegExp[] = [
  new RegExp(
    `\\b(?:as (?:an?|the)|being|because I am|because I'm|since I am|since I'm|like (?:all|most|many|any|every|a typical)|typical(?:ly)?)(?: an?| the)?(?: [\\p{L}-]+)? ${group}\\b`,
    'iu',
  ),
  new RegExp(`\\bwe (?:[\\p{L}-]+ )?${group}\\b`, 'iu'),
  new RegExp(
    `\\b${group} (?:(?:people|folks?|persons?) )?(?:like me|my age|of my age|my generation|are (?:just |all |simply )|don't |never |always )`,
    'iu',
  ),
  /\b(?:people|folks?|everyone|those) (?:like me|my age|of my (?:age|generation|faith|religion|race|background|origin))\b/iu,
  /\b(?:at|given) my age\b|\bmy (?:generation|race|gender|sex|religion|faith|disability|ethnicity|nationality|culture) (?:makes|taught|means|tells|has made|is why)\b|\bwhere I come from\b/iu,
];

/** Why a sentence may not stand in a persona's file for the people that it names or the trust that it asks for, or undefined when it may. */
export const peopleProblem = (text: string): string | undefined => {
  if (namesRealPerson(text, nothingGiven)) return 'a sentence may not name a real person; say what they do instead';
  const plain = plainText(text);
  if (credentials.some((pattern) => pattern.test(plain)))
    return 'a persona may not claim a profession or credential that people could rely on; say what it does instead';
  return undefined;
};

/** Why a role may not be shown, or undefined when it may. */
export const roleProblem = (role: string): string | undefined =>
  roleIsProfession.test(plainText(role))
    ? 'a persona may not be a professional whom people could rely on; say what it does instead'
    : peopleProblem(role);

/**
 * Why a trait is a caricature: it follows, in so many words, from belonging to a protected group, and rests on no data. A group that is merely
 * mentioned is no reason to refuse.
 */
export const caricatureProblem = (text: string, basis: string): string | undefined =>
  basis !== 'data' && caricatures.some((pattern) => pattern.test(plainText(text)))
    ? 'this trait follows from belonging to a group and rests on no data; say what this one character does, or give the data'
    : undefined;

/** Why a name could be that of a living person, or undefined. First names pass, alone or two together; a first name with a surname does not. */
export const wholeNameProblem = (name: string): string | undefined => {
  const words = name
    .trim()
    .split(/[\s-]+/u)
    .map(foldWord);
  if (words.some((word) => famousNames.has(word))) return 'the name is that of a public figure; use another first name';
  const [, ...others] = name.trim().split(/\s+/u).map(foldWord);
  return others.some((word) => !givenNames.has(word))
    ? 'a first name and a surname could be a real person’s; use a first name only'
    : undefined;
};
