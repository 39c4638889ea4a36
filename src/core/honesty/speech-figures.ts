import { remember } from '../remember.ts';
import { holdsPhrase, isFromFile, type Material, matchesOf, plainText, sentencesOf } from './speech-text.ts';

/*
 * Figures and shares of people. Only people make numbers: a persona may repeat a figure of the stimulus or of its file, and none besides.
 * Number words are English; digits, currencies and the percent sign are anybody's.
 */

const ones =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

const wordValues = new Map<string, number>([
  ...ones.map((word, value) => [word, value] as const),
  ...tens.map((word, index) => [word, (index + 2) * 10] as const),
]);
const scales = new Map([
  ['hundred', 100],
  ['thousand', 1_000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);

const numberWord = `(?:${[...wordValues.keys(), ...scales.keys()].join('|')})`;
const numberWords = `${numberWord}(?:(?:[ -]|,? and )${numberWord})*`;

/** The value of `eighty-five` or `two hundred and ten`. */
const valueOfWords = (words: string): number => {
  let [total, current] = [0, 0];
  for (const word of words.match(/[a-z]+/gu) ?? []) {
    const scale = scales.get(word);
    if (scale === undefined) current += wordValues.get(word) ?? 0;
    else if (scale === 100) current = Math.max(1, current) * scale;
    else [total, current] = [total + Math.max(1, current) * scale, 0];
  }
  return total + current;
};

const money = `[$£€¥₹₩₽₺]|\\b(?:usd|eur|gbp|chf|sek|nok|dkk|dollars?|euros?|pounds?|quid|bucks?|cents?|pence|francs?|kroner|kronor|yen|rupees?)\\b`;
const share = `%|\\b(?:percent|per cent|percentage points?|pct|prozent|pour cent|por ciento|por cento|per cento|procent)\\b`;

const digits = `\\d(?:[\\d.,:'\\u2044/]*\\d)?`;

/** A figure: an optional currency, digits or number words, an optional multiplier, and what it counts when that is money or a share. */
const figure = new RegExp(
  `(?<money>[$£€¥₹₩₽₺]|\\b(?:usd|eur|gbp|chf) )?\\s?(?<![\\p{L}\\p{N}.])(?<number>${digits}|\\b${numberWords}\\b)(?<scale>\\s?(?:k|m|bn|thousand|million|billion|hundred)(?!\\p{L}))?[ -]?(?<unit>${share}|${money})?`,
  'giu',
);

type Figure = Readonly<{ value: string; kind: 'plain' | 'money' | 'share'; isDigits: boolean }>;

/** `1,200.50` and `1200.50` are one figure; so are `20` and `twenty`, and `5k` and `5000`. */
const normalise = (written: string, scale: string): string => {
  const short = { k: 1_000, m: 1_000_000, bn: 1_000_000_000 }[scale] ?? scales.get(scale) ?? 1;
  const plain = /^\d/.test(written) ? written.replace(/[,'](?=\d{3}(?!\d))/gu, '').replace(',', '.') : String(valueOfWords(written));
  return /^\d+(?:\.\d+)?$/.test(plain) ? String(Number(plain) * short) : plain;
};

const kindOf = (before: string | undefined, unit: string | undefined): Figure['kind'] => {
  if (before !== undefined) return 'money';
  if (unit === undefined) return 'plain';
  return new RegExp(share, 'iu').test(unit) ? 'share' : 'money';
};

const figuresIn = remember((text): readonly Figure[] =>
  matchesOf(plainText(text).toLowerCase().replaceAll('24/7', ''), figure).map(({ groups = {} }) => ({
    value: normalise(groups['number'] ?? '', (groups['scale'] ?? '').trim()),
    kind: kindOf(groups['money'], groups['unit']),
    isDigits: /^\d/.test(groups['number'] ?? ''),
  })),
);

/** Whole numbers up to here may be said in digits: "I give it 2 seconds". */
const smallNumber = 10;

const isSmall = ({ value, kind, isDigits }: Figure): boolean =>
  kind === 'plain' && (!isDigits || (/^\d+$/.test(value) && Number(value) <= smallNumber));

const anyNumber = `(?:\\d[\\d.,]*|${numberWords})`;

/** Ratios: "nine in ten", "7 out of 10", "two thirds", "ten times more", "9/10", "10x". */
const ratio = new RegExp(
  `\\b(?:${anyNumber} (?:times )?(?:in|out of)(?: every)? ${anyNumber}\\b|(?:${anyNumber}|a|an)[ -](?:thirds?|quarters?|fifths?|tenths?) of\\b|(?:two|three|four)[ -](?:thirds|quarters|fifths)\\b|${anyNumber} times (?:as|more|less|better|worse|faster|cheaper|likelier|higher|lower)\\b|\\d+\\s?[/\\u2044]\\s?\\d+(?!\\d)|\\d+x\\b|fifty[ -]fifty\\b)`,
  'giu',
);

const isUnknownRatio = (text: string, known: readonly string[]): boolean =>
  matchesOf(plainText(text).replaceAll('24/7', ''), ratio).some(([found]) => !known.some((one) => holdsPhrase(one, found)));

/**
 * True when a text holds a figure that neither the stimulus nor the persona's file holds: a number in digits above 10, a sum of money, a
 * percentage, a ratio. Money and percentages must be known as such: a text with 3 apps gives nobody $3. Other number words pass.
 */
export const inventsFigure = (text: string, { stimulus, lines }: Material): boolean => {
  const known = [stimulus, ...lines];
  const said = figuresIn(text).filter((one) => !isSmall(one));
  const figures = said.length > 0 ? known.flatMap(figuresIn) : [];
  const isKnown = (one: Figure): boolean =>
    figures.some(({ value, kind }) => value === one.value && (one.kind === 'plain' || kind === one.kind));
  // Digits of other scripts are compared as written.
  const foreign = plainText(text).match(/(?![0-9\u2044])\p{N}+/gu) ?? [];
  return (
    said.some((one) => !isKnown(one)) ||
    isUnknownRatio(text, known) ||
    foreign.some((digit) => !known.some((one) => one.normalize('NFKC').includes(digit)))
  );
};

const people = `(?:people|persons|customers?|users?|buyers?|shoppers?|readers?|consumers?|clients?|parents?|mothers?|fathers?|moms?|mums?|dads?|women|woman|men|man|kids|children|teens|teenagers|students?|teachers?|teams?|companies|businesses|firms|shops|employees?|employers?|workers?|managers?|visitors?|subscribers?|families|households?|folks|seniors|adults?|americans|europeans|voters?|viewers?|fans|owners?|patients|travell?ers?|commuters?|developers?|designers?|engineers?|founders?|freelancers?|colleagues|coworkers|friends|neighbou?rs|regulars|humans?|guests|members?|players?|homeowners?|drivers?|beginners?|professionals|person|population|public|market|audience|crowd|world)`;
const own = `(?:my|our|your|their|the|these|those|all|other|young|old|older|younger|busy|normal|ordinary|regular|new|working|sane|sensible|actual|real|real-life|potential|small|big|online|first-time)`;
const will = `(?:would|will|do|does|don't|won't|wouldn't|can|can't|could|have|has|are|aren't|is|just|never|always|want|wants|need|needs|know|knows|like|likes|love|loves|hate|hates|prefer|prefers|skip|skips|buy|buys|read|reads|think|thinks|feel|feels|agree|agrees|get|gets|use|uses|care|cares|click|clicks|scroll|scrolls|forget|forgets|stop|stops|pay|pays|miss|cancel|cancels|leave|leaves)`;

/** Quantities of people. "People like me", "some people" and "nobody" as a figure of speech are none; "nobody I know" is. */
const quantities: readonly RegExp[] = [
  `\\b(?:most|many|few|fewer|more|half|several|countless|plenty of|lots of|loads of|tons of|a lot of|lot of|thousands of|hundreds of|millions of|billions of|dozens of|scores of|a third of|a quarter of|nearly all|almost all|practically all|virtually all|all|every|each|no|hardly any|barely any|a number of|numbers of|a handful of|a fraction of|the bulk of|the rest of|one in|too many|so many|enough)(?: of)? (?:${own} )*${people}\\b(?! (?:in (?:the|your|this) (?:picture|photo|headline|story)))`,
  `\\b(?:most|many|half|few|several|some|lots|plenty|all|none|any|both|nearly all|almost all|each|every one|hardly any) of (?:us|them|you|those|my|our)\\b(?! (?:lines?|words?|options?|money|time|headlines?|way|shelf|week|day|file))`,
  `\\bhalf (?:of )?(?:my|our|the) (?:street|town|office|building|village|country|city|internet|block|room|team|family|class|school|company|department|world)\\b`,
  `\\b(?:everyone|everybody|nobody|no one|no-one|people) (?:on|in|at|around|from) (?:my|our) \\p{L}+`,
  `(?:^|[.,;:!?] |\\b(?:and|but|so|that|because|think|suspect|bet|guess|believe|sure) )(?:most|many|few|very few|not many) ${will}\\b`,
  `\\b(?:the |a |an |vast |overwhelming |silent |large |small |clear )*(?:majority|minority)\\b`,
  `\\b(?:the|your|an) (?:average|typical|ordinary|usual) (?:\\w+ )?${people}\\b`,
  `\\b(?:everyone|everybody|nobody|no one|no-one|anyone|anybody|most people|people|all|half the people|none of the people) (?:that |who )?(?:i|we) (?:know|work with|live with|meet|talk to|ever met|have met|met|see)\\b`,
  `(?<!\\b(?:for|to|of|with|like|at|from|by|not|tell|tells|show|give|gives) )\\b(?:everyone|everybody) (?!(?:in|at|on|of|from|with|but|and|or|who|to|as|except)\\b)\\p{L}+`,
  `\\b(?:hardly|almost|nearly|practically|virtually|barely|pretty much|just about) (?:anyone|anybody|everyone|everybody|nobody|no one|no-one)\\b`,
  `\\bwe all\\b`,
].map((source) => new RegExp(source, 'giu'));

/**
 * True when a text speaks for a quantity of people: most, many, half, a majority, everyone, the average user. What the stimulus says may be
 * repeated ("Most people? Says who?"), and so may a sentence of the persona's file. English.
 */
export const speaksForPeople = (text: string, material: Material): boolean =>
  sentencesOf(plainText(text)).some((sentence) =>
    quantities.some((pattern) =>
      matchesOf(sentence, pattern).some(([found]) => !holdsPhrase(material.stimulus, found) && !isFromFile(sentence, material)),
    ),
  );
