/**
 * What a stimulus does, found by words and form alone. A persona's trait names the features that touch it
 * (`touched_by: ["@price"]`), and the evidence engine shows the words that set it off. The lists are short on purpose:
 * a feature that fires on everything tells nobody anything. English only; `docs/decisions` says why.
 */
type FeatureRule = Readonly<{ about: string; pattern: RegExp }>;

const words = (list: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${list
      .trim()
      .split(/\s*,\s*/)
      .join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  );

/** Every feature with the phrase that completes the sentence "The words '…' …". */
export const featureRules = {
  // Form: how it is said.
  withholds: {
    about: 'hold back what it is about',
    pattern: words(
      "this is why, this is what, here'?s (?:what|why|how|the), what happen(?:s|ed) next, you won'?t believe, (?:the|one) (?:reason|thing|secret|trick|question)s?, guess what, find out, (?:do|does|did|say|says|see|watch|read|try|about|of|for|with|is|like|know) this, this (?:one|guy|man|woman|girl|boy|kid|mom|dad|couple|video|simple|famous|is)|these (?:people|guys|things|\\d+), what (?:he|she|they) (?:did|do|does|said|say|found), something (?:very|you|that|incredible|important|strange)",
    ),
  },
  question: { about: 'ask a question', pattern: /[^.!?…]*\?+/gu },
  number: {
    about: 'give a figure',
    pattern: /(?<![\p{L}\p{N}])(?:\d(?:[\d,.]*\d)?\s?(?:%|percent|million|billion|k)?)(?![\p{L}\p{N}])/giu,
  },
  absolute: {
    about: 'promise without exception',
    pattern: words(
      'always, never, ever, every, everyone, everybody, everything, nobody, no one, only, best, worst, most, perfect, perfectly, 100 ?%, guaranteed, forever, all you need, the first, greatest, ultimate, number one',
    ),
  },
  urgency: {
    about: 'press for haste',
    pattern: words(
      "now, today only, last chance, hurry, ends (?:today|soon|tonight), limited(?: time)?, before it'?s too late, don'?t miss(?: out)?, right away, while (?:stocks|supplies) last, act fast, immediately",
    ),
  },
  shouting: { about: 'shout', pattern: /(?<![\p{L}\p{N}])\p{Lu}{4,}(?![\p{L}\p{N}])|!{1,}/gu },
  praise: {
    about: 'praise without a fact',
    pattern: words(
      'amazing, awesome, incredible, incredibly, beautiful, brilliant, stunning, wonderful, unbelievable, epic, perfect, magical, delightful, revolutionary, game.?chang(?:er|ing), next.?level, world.?class, unique, smarter, better, gets you, love it, must.?(?:see|have|read|watch), totally',
    ),
  },
  jargon: {
    about: 'use trade words',
    pattern: words(
      'leverag(?:e|es|ing), synerg(?:y|ies), seamless(?:ly)?, end.to.end, solutions?, platform, ecosystem, workflows?, scalable, roi, kpis?, stakeholders?, enterprise, omnichannel, data.driven, actionable, insights?, optimi[sz](?:e|es|ing|ation), empower(?:s|ing)?, transform(?:s|ing|ation)?, frictionless, holistic, robust, turnkey, b2b, saas, api, cloud.native, best.in.class, onboarding, hyper.?personal\\w*',
    ),
  },
  wordplay: {
    about: 'use a figure of speech',
    pattern: words(
      'piece of cake, no.brainer, game.?chang(?:er|ing), hit the (?:road|ground|spot), blow(?:s|n)? (?:your|my|our|away) ?(?:mind|away)?, mind.?blow\\w*, jaw.?drop\\w*, on fire, for the win, nailed it, throw(?:s|ing)? shade, spill(?:s|ed)? the (?:tea|beans), break(?:s|ing)? the internet, under the hood, out of the box, low.hanging fruit, kick(?:s|ing)? (?:butt|ass), cut(?:s|ting)? the crap, bucket list, elephant in the room, tip of the iceberg, hot mess, a whole new, got (?:your|my|our) back, all (?:that|the rage)|drop(?:s|ped)? the mic, wake.?up call',
    ),
  },
  long: { about: 'take a long run-up', pattern: /^(?:\S+\s+){16,}\S+$/gu },
  symbols: { about: 'lean on symbols', pattern: /\p{Extended_Pictographic}|[|~^*_#]{1,}|\.{3,}|…|(?<!\p{L})@|&/gu },
  you: { about: 'speak to the reader', pattern: words("you, your, yours, you'?re, you'?ll, you'?ve, yourself") },
  story: {
    about: "tell one person's story",
    pattern: words("i, i'?m, i'?ve, my, he, she, his, her, this (?:guy|man|woman|girl|boy|kid|mom|dad)"),
  },
  negation: {
    about: 'say what not to do or have',
    pattern: words("don'?t, doesn'?t, won'?t, can'?t, isn'?t, aren'?t, wasn'?t, shouldn'?t, stop, avoid, without, no more, quit"),
  },
  comparison: { about: 'compare', pattern: words('than, versus, vs, instead of, compared (?:to|with), unlike, alternative to') },
  proof: {
    about: 'point to proof',
    pattern: words(
      'stud(?:y|ies), research(?:ers?)?, scien(?:ce|tists?|tific), proven, prove[sn]?, tested, survey, experts?, evidence, facts?, data shows?, statistics?, percent, chart, graph, reviewed, certified',
    ),
  },
  emotion: {
    about: 'reach for feelings',
    pattern: words(
      'heart.?(?:breaking|warming|wrenching|felt), cry(?:ing)?, tears?, love[sd]?, inspir(?:e|es|ing|ed|ational), hope, faith in humanity, touching, moving, proud, hugs?, happy, happiness, sad, goosebumps, feels?, grateful, joy, smile',
    ),
  },
  alarm: {
    about: 'alarm',
    pattern: words(
      'kill(?:s|ed|ing|er)?, terrif(?:y|ying|ied), shock(?:s|ed|ing)?, dead(?:ly)?, die[sd]?, dying, attack(?:s|ed)?, war, fear, scar(?:y|ed), horr(?:or|ible|ifying|ific), abuse[sd]?, rape[sd]?, suicide, murder(?:s|ed)?, danger(?:ous)?, disaster, destroy(?:s|ed|ing)?, toxic, victims?, crisis, nightmare, violence, threat(?:s|en)?, bomb(?:s|ing)?, shoot(?:s|ing|er)?',
    ),
  },
  effortless: {
    about: 'promise that it takes no effort',
    pattern: words(
      'eas(?:y|ily|ier), simple, simply, effortless(?:ly)?, one (?:tap|click|step), in (?:seconds|minutes), instant(?:ly)?, automatic(?:ally)?, hassle.?free, no (?:hassle|effort|setup|set.up), painless, just (?:tap|click|ask)|done for you, in \\d+ (?:seconds|minutes)',
    ),
  },
  // Topic: what it is about.
  price: {
    about: 'are about what it costs',
    pattern: words(
      'pric(?:e|es|ed|ing), cost(?:s|ing)?, cheap(?:er|est)?, expensive, afford(?:able)?, discount(?:s|ed)?, deals?, sale, sav(?:e|es|ing) money, savings, money, budget, pay(?:s|ing)?, paid, fees?, bargain, worth, dollars?, cents?, euros?, pennies|penny, half.?price, per month',
    ),
  },
  currency: { about: 'name a sum', pattern: /[$€£¥]\s?\d[\d,.]*(?:\s?(?:k|m|bn|million|billion))?/giu },
  free: { about: 'offer something free', pattern: words('free, no cost, for nothing, gratis, complimentary, on us, no charge') },
  subscription: {
    about: 'tie you in',
    pattern: words(
      'subscri(?:be|bes|bed|ber|bers|ption|ptions), trials?, monthly, annual, plans?, cancel(?:s|led|ling)?, memberships?, members?, renew(?:s|al)?, contract',
    ),
  },
  delivery: {
    about: 'are about getting it to you',
    pattern: words(
      'deliver(?:s|y|ed|ies)?, ship(?:s|ping|ped)?, arriv(?:e|es|al)?, orders?, returns?, refunds?, pick.?up, doorstep, parcel|package',
    ),
  },
  time: {
    about: 'are about time',
    pattern: words(
      'minutes?, seconds?, hours?, fast(?:er|est)?, quick(?:ly|er)?, slow(?:ly|er)?, busy, waiting|wait, overnight, same.?day, tonight, weekend, morning, all day',
    ),
  },
  privacy: {
    about: 'touch on personal data',
    pattern: words(
      'data, privacy, private, personal, personali[sz](?:ed|ation)|track(?:s|ed|ing)?, location, account, log.?in, sign.?up, camera, microphone, cookies?, surveillance, spy(?:ing)?, nsa, listen(?:s|ing)?|watching you|share your, your (?:contacts|photos|messages)',
    ),
  },
  security: {
    about: 'are about safety of systems',
    pattern: words(
      'secur(?:e|ity), encrypt(?:ed|ion)?, hack(?:s|ed|er|ers|ing)?, passwords?, complian(?:t|ce), gdpr, soc ?2, sso, audit(?:s|ed)?, breach(?:es)?, backup|backups',
    ),
  },
  ai: {
    about: 'are about AI',
    pattern: words(
      'ai, a\\.i\\., artificial intelligence, machine learning, chat ?bots?, gpt, algorithms?, robots?, smart assistant, copilot, ai.powered, automat(?:ed|ion)',
    ),
  },
  technology: {
    about: 'are about devices or the internet',
    pattern: words(
      'app, apps, phones?, smartphones?, computers?, internet, online, web ?site, software, technology, tech, gadgets?, devices?, social media, facebook, google, twitter, youtube, apple|iphone|android, screen|screens, digital',
    ),
  },
  integration: {
    about: 'are about fitting in with other tools',
    pattern: words(
      'integrat(?:e|es|ed|ion|ions), import(?:s|ing)?, export(?:s|ing)?, migrat(?:e|es|ion), works with, connect(?:s|ed)? (?:to|with)|plug.?ins?, spreadsheets?, excel, slack, sync(?:s|ed)?, api',
    ),
  },
  work: {
    about: 'are about work',
    pattern: words(
      'teams?, colleagues?, meetings?, boss(?:es)?, manager?s?, employees?, employers?, compan(?:y|ies), business(?:es)?, jobs?, office, customers?, clients?, workers?, work(?:ing|place)?, hire[sd]?|hiring, wages?, ceos?, startup|startups',
    ),
  },
  finance: {
    about: 'are about money matters',
    pattern: words(
      'banks?, banking, loans?, mortgages?, invest(?:s|ing|ment|ments|or|ors)?, debts?, tax(?:es)?, salar(?:y|ies), credit, wall street, econom(?:y|ic|ics), rich(?:est)?, poor|poverty, wealth(?:y)?, income, millionaires?, billionaires?, insurance',
    ),
  },
  change: {
    about: 'announce a change',
    pattern: words(
      'new, switch(?:es|ing)?, replac(?:e|es|ed|ing), changes?, changed, changing, updat(?:e|es|ed), redesign(?:ed)?, introduc(?:e|es|ing), launch(?:es|ed|ing)?, say goodbye to|reinvent(?:s|ed|ing)?',
    ),
  },
  children: {
    about: 'are about children or family',
    pattern: words(
      "kids?, child(?:ren)?(?:'s)?, parents?|parenting, moms?, mums?, dads?, mothers?, fathers?, bab(?:y|ies), famil(?:y|ies), school(?:s|ers?)?|classrooms?|teachers?|students?, sons?, daughters?, girls?, boys?, teens?|teenagers?, toddlers?, grand(?:ma|pa|mother|father|parents?)",
    ),
  },
  health: {
    about: 'are about health',
    pattern: words(
      'health(?:y|care)?, doctors?, nurses?, hospitals?, cancer, mental(?:ly)?, illness, diseases?, diets?, weight, medic(?:ine|al|ation)s?, drugs?, vaccin(?:e|es|ation)?, sleep(?:ing)?, exercis(?:e|es|ing), autis(?:m|tic), depress(?:ed|ion), disab(?:led|ility|ilities), wheelchair, blind, deaf, surgery, aids|hiv, smok(?:e|ing)|cigarettes?|obes(?:e|ity)',
    ),
  },
  food: {
    about: 'are about food or drink',
    pattern: words(
      'food(?:s)?, eat(?:s|ing|en)?, ate, soups?, recipes?, drinks?, drinking, coffee, tea, lunch, dinner, breakfast, meals?, cook(?:s|ing|ed)?, restaurants?, mcdonald.?s, supermarkets?, grocer(?:y|ies), sugar, meat, chicken, beef, vegetables?, fruit|apples?, chocolate, pizza, snacks?, beer, wine, water, milk, organic, gmos?|farm(?:s|ers?|ing)?',
    ),
  },
  environment: {
    about: 'are about the environment',
    pattern: words(
      'planet, earth, climate, global warming, sustainab(?:le|ility)|environment(?:al)?, green, plastic, energy, solar, oil, fracking, pollut(?:e|ion|ing), recycl(?:e|ed|ing), oceans?, forests?, animals?, wild(?:life)?, elephants?, whales?, sharks?, bees?, nature, coal, emissions?, carbon|trash|garbage|waste',
    ),
  },
  politics: {
    about: 'are about politics',
    pattern: words(
      'president(?:s|ial)?, senat(?:e|or|ors), congress(?:man|woman)?, politic(?:s|al|ian|ians), vot(?:e|es|ed|ers?|ing), elections?, governments?, republicans?, democrats?, democracy, gop, obama, bush, romney, clinton, trump, biden, conservatives?, liberals?, tea party, immigra(?:nt|nts|tion), guns?, laws?, legal, supreme court, protest(?:s|ers?)?, rights, abortion, fox news, welfare, minimum wage, police, cops?, prison(?:s|ers?)?, military, soldiers?|veterans?, bernie sanders',
    ),
  },
  identity: {
    about: 'are about who people are',
    pattern: words(
      "wom[ae]n(?:'s)?, m[ae]n(?:'s)?, gay, lesbian, lgbt\\w*, trans(?:gender)?, straight, race|racis[mt]s?|racial, black, white, latin[oax]s?, asians?, muslims?, islam, christians?, jew(?:s|ish)?, gender, feminis[mt]s?, sexis[mt], equal(?:ity)?, stereotypes?, discriminat(?:e|ion), diversity, minorit(?:y|ies), bod(?:y|ies)|marriage",
    ),
  },
  famous: {
    about: 'lean on a well-known name',
    pattern: words(
      'famous, celebrit(?:y|ies), actors?, actress(?:es)?, stars?, singer, pop star, hollywood, rapper, comedian, ted talk, hosts?, super ?bowl, oscars?, disney, batman|superman|superhero(?:es)?, jon stewart, stephen colbert, ellen, beyonc.|oprah, movies?, tv show',
    ),
  },
  video: {
    about: 'ask you to watch or look',
    pattern: words(
      'watch(?:es|ing)?, videos?, clips?, see, look(?:s|ing)?|photos?, pictures?, images?, footage, animation, infographic|map, hear|listen|song|music',
    ),
  },
} as const satisfies Record<string, FeatureRule>;

/** The id of one feature, as written in a persona's file behind an `@`. */
export type FeatureId = keyof typeof featureRules;

/** All ids, in the order of the table. */
export const featureIds = Object.keys(featureRules) as FeatureId[];

/** One feature found in a text, with the words that set it off, in order, each once. */
export type FoundFeature = Readonly<{ id: FeatureId; excerpts: readonly string[] }>;

/** Finds the features of a stimulus. Pure, linear in the text; an empty list means that nothing was recognised. */
export const findFeatures = (text: string): readonly FoundFeature[] => {
  // The lists are written with straight apostrophes. Excerpts are cut from the text as it was typed.
  const straight = text.replaceAll('’', "'");
  return featureIds.flatMap((id) => {
    const found = new Map<string, string>();
    for (const match of straight.matchAll(featureRules[id].pattern)) {
      const excerpt = text.slice(match.index, match.index + match[0].length).trim();
      if (excerpt) found.set(excerpt.toLowerCase(), excerpt);
    }
    return found.size > 0 ? [{ id, excerpts: [...found.values()] }] : [];
  });
};

const grave = words(
  'rapes?, raped, raping, rapists?, suicid(?:e|es|al), murder(?:s|ed|er|ers)?, massacres?, genocide, slavery, slaves?, tortur(?:e|es|ed), molest(?:s|ed|ation)?, assault(?:s|ed)?, abus(?:e|es|ed|ive|er|ers), lynch(?:ed|ing)?, holocaust, terroris(?:m|t|ts), beheaded, kidnapp(?:ed|ing), trafficking, domestic violence, forced (?:into )?marriages?, child brides?, 9\\/11, attack(?:s|ed|ing)? (?:women|girls|children|kids), miscarriages?, self.?harm, shot dead, school shootings?, genital mutilation',
);

/** True when a stimulus is about violence or grief. Everyday habits are then beside the point, and would read as mockery. */
export const isGrave = (text: string): boolean => text.search(grave) >= 0;
