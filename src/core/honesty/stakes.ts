import { foldWord } from '../query.ts';
import type { Stimulus } from '../stimulus.ts';

/** What a question is about when a made-up answer could do harm. */
export type StakesTopic = 'price' | 'health' | 'law' | 'hiring' | 'groups';

/** What people read in place of a reaction: why there are only questions. */
export const describeStakes = {
  price: 'What people would pay is not something an AI persona can know. It only asks; put these questions to real people.',
  health:
    'What is good or bad for somebody’s health is not for an AI persona to say. It only asks; put these questions to people who know.',
  law: 'What the law allows is not for an AI persona to say. It only asks; put these questions to people who know.',
  hiring: 'Who gets or keeps a job is not for an AI persona to judge. It only asks; put these questions to the people it is about.',
  groups:
    'What a group of people wants, is or should do is not for an AI persona to say. It only asks; put these questions to people of that group.',
} as const satisfies Record<StakesTopic, string>;

const sum = String.raw`(?:[$£€¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$£€¥]|dollars?|euros?|pounds?|bucks|usd|eur|gbp|cents?))`;
const per = String.raw`(?:\s?(?:(?:a|an|per|each|every|\/)\s?(?:month|year|week|day|seat|user|person|piece|item|mo|yr|annum)|monthly|yearly|annually))`;

/** Questions about the level of a price. A price that is merely named is not one. */
const price = [
  String.raw`\b(?:would|will|should|could|might) (?:you|they|people|we|customers|users|anyone|anybody|somebody|someone|i|teams|companies|parents) (?:ever |still |really |actually |also |rather )*pay\b(?! (?:attention|the price of|it forward|tribute|respects?))`,
  String.raw`\bwilling(?:ness)? to pay\b|\bready to pay\b|\bprepared to pay\b`,
  String.raw`\bhow much (?:would|should|will|could|can|more would|do) (?:\w+ ){1,3}(?:pay|charge|cost|spend)\b|\bhow much (?:is|are) (?:\w+ ){1,5}worth\b|\bhow much (?:to|should we|can we|could we) charge\b|\bhow much would\b`,
  String.raw`\b(?:what|which) (?:is (?:the |a )?(?:right|fair|best|good) |(?:is|would be|should be) the |should (?:the|our) |would be a (?:fair|good) )?(?:price|prices|price point|pricing)\b`,
  String.raw`\bwhat (?:should|would|could|can) (?:we|i|it|this|they|the \w+|our \w+) (?:charge|cost)\b|\bshould (?:we|i|it|this|our \w+|the \w+) (?:charge|cost)\b`,
  String.raw`\b(?:raise|raising|increase|increasing|lower|lowering|cut|cutting|drop|dropping|double|doubling|set|setting|change|changing) (?:the|our|your|its) (?:\w+ )?(?:prices?|pricing|fees?|rates?|subscription price)\b(?= (?:to|by|from|at|for)\b|\s*\?|$)`,
  String.raw`\b(?:price (?:increase|rise|hike|cut|test|level|point|sensitivity)|pricing (?:test|tiers?|models?|page test|strategy))\b.*\?|\b(?:too expensive|too cheap|overpriced|underpriced)\b[^.!?]*\?|\bworth ${sum}(?:${per})?\s*\?|\b(?:is|are|would) ${sum}${per}? (?:too|fair|okay|ok|reasonable|enough|cheap|expensive|worth)\b`,
  String.raw`\b(?:pay|charge|cost|price[ds]?|pricing|for|at) (?:it at )?${sum}${per}? (?:or|vs\.?|versus) (?:for |at )?(?:${sum}|\d+)|\b(?:pay|charge|cost|price it at) \d+ (?:or|vs\.?|versus) \d+`,
];

const condition = `(?:cancer|tumou?rs?|diabetes|diabetics?|depression|anxiety|panic attacks?|migraines?|headaches?|arthritis|adhd|autism|covid|coronavirus|flu|measles|asthma|eczema|psoriasis|insomnia|dementia|alzheimer'?s|parkinson'?s|hiv|aids|hepatitis|high blood pressure|hypertension|cholesterol|heart (?:disease|attacks?|failure)|strokes?|chronic pain|back pain|infertility|obesity|endometriosis|menopause|epilepsy|allerg(?:y|ies)|bipolar|schizophrenia|ptsd|addiction|alcoholism|eating disorders?|anorexia|infections?|acne|ulcers?|ibs|long covid|burnout)`;
const remedy = `(?:medicines?|medications?|meds|pills?|tablets|antidepressants?|ssris?|statins?|insulin|ozempic|antibiotics?|chemo(?:therapy)?|radiation|painkillers?|opioids?|ibuprofen|aspirin|paracetamol|tylenol|vaccines?|vaccination|vaccinat(?:ed|e)|shots?|boosters?|supplements?|vitamins?|hormones?|testosterone|contracepti(?:on|ves?)|birth control|steroids|adderall|ritalin|cbd|melatonin|surgery|therapy|inhaler|antihistamines?)`;

