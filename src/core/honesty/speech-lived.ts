import { clauseAround, holdsWord, isFromFile, type Material, matchesOf, plainText, sentencesOf } from './speech-text.ts';

/*
 * Claims of a life: what the persona bought, saw, was told, and whom it knows. Only its file gives it a life. What it supposes, and how it
 * took the text, are free. English.
 */

const adverbs = `(?:(?:already|always|never|ever|often|just|only|long|once|actually|personally|recently|finally|even|also|still|twice|really|honestly|definitely|certainly|both|all|since|first)\\s+){0,3}`;

/** Verbs of a life. To read is none of them: `read`, `stopped`, `skipped`, `noticed`, `lost`, `looked` tell how the text was taken. */
const verbs = `bought|purchased|ordered|cancell?ed|subscribed|unsubscribed|signed up|paid(?! attention)|owned|installed|downloaded|returned|switched|worked(?! (?:it|this|that|the \\w+) out| out)|lived|grew up|grown up|studied|married|divorced|raised|moved (?:to|house|in|out)|travell?ed|visited|ate|eaten|cooked|baked|drank|drove|driven|flew|flown|sold|hired|fired|voted|attended|joined|quit|retired|suffered|rented|borrowed|used(?! to (?:this|that|it|these|seeing|reading|being)\\b)|tried(?! (?:to (?:read|find|picture|imagine|see|work|guess|follow|think|care|like|understand)|reading|saying|picturing|imagining|following))|wasted|ended up|signed on|gave away|given away|threw (?:it|mine|one|out|away)|thrown (?:it|mine|one|out|away)|taught|opened one|clicked (?:on )?(?:one|these|those)|fell for (?:one|this|that|it)|fallen for|called (?:their|the) (?:support|hotline)|met (?:a|an|the|my|people|someone|somebody)|sat through|waited in|got (?:burned|burnt|stung|scammed|hooked|ripped off|caught out)|learned (?:that |this |it )?the hard way|learnt (?:that |this |it )?the hard way|sat (?:on|in|at|next)|fell out`;

/** After "I have". "I have had enough" and "I have been reading this line" are no life. */
const perfects = `${verbs}|had(?! (?:enough|it with|to read|to guess|to look))|been(?! (?:reading|looking|staring|trying to|told nothing|handed nothing|given nothing|sold nothing))|seen(?! (?:enough|nothing|no\\b|all i need|what|where|the (?:price|point|catch|headline|line)))|known (?:people|someone|somebody|a|them|this)|met|spent|kept (?:a|one|mine|it)|dealt|learn(?:ed|t)|broken|taken (?:a|one)|waited|given up on|thrown|done (?:this|that|it|both)|spoken to|talked to|rolled out|watched(?! (?:this|the))|gone through|argued|fought|carried|sent|asked(?! (?:myself|for))|called|written to|heard (?:people|customers|from|this|that|it all|about)|lost (?:money|a|an|my|weeks|months|days|hours)`;

/** Verbs that tell of a life only beside a time or place of that life. */
const weak = `had|went|saw|heard|met|lost|left|took|spent|made|got|gave|told|asked|called|waited|kept|broke|built|fixed|found|needed|chose|picked|was|were|did|sent|wrote|played|ran|wore|carried|walked|talked|spoke|learned|learnt|loved|hated|liked|wanted`;

const count = `(?:\\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|a few|many|several|all (?:of )?my|all these|my)`;
const span = `(?:days?|nights?|weeks?|months?|years?|decades?|winters?|summers?)`;
const season = `(?:week|weekend|month|year|time|night|spring|summer|autumn|fall|winter|christmas|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december)`;

const times = `last ${season}|yesterday|${span} ago|a while ago|the other (?:day|week|night)|this (?:morning|week|spring|summer|autumn|fall|winter)|in (?:19|20)\\d\\d|(?:in|since) (?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|college|school|university)|for (?:${count} )?(?:long )?${span}|for ages|back (?:then|when|in)|one of (?:these|those)(?! (?:lines?|words?|headlines?|sentences?|promises))|recently|over the years|once (?:had|bought|tried|used|lost|got|paid|saw|knew|worked)|before(?=[.!?,;]|$)`;

