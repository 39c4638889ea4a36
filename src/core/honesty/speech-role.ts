import { skeleton } from '../text.ts';
import { holdsPhrase, lookPattern, type Material } from './speech-text.ts';

/*
 * Words with which a voice steps out of its part: it says that it is human, that it is a language model that will not answer, or it wears
 * one of our labels. Compared by look, so that letters of other scripts, full-width letters and digits do not help.
 */

const apostrophes = (look: string): string => look.replace(/[’‘ʼ´`′]/gu, "'");

const me = `(?:i am|i'm|im|we are|we're)`;
const article = `(?:a |an |just a |just an |your |some |the )?`;
const machine = `(?:ai|a\\.i\\.|artificial|bot|chatbot|robot|persona|language model|machine|program|computer|algorithm|simulation|simulated|fake|invented|made up|made-up|fictional|generated|virtual|software)`;
const being = `(?:people|persons|humans|customers|users|person|human|human being|man|woman|customer|user|buyer|shopper|consumer|reader|mother|father|mum|mom|dad|parent|guy|girl|woman|employee|patient|client|citizen)`;

const human = [
  `${me} (?:a |an |also |still |only |just |really |very much |100% |actually |definitely )*(?:real|actual|genuine|living|flesh-and-blood|breathing)(?: |-)?(?:live |living |breathing |human |paying )*${being}`,
  `${me} (?:very |quite |totally |completely |as |actually |definitely )*(?:real|alive|flesh and blood|genuine)(?= *(?:[.!,?;]|$)| as you\\b)`,
  `${me} (?:a |an |also |still |only |just |really |very much |actually |definitely |as )*human(?: being)?(?!-)`,
  `${me} (?:definitely |really |certainly |actually |so )*(?:not|no) (?:really )?${article}${machine}`,
  `(?:i ain't|i'm hardly|i was never|i was not|i wasn't) ${article}${machine}`,
  `as a (?:real |living |fellow |flesh-and-blood |normal )?(?:human|human being|real person|living person)(?!-)`,
  `(?:speaking|talking) as a (?:human|person|real person)`,
  `(?:we|us) humans`,
  `(?:a|an actual|a real) (?:human|person) (?:wrote|typed|is writing|is typing|is behind) (?:this|these|it)`,
  `(?:written|typed) by (?:a human|a real person|a person|human hands)(?: like me|, me)`,
  `(?:my|a) (?:human heart|heartbeat|real body|flesh and blood)`,
  `nobody (?:programmed|generated|prompted) me`,
  `there is (?:a|an) (?:real|actual) (?:person|human) (?:here|behind (?:this|these|me))`,
].map(lookPattern);

/** True when a text says that a human speaks. "A person, not a bot, please" is a wish and passes. */
export const claimsHuman = (text: string): boolean => {
  const look = apostrophes(skeleton(text));
  return human.some((pattern) => pattern.test(look));
};

const stepsOut = [
  `as (?:an? )?(?:large |artificial |helpful )*(?:ai|a\\.i\\.|artificial intelligence|language model|llm|chatbot|virtual assistant|ai assistant)(?: (?:language )?(?:model|assistant|persona|system))?(?=[ ,]*(?:,|i |i'm|my |$))`,
  `(?:i am|i'm|im) (?:only |just |merely |really |actually )*(?:an? )?(?:ai|a\\.i\\.|artificial intelligence|large language model|language model|llm|chatbot|virtual assistant|ai assistant|ai persona|ai model)`,
  `i(?:'m| am) (?:so |very |truly )?(?:sorry|afraid),? (?:but )?(?:i|that i|as) (?:can't|cannot|can not|am not able|am unable|won't|must|have to|don't feel comfortable|an|a)`,
  `(?:sorry|apologies),? (?:but )?i (?:can't|cannot|am unable to|won't be able to|must decline)`,
  `i (?:can't|cannot|can not|won't|am unable to|am not able to|'m unable to|'m not able to) (?:help|assist)(?: you)?(?: with (?:that|this|your|the request|it)|[.!]|$)`,
  `i(?:'m| am) (?:unable|not able) to (?:help|assist|provide|comply|answer|respond|generate|fulfill|fulfil|discuss|engage)`,
  `i (?:can't|cannot|won't) (?:comply|fulfill|fulfil|generate|provide (?:that|this|an?|any|personal|medical|legal|financial)|engage (?:with|in) (?:that|this)|participate in this|roleplay|role-play)`,
  `(?:my|openai's|anthropic's) (?:training data|knowledge cutoff|knowledge cut-off|system prompt|programming|safety guidelines|guidelines|instructions|developers|creators)`,
  `(?:knowledge cutoff|system prompt|content policy|usage policies|usage policy)`,
  `i (?:was|am|have been|'ve been) (?:trained|programmed|instructed|prompted|designed) (?:by|on|to|not)`,
  `i (?:don't|do not) (?:have|hold|possess) (?:any )?(?:personal |human |real )+(?:opinions|opinion|experiences|experience|feelings|preferences|beliefs|emotions|views)`,
  `(?:my|the|this|the persona's|persona's) (?:persona )?file (?:says|does|doesn't|do|has|holds|is|states|tells|gives|mentions|contains)`,
  `(?:in|into|out of|break|breaking|stay in|staying in) character`,
  `(?:my|this|the|the given|assigned) persona`,
  `how (?:can|may) i (?:help|assist) you`,
  `als (?:ki|sprachmodell|ki-sprachmodell)|en tant (?:qu'ia|que mod.le)|como (?:modelo de lenguaje|una ia|uma ia|modelo de linguagem)|come modello linguistico|als (?:ai-)?taalmodel`,
].map(lookPattern);

/** True when a language model speaks for itself: a refusal, its maker, its prompt. */
export const breaksCharacter = (text: string): boolean => {
  const look = apostrophes(skeleton(text));
  return stepsOut.some((pattern) => pattern.test(look));
};

/** What stands in our labels and bylines (`core/labels.ts`), or could be taken for it. */
const labels = [
  'ai-generated',
  'generated by ai',
  'ai persona',
  'not a real person',
  'real quote',
  'words of real people',
  'sample lines',
  'from the bot',
  'sounding board',
  'no language model',
  'persona file',
  'nobody’s words',
  'verified buyer',
  'verified customer',
  'verified user',
  'verified purchase',
  'verified person',
  'verified human',
  'verified review',
  'human verified',
  'verified:',
  'real customer:',
  'real user:',
  'real person:',
];

/** Up to three marks between two letters of a label, whatever stands there as written: `A I - g e n e r a t e d`. */
const apart = (phrase: string): RegExp => {
  const letters = Array.from(skeleton(phrase)).filter((letter) => /[a-z:·]/u.test(letter));
  return new RegExp(`(?<![a-z])${letters.join('[^a-z0-9]{0,3}')}(?![a-z])`, 'u');
};

const labelLooks = labels.map((phrase) => ({ phrase, pattern: apart(phrase) }));

/** Marks of an attribution: a dot between two parts, a tick, a name behind a dash, "Not a person." as a sentence of its own. */
const attributions: readonly RegExp[] = [
  /[\p{L}\p{N})”"]\s*[·•∙⋅・‧]\s*\p{L}/u,
  /[✓✔☑✅]\s*(?:verified|real|human)/iu,
  /[-–—]\s*\p{Lu}\p{L}+,\s+(?:\d{1,3}|\p{Lu}\p{L}+)(?:,\s+\p{L}+)?\s*\.?$/u,
  /(?:^|[.!?\]])\s*not a person\s*(?:[.!]|$)/iu,
  /[[(]\s*(?:verified|real|human|ai|bot|quote)\s*[\])]/iu,
];

const speaker = /^\W*(\p{Lu}[\p{L}’'-]{1,39})\s*:\s/u;

/**
 * True when a text imitates a label or an attribution of ours, or speaks under another name. Words of a label that the stimulus holds
 * may be repeated: a text about AI-generated recipes can be talked about.
 */
export const imitatesLabel = (text: string, { stimulus, names }: Material): boolean => {
  const look = apostrophes(skeleton(text));
  const named = speaker.exec(text)?.[1]?.toLowerCase();
  return (
    attributions.some((pattern) => pattern.test(text)) ||
    names.some((name) => name.toLowerCase() === named) ||
    labelLooks.some(({ phrase, pattern }) => pattern.test(look) && !holdsPhrase(stimulus, phrase))
  );
};