/** Decisions about health, and promises to treat an illness. A story about somebody who is ill is not one. */
const health = [
  String.raw`\b(?:should|can|could|may|must) (?:i|you|we|they|people|parents|kids|children|adults|women|men|patients|pregnant women|diabetics|my \w+|your \w+) (?:\w+ ){0,3}(?:take|stop|skip|refuse|get|give|combine|mix|start|quit|replace|use|have|trust|fear) (?:\w+ ){0,4}${remedy}\b|\b(?:should|must|can) (?:\w+ ){1,3}(?:be )?(?:vaccinate|vaccinated|self-medicate)\b`,
  String.raw`\b(?:safe|dangerous|harmful|healthy|ok|okay) to (?:take|mix|combine|stop|skip|give|use|drink|eat) (?:\w+ ){0,6}(?:${remedy}|while pregnant|during pregnancy|when pregnant|if you are pregnant|with (?:${condition}|alcohol))`,
  String.raw`\b(?:dose|doses|dosage|dosages|overdose|milligrams?)\b(?! of (?:reality|truth|humou?r|fun|cute|cuteness|nostalgia|honesty|common sense|inspiration|empathy|awesome|happiness|perspective|nature|sunshine|optimism))|\b\d+\s?mg\b`,
  String.raw`\bsymptoms? (?:of|for) (?:a |an |your |early |severe |mild )*${condition}\b|\b(?:your|these|my|check (?:your|the)|ignore these|early|warning|know the) symptoms\b|\b(?:early |warning )?signs (?:of|that you have|you have|you might have) (?:a |an )?${condition}\b`,
  String.raw`\b(?:diagnos(?:e|es|ing) (?:your|yourself|my|it|their|the|patients?|${condition})|self-diagnos\w+|get (?:a |your )?diagnosis|do (?:i|you) have ${condition}|am i (?:depressed|autistic|bipolar|anorexic|diabetic|an alcoholic)|instant diagnosis|(?:a|your|the right) diagnosis (?:in|at|from|without))`,
  String.raw`\b(?:cures?|cured|curing|heals?|healing|treats?|treating|treatments?|remed(?:y|ies)|prevents?|preventing|reverses?|reversing|relieves?|get rid of|relief|therapy|lowers?|reduces?) (?:\w+ ){0,3}(?:for |of |from )?(?:\w+ ){0,2}?${condition}\b`,
  String.raw`\b${condition} (?:cure|treatment|remedy|relief|medication|drug|test kit)\b`,
  String.raw`\b(?:stop taking|stopped taking|come off|go off|throw away|instead of (?:your |taking )?|without (?:your |any )?|alternatives? to (?:your )?|replaces?|replace your)\s?${remedy}(?! (?:bars?|shop))\b|\b(?:without (?:seeing )?(?:a|your|the)|instead of (?:a|your|the|seeing a)|skip (?:the|your)|need to see a|should (?:you|i) see a) doctor\b|\bmedical (?:advice|decisions?)\b|\bclinically proven to\b`,
];

const some = String.raw`(?:i|you|we|they|he|she|it|this|that|people|companies|employers|landlords?|tenants?|my \w+|your \w+|our \w+|a \w+|the \w+|an \w+)`;