const kin = `(?:daughter|son|wife|husband|spouse|partner|kids?|child|children|toddler|mother|mum|mom|father|dad|parents|sister|brother|siblings?|aunt|uncle|cousin|niece|nephew|grandmother|grandma|gran|grandfather|grandpa|grandson|granddaughter|grandchildren|grandkids|girlfriend|boyfriend|fianc[eé]e?|ex|in-laws|roommate|flatmate|landlord|dog|cat)`;
const company = `(?:friends?|neighbou?rs?|colleagues?|co-?workers?|boss|manager|team|office|customers?|clients?|regulars|family|students|patients|doctor|employer|company|staff|crew)`;
const deeds = `(?:told|said|says|asked|asks|tells|bought|tried|showed|got|used|had|swears?|swore|loves?|loved|gave|worked|lost|paid|cancell?ed|warned|warns|recommended|recommends|once|kept|keeps (?:telling|asking|saying)|complained|complains?|switched|uses|reacted|laughed|went|came|saw|sent|made|wanted|ordered|subscribed|signed)`;

const self = `(?:i|we)`;

/** Each names a life by itself, wherever it stands. */
const clear: readonly RegExp[] = [
  `\\b${self} ${adverbs}(?:${verbs})`,
  `\\b${self}(?:'ve| have|'ve) ${adverbs}(?:${perfects})\\b`,
  `\\b${self}(?:'d| had) ${adverbs}(?:bought|ordered|cancell?ed|tried|used|paid|owned|worked|lived|been|spent|subscribed)\\b`,
  `\\b(?:i (?:still |can )?(?:clearly |well )?remember (?!to\\b|it['’]s\\b|this (?:line|headline|sentence)|the (?:line|headline|word|first (?:line|word|half)))|reminds me of (?:the time|when|my|a time)|takes me back)`,
  `\\b(?:in|from) (?:my|our) (?:own )?experience\\b|\\b(?:from|by) (?:bitter |hard |long )?experience\\b`,
  `\\b(?:in|after|with|over) (?:my|all my|${count}) (?:\\w+ )?${span} (?:of|as|in|on|at|behind)\\b|\\bin my (?:\\w+ )?(?:${span}|career|life|day|youth|twenties|thirties|forties|fifties|childhood)\\b|\\b(?:my whole|all my) (?:life|career)\\b`,
  `\\bwhen (?:i|we) was\\b|\\bwhen (?:i|we) were\\b|\\bgrowing up\\b|\\bas a (?:child|kid|girl|boy|teenager|student) (?:i|we)\\b|\\bas (?:someone|somebody|one|a person) who(?:'s| has| have| had| was| used| spent| ran| grew| built| once| \\p{L}+ed)\\b|\\b(?:ever )?since i was\\b|\\bthe (?:last|first|only) time (?:i|we|somebody|someone|they)\\b(?! (?:i )?read (?:it|this))`,
  `\\b(?:charged|billed|burned|burnt|scammed|cheated|overcharged|tricked|ripped off|fooled|hired|fired) (?:me|us)\\b|\\b(?:happened|sold this|sold one|sold that) to (?:me|us)\\b|\\b(?:i|we) (?:was|were|got) (?:\\w+ )?(?:charged|billed|burned|burnt|scammed|cheated|overcharged|tricked|ripped off|fooled|hired|fired|laid off|diagnosed|born|raised|promoted)\\b|\\b(?:it|that|one|they|which) (?:once )?cost (?:me|us)\\b|\\b(?:once|twice) \\p{L}+ (?:me|us)\\b`,
  `\\b(?:worked|works|did nothing|did wonders) for (?:me|us)\\b|\\bcosting (?:me|us)\\b|^\\W*took (?:me|us)\\b|\\bas a (?:long-?time |former |paying |loyal )*(?:customer|client|user|subscriber|member) of\\b|\\bi know (?:an?|one|two|three|four|five|several|many|some|people|plenty|enough|someone|somebody)\\b[^.,;]* who\\b`,
  `\\b(?:one of (?:these|those)|(?:an?|some|the) (?!(?:headline|line|word|sentence|question|phrase|text|comma|colon|picture|first|second|last)\\b)\\p{L}+) (?:told|sent|gave|showed|promised|sold|charged|taught|wished) (?:me|us)\\b|^\\W*back (?:in|at) (?:the|my|our)\\b|\\b(?:${count}|some) of (?:my|our) (?:${company}|${kin})\\b|\\bi(?:'m| am) (?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\\p{L}+)?)(?= (?:years|and|now|already|next)\\b|[.,;!])`,
  `\\b(?:mine|ours) (?:broke|died|arrived|came|lasted|stopped|failed|leaked|was|took|never|went)\\b`,
  `\\bmy (?:last|old|previous|former|late|ex|current)(?:-| )(?!thought|word|question|guess|doubt|objection|worry|straw|line|resort|chance|rule|habit|mood|self|way)\\p{L}+`,
  `\\b(?:my|our) (?:\\w+ )?(?:${company}|${kin}) (?:\\w+ )?${deeds}\\b`,
  `\\b(?:a|one|some|another|two|three) (?:good |close |old )?(?:${company}|${kin})(?: of (?:mine|ours|my \\w+))? (?:once |recently |just )?(?:told|asked|bought|tried|showed|warned|said|got|lost|paid|recommended|cancell?ed|complained)\\b`,
  `\\b(?:somebody|someone|people) (?:i|we) (?:know|knew|met|worked with)\\b|\\b(?:somebody|someone|everybody|they all) (?:once )?(?:told|warned|asked) (?:me|us)\\b`,
  `^\\W*(?:(?:i|we|and|but|well|yes|no|already|once)\\W+)*(?:been there|bought (?:one|it|this|mine|two|a|the)|tried (?:it|one|this|that|them|both|mine|a|the)|used (?:it|one|this|them|mine) (?:for|once|last|daily|before|every|and)|owned (?:one|it|two|three)|had (?:one|two|mine|it for)|done that|got (?:burned|burnt|stung)|cancell?ed (?:mine|it|one|after|two|three)|paid (?:for|twice|too)|worked (?:in|at|for|as)|learned it)`,
].map((source) => new RegExp(source, 'giu'));

