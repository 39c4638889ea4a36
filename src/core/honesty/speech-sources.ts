import { findWords } from '../query.ts';
import { clauseAround, holdsPhrase, holdsWord, isFromFile, type Material, matchesOf, plainText, sentencesOf } from './speech-text.ts';

/*
 * Authority that nobody gave: words in somebody's mouth, and sources. English; quotation marks of any language.
 */

/** From this many words on a quotation is one. "Free" and "last chance" in quotation marks are words, not somebody's sentence. */
const quotedWords = 3;

/**
 * Every way to open a quotation, with what closes it; a mark that is never closed quotes to the end. One pattern, so that a closing mark is
 * used up and opens nothing. A double mark behind a letter or digit opens nothing (`15"`), and a single one must look like a quotation on
 * both sides, because apostrophes do not.
 */
const quotation =
  /„([^“”"]*)[“”"]?|“([^”"]*)[”"]?|(?<![\p{L}\p{N}])"([^"]*)"?|«([^»]*)»?|»([^«]*)«|[「『]([^」』]*)|‹([^›]*)|(?<![\p{L}\p{N}])[‘‚]((?:[^‘’‚]|’(?=\p{L}))*)’|(?<![\p{L}\p{N}])'((?:[^']|(?<=\p{L})'(?=\p{L}))*)'(?!\p{L})/gu;

/** The texts that stand in quotation marks. */
export const quotedIn = (text: string): readonly string[] =>
  matchesOf(text, quotation).map(([, ...inner]) => inner.find((part) => part !== undefined) ?? '');

const isOwn = (phrase: string, { stimulus, lines }: Material): boolean => [stimulus, ...lines].some((text) => holdsPhrase(text, phrase));

const others = `(?:customers|people|users|shoppers|buyers|consumers|readers|clients|folks|others|parents|colleagues|coworkers|co-workers|friends|neighbou?rs|reviewers|everyone|everybody|regulars|women|men|teams|employees|visitors|many|most|some)`;

const reported = new RegExp(
  `\\b${others} (?:(?:on|in|at|from|around) (?:the|my|our) \\w+ )?(?:always |often |usually |still |all |also |just |sometimes |keep |kept |have |will )?(?:say|says|said|saying|tell|tells|told|telling|complain|complains|complained|complaining|report|reported|claim|claimed|mention|mentioned|swear|agree|agreed|admit|admitted|write|wrote)\\b(?! (?:to |what\\b))|\\b(?:(?:i hear|i've heard|i have heard|i keep hearing) (?:that|people|from|it's|they|he|she|customers|users|others|about)|word is|word has it|rumou?r has it)\\b`,
  'giu',
);

/** What makes reported speech a thought: "if people say". */
const supposed = /\b(?:if|unless|until|when|whether|would|let|make|makes|made|hear|what|whatever|how)\b[^,;:.]*$/iu;

const reports = (text: string, material: Material): boolean =>
  sentencesOf(text).some((sentence) =>
    matchesOf(sentence, reported).some(
      ({ index, 0: found }) =>
        !supposed.test(sentence.slice(0, index)) &&
        !isFromFile(clauseAround(sentence, index, index + found.length), material) &&
        !isFromFile(sentence, material) &&
        !holdsPhrase(material.stimulus, found),
    ),
  );

/** True when a text quotes three or more words that are neither in the stimulus nor in the persona's file, or reports what others say. */
export const inventsQuote = (text: string, material: Material): boolean => {
  const plain = plainText(text);
  return quotedIn(plain).some((inner) => findWords(inner).length >= quotedWords && !isOwn(inner, material)) || reports(plain, material);
};

const shows = `(?:shows?|showed|shown|says?|said|finds?|found|suggests?|suggested|proves?|proved|confirms?|confirmed|reveals?|revealed|indicates?|tells? us|has|have|agrees?|points?|is clear|are clear|puts?|backs?|recommends?|warns?)`;