/** Questions of law. A law that is merely spoken of is not one. */
const law = [
  String.raw`\b(?:is|are|was|would|will) ${some}(?: \w+){0,4} (?:legal|illegal|lawful|unlawful|legally binding|against the law|legally allowed|legally required|a crime|enforceable|tax deductible|copyright infringement)\b[^.!?]*\?|\b(?:legal|illegal|lawful|unlawful|against the law) (?:to|for|if)\b[^.!?]*\?|\b(?:is it|are we|am i|are you) (?:\w+ )?(?:legal|illegal|legally|breaking the law|liable|compliant|violating)`,
  String.raw`\b(?:can|could|should|may|will|would|how (?:do|can|to)) ${some} (?:\w+ )?(?:be sued|get sued|sue|press charges|go to court|take (?:\w+ ){1,3}to court|be held liable|file a lawsuit|plead guilty)\b|\bhow to sue\b`,
  String.raw`\b(?:who is|who's|are we|am i|are you|would we be|could we be|be held|is the \w+|can be|legally) (?:legally )?(?:liable|responsible under|accountable in court)\b|\blegal(?:ly)? (?:liab(?:le|ility)|advice)\b|\bour liability\b|\bliability (?:clause|waiver|cap|if|for (?:damages?|injur\w+))\b`,
  String.raw`\b(?:do|does|are|is|must|should|need|can|how (?:do|can|should)|what does|which) (?:\w+ ){0,6}(?:comply with|compliant with|compliant|in compliance|gdpr|hipaa|ccpa|sox|coppa|ai act|dora|fair housing|ada)\b[^.!?]*\?`,
  String.raw`\b(?:can|should|must|may|do|does|is|are|will|would|could) (?:\w+ ){0,6}(?:breach of contract|contract terms?|terms of (?:the|our|a|this|my) contract|non-?compete|nda|non-?disclosure|break (?:the|my|our|a) (?:lease|contract)|sign (?:the|this|a) (?:contract|waiver)|terms of service|indemnif\w+|statute of limitations|custody|alimony|copyright(?:ed)?|trademark(?:ed)?|patent(?:ed)?)\b[^.!?]*\?`,
  String.raw`\b(?:what|which) (?:are|is) (?:my|our|your|their) (?:legal )?(?:rights|obligations|duties) (?:if|when|as|under|in)\b|\b(?:our|the) (?:contract terms|legal risk|legal exposure)\b`,
];

const role = `(?:candidates?|applicants?|employees?|designers?|developers?|engineers?|managers?|interns?|people|person|someone|somebody|women|men|juniors?|seniors?|freelancers?|graduates?|salespeople|salesperson|cto|ceo|staff|nurses?|teachers?|him|her|them|anyone|anybody|this|that)`;

/** Decisions about somebody's job. An advertisement for a job is not one. */
const hiring = [
  String.raw`\b(?:should|would|could|can|do|did|will) (?:we|you|i|they|a manager|the team|our team|managers|companies|employers|your boss|anyone) (?:ever |still |rather |really |also |have )*(?:hired?|re-?hire|fired?|lay off|laid off|let \w+ go|promoted?|interview|shortlist|reject|demote|sack)\b(?! (?:up|off|at|on|a (?:gun|weapon|shot)|the (?:product|idea|brand|event|campaign|headline)))`,
  String.raw`\b(?:whom?|which (?:of (?:these|the|them|our) )?(?:\w+ )?${role}|which one|which (?:one )?of them) (?:should|do|would|could|to|shall|can|will|gets?|deserves?) (?:we |you |i |they |be |to )*(?:hired?|fired?|promoted?|interview(?:ed)?|shortlist(?:ed)?|rejected?|lay off|laid off|let go|the job|the role|the promotion|promotion)\b`,
  String.raw`\b(?:hire|fire|promote|interview|reject|shortlist|lay off|sack) (?:this|that|the|our|a|an|the first|the second|the other|him|her|them)\b(?: \w+){0,4}\s*\?|\b(?:hire|fire|promote|interview|reject|shortlist) \w+ or \w+\s*\?|\bis (?:he|she|this (?:candidate|applicant|person)|\w+) (?:a )?(?:good|bad|right|strong|weak|safe) (?:hire|for the (?:job|role|position)|candidate for)`,
  String.raw`\b(?:best|stronger|strongest|weaker|better|right|ideal) (?:candidate|applicant|hire)\b[^.!?]*(?:\?|\bfor (?:the|our|this) (?:job|role|position|team)\b)|\b(?:candidate|applicant) (?:selection|screening|ranking|rejection)\b|\b(?:screen|rank|score|shortlist|reject)(?:ing|s)? (?:job )?(?:candidates|applicants|resumes|résumés|cvs)\b|\bgrounds? for (?:dismissal|firing|termination)\b|\bwho (?:to|should) (?:hire|fire|promote|lay off|let go|interview)\b`,
];