const weakVerb = new RegExp(`\\b${self} ${adverbs}(?:${weak})\\b`, 'giu');
const time = new RegExp(`\\b(?:${times})`, 'iu');

/** What comes before a match and makes it a mere thought: "if I bought one". */
const supposed =
  /\b(?:if|unless|until|till|suppose|supposing|imagine|say|as though|wish|whether|pretend|would|could|should|might|whatever|whoever|before)\b[^,;:.]*$/iu;

/** Regular verbs in the past that tell how a text was taken. Any other one tells of a life. */
const readingVerbs = new Set(
  `looked stopped skipped noticed expected wanted liked laughed smiled wondered winced scrolled moved turned missed guessed hoped hesitated paused
  frowned yawned assumed believed doubted trusted counted started finished opened closed clicked tapped pressed reached landed arrived followed
  searched checked glanced skimmed squinted blinked nodded sighed shrugged rolled groaned chuckled grinned snorted relaxed warmed cooled softened
  bristled backed walked leaned flinched stumbled tripped stayed passed jumped dropped tuned zoned drifted wandered pictured imagined supposed
  recognised recognized agreed disagreed decided preferred enjoyed loved hated minded cared remembered asked answered waited worked tried used paid
  called gathered figured reckoned concluded considered compared weighed calculated translated converted ranked listed marked underlined circled
  crossed ticked named noted mentioned promised admitted allowed accepted rejected refused dismissed ignored avoided reacted responded registered
  spotted detected sensed suspected feared worried panicked hurried rushed slowed wished learned puzzled ended lingered settled tended
  replied picked talked played needed carried clenched gripped steadied braced perked prepared failed managed happened appeared listened braked sped
  stalled grumbled muttered murmured cheered applauded hummed snapped twitched cringed recoiled balked sniffed welcomed appreciated resented admired
  respected pondered debated questioned resisted obeyed`.split(/\s+/),
);