/** Each names a source; its first group is the word that must be in the stimulus for the text to speak of it. */
const sources: readonly RegExp[] = [
  `\\b(stud(?:y|ies)|research|surveys?|polls?|statistics|stats|data|evidence|science|reports?|trials?|experiments?|benchmarks?|audits?|numbers|figures|history|psychology|economics) (?:\\w+ )?${shows}\\b`,
  `\\b(?:a|an|one|some|recent|new|several|many|numerous|various|countless|scientific|the latest|this) (?:recent |new |large |big |scientific |harvard |stanford |mit |university |academic |\\d{4} )*(study|studies|research|surveys?|polls?|meta-analysis) (?:by|from|of|in|at|on|shows?|found|says?|that)\\b`,
  `\\b(experts?|scientists?|researchers?|economists?|analysts?|doctors?|psychologists?|dieti[ct]ians?|nutritionists?|professionals|journalists?|critics|specialists?|academics|insiders) (?:\\w+ )?(?:say|says|said|agree|agrees|recommend|recommends|warn|warns|believe|claim|advise|found|find|think|suggest|tell|know|have)\\b`,
  `\\b(?:i|we)(?:'ve)? (?:once |just |recently |also )?(?:read|saw|seen|heard|learned) (?:it |this |that |about (?:it|this|that) |something |an? (?:\\w+ )?(?:article|piece|report|book|post|story|podcast|documentary) )?(?:somewhere|(?:in|on|from) (?:the |an? |my )?(?:\\w+ )?(news|newspaper|papers?|times|post|guardian|journal|magazine|tv|television|radio|internet|web|article|book|blog|podcast|report|documentary|twitter|facebook|instagram|tiktok|reddit|youtube|wikipedia|linkedin|economist|forbes|bbc|cnn))\\b`,
  `\\b(?:i|we)(?:'ve)? (?:once |just |recently )?read (?:somewhere|online|that (?!as\\b|line|headline|sentence|word|twice|again|and\\b|one\\b)\\p{L}+|an? (?:article|report|book|study)|(?:about|of) (?:a|an|people|someone|how))()`,
  `\\b(?:an?|the|one) (article|podcast|documentary|news report|book|blog post) (?:i|we) (?:read|heard|saw|watched)\\b`,
  `\\b(wikipedia|gartner|forrester|nielsen|mckinsey|harvard|stanford|reddit|consumer reports|statista|the guardian|new york times|wall street journal|bbc|cnn) (?:says?|shows?|found|reports?|reported|has|puts|estimates)\\b`,
  `\\b(?:statistically|scientifically|it(?:'s| is| has been|'s been) (?:well[- ]known|well[- ]documented|proven|shown|widely known|a known fact|a proven fact)|(?:proven|known) fact|on average|reviews (?:say|said|show|claim))\\b()`,
].map((source) => new RegExp(source, 'giu'));

const accordingTo =
  /\baccording to (?!(?:me|whom|who|you|your|yours|this|that|it|itself|what)\b|my (?:own )?(?:count|reckoning|notebook|purse|clock|watch|nose)\b|the (?:headline|line|text|label|page|sentence|copy|ad|message|title|option|first|second|words|box|small print)\b)(?:the |a |an |my )?([\p{L}\p{N}'-]+)/giu;

/** A source that is only asked for is none: "show me a study", "no study, no sale". */
const askedFor =
  /\b(?:if|unless|until|show me|which|what|whose|where(?:'s| is| are)|no|want|need|give me|without|any|would|until)\s+(?:\w+\s+){0,2}$/iu;

const citesUnknown = (sentence: string, pattern: RegExp, { stimulus, lines }: Material): boolean =>
  matchesOf(sentence, pattern).some(
    ({ index, 0: found, 1: word = '' }) =>
      !askedFor.test(sentence.slice(0, index)) &&
      !(word !== '' && holdsWord(stimulus, word)) &&
      !lines.some((line) => holdsPhrase(line, found)) &&
      !holdsPhrase(stimulus, found),
  );

/** True when a text leans on a study, an expert, a paper or the like that the stimulus does not name. */
export const inventsSource = (text: string, material: Material): boolean =>
  sentencesOf(plainText(text)).some((sentence) => [...sources, accordingTo].some((pattern) => citesUnknown(sentence, pattern, material)));