const group = String.raw`(?:women|men|girls|boys|females|males|gays|gay (?:people|men|couples)|lesbians|bisexuals|lgbtq?\+? people|queer people|trans(?:gender)? (?:people|women|men|kids)|non-?binary people|muslims|christians|jews|jewish people|hindus|buddhists|catholics|atheists|evangelicals|mormons|sikhs|black (?:people|women|men|customers|users|kids|voters|americans|shoppers)|white (?:people|women|men|customers|users|kids|voters|americans)|brown people|people of colou?r|african[ -]americans|africans|asians|asian (?:people|women|men|americans|customers|users)|latin[oax]s|hispanics|arabs|native americans|indigenous people|roma|immigrants|migrants|refugees|foreigners|mexicans|indians|chinese (?:people|customers|users|buyers)|germans|french (?:people|customers|users|buyers)|americans|italians|russians|poles|turks|nigerians|japanese (?:people|customers|users|buyers)|seniors|senior citizens|the elderly|elderly people|old people|older (?:people|women|men|adults|customers|users|workers|employees|shoppers|buyers)|young (?:people|women|men|adults)|younger (?:people|women|men|workers|employees|customers|users)|boomers|baby boomers|millennials|gen[ -]?z|gen[ -]?x|zoomers|teenagers|teens|retirees|pensioners|over-?\d0s|disabled people|disabled (?:users|customers|women|men|kids)|people with (?:disabilities|a disability|autism|dyslexia)|deaf people|blind people|blind users|deaf users|the (?:deaf|blind|disabled)|autistic (?:people|kids|adults)|wheelchair users|pregnant (?:women|people|employees)|pregnant (?:workers))`;
const wish = `(?:want|need|prefer|like|love|hate|think|believe|feel|deserve|care|value|expect|buy|choose|enjoy|fear|trust|lie|cheat|spend|earn|understand|shop|vote|drive|cook|belong)`;
const being = `(?:are|aren't|are not|should|shouldn't|should not|must|mustn't|can't|cannot|don't|do not|won't|will never|never|always|tend to|deserve to|make (?:better|worse|bad|good)|have no)`;
const adverb = `(?:(?:really|actually|secretly|always|never|still|just|also|truly|ever|all|generally|usually|simply|often|mostly)\\s+){0,2}`;

/** One of a group, or some of it: "these women", "three girls", "the men who". A story about them is not a claim about all. */
const particular = String.raw`(?<!\b(?:these|those|the|some|two|three|four|five|six|many|most|few|several|our|my|your|his|her|their|other|of|\d+|young|little|brave|amazing|famous|powerful|funny|awesome|incredible|real|hundreds of|thousands of|group of|bunch of|by|with|and|to|from|against|treat|treats|treated|see|sees|help|helps|let|lets|give|gives|tell|tells|teach|teaches|show|shows|make|makes|about|for|than) )`;

/** What a group wants, is or should do, asked or claimed. */
const groups = [
  String.raw`\b(?:what|why|how|do|does|would|should|can|which|where|are|is it that|when|whether|if) (?:\w+ ){0,3}?${group} ${adverb}${wish}\b`,
  String.raw`\b(?:do|does|are|should|would|can|must|could) ${group} `,
  String.raw`${particular}\b${group} ${adverb}(?:${being}|${wish})\b(?! (?:\w+ed|\w+ing|being|not being|more likely to be|still being|told|taught|seen|shown|made|paid|left|born|given|forced|allowed) )(?! (?:\w+ed|\w+ing)\b)`,
  String.raw`\b(?:only|just|not) for (?:real )?(?:men|women|whites|white people|christians|muslims|straight people|young people)\b|\b(?:no|not for) (?:immigrants|foreigners|muslims|jews|old people|boomers)\b`,
];

const compile = (sources: readonly string[]): readonly RegExp[] => sources.map((source) => new RegExp(source, 'iu'));

const topics: ReadonlyArray<readonly [StakesTopic, readonly RegExp[]]> = [
  ['price', compile(price)],
  ['health', compile(health)],
  ['law', compile(law)],
  ['hiring', compile(hiring)],
  ['groups', compile(groups)],
];

const money = new RegExp(`${sum}(?:${per})?`, 'giu');

const onlyPrice = new RegExp(String.raw`^\W*(?:only |just |from |at |for )?(?:${sum}|\d[\d.,]*)(?:${per})?\W*$`, 'iu');

/** Options that are prices and nothing else, or that differ in nothing but a price. */
const comparesPrices = (options: readonly string[]): boolean => {
  if (options.length < 2 || !options.some((option) => option.search(money) >= 0 || new RegExp(per, 'iu').test(option))) return false;
  const rests = options.map((option) => foldWord(option.replace(money, '')).trim());
  return options.every((option) => onlyPrice.test(option)) || new Set(rests).size === 1;
};

/**
 * The subject on which a made-up reaction could do harm: the level of a price, a decision on health, law or somebody's job, or what a group of
 * people wants, is or should do. Then personas only ask. Undefined for everything else, above all for texts that merely mention money, illness,
 * work or people. Patterns are English. The first topic of the list is the one that is told.
 */
export const stakesOf = ({ options }: Stimulus): StakesTopic | undefined => {
  const texts = options.map((option) => option.replace(/[’‘]/gu, "'").replace(/\s+/gu, ' '));
  if (comparesPrices(texts)) return 'price';
  return topics.find(([, patterns]) => patterns.some((pattern) => texts.some((text) => pattern.test(text))))?.[0];
};