const regularVerb = new RegExp(`\\b${self}(?:'ve| have|'d| had)? ${adverbs}(\\p{L}+(?<!e)ed)\\b`, 'giu');

type Found = Readonly<{ index: number; length: number }>;

const findClaims = (sentence: string): readonly Found[] => {
  const matches = clear.flatMap((pattern) => matchesOf(sentence, pattern));
  const regular = matchesOf(sentence, regularVerb).filter(({ 1: verb = '' }) => !readingVerbs.has(verb.toLowerCase()));
  const timed = time.test(sentence) ? matchesOf(sentence, weakVerb) : [];
  return [...matches, ...regular, ...timed].map(({ index, 0: { length } }) => ({ index, length }));
};

const isUnfounded = (sentence: string, { index, length }: Found, material: Material): boolean =>
  !supposed.test(sentence.slice(0, index)) &&
  !isFromFile(clauseAround(sentence, index, index + length), material) &&
  !isFromFile(sentence, material);

const trade = `nurse|teacher|doctor|lawyer|engineer|accountant|developer|programmer|designer|student|veteran|widow|widower|pensioner|retiree|vegan|vegetarian|diabetic|immigrant|farmer|driver|chef|cook|baker|plumber|electrician|carpenter|freelancer|founder|banker|pharmacist|therapist|scientist|journalist|musician|librarian|homeowner|landlord|tenant|mother|father|mum|mom|dad|parent|grandmother|grandfather|grandparent|wife|husband|dog owner|cat owner|subscriber|member`;

/** What everybody has: they speak in figures of speech. */
const senses = `(?:brain|head|gut|eyes?|ears?|hands?|thumb|fingers?|stomach|heart|purse|wallet|instinct|answer|question|mind|patience|attention|nose|mouth|thoughts?)\\b`;

/** Who the persona is and whom it has, in the present. The noun must be in the file or in the text that is reacted to. */
const circumstances: readonly RegExp[] = [
  `\\b(?:i'm|i am|as|being|speaking as|i work as) an? (?:\\w+ ){0,2}?(${trade})\\b(?! (?:would|might|could|may)\\b)`,
  `\\bmy (?:\\w+ )?(${kin})\\b`,
  `\\b(?:my|our) (?:\\w+ )?(?!${senses})(\\p{L}+) (?:once |always |just )?(?:told|said|says|asked|got|gave|bought|paid|lost|warned|showed|charged|sold|sent|took|refused|laughed|\\p{L}+(?<!e)ed|broke)\\b`,
  `\\b(?:i|we)(?:'ve got| have got| have| own| drive| keep) (?:a|an|one|two|three|four|five|six|\\d+) (?:\\w+ )?(kids?|child|children|daughters?|sons?|dogs?|cats?|car|house|boat|garden|bicycle|company|business|shop|restaurant|farm)\\b`,
  `\\bi (?:work|live|study|teach|volunteer) (?:in|at|for|with|near) (?:an? |the |my )?(\\p{L}+)`,
].map((source) => new RegExp(source, 'giu'));

const isUnknownCircumstance = (text: string, { lines, stimulus }: Material): boolean =>
  circumstances.some((pattern) =>
    matchesOf(text, pattern).some(
      ({ index, 1: noun = '' }) => !supposed.test(text.slice(0, index)) && ![...lines, stimulus].some((line) => holdsWord(line, noun)),
    ),
  );

/** True when a text claims something lived, owned or heard, or a relative or trade, that neither the persona's file nor the stimulus holds. */
export const claimsLife = (text: string, material: Material): boolean =>
  sentencesOf(plainText(text)).some(
    (sentence) => isUnknownCircumstance(sentence, material) || findClaims(sentence).some((found) => isUnfounded(sentence, found, material)),
  );
