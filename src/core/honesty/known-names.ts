/*
 * Names by which a text can be seen to speak of a real person. Short lists on purpose: a name that is also a common word would refuse
 * harmless sentences (`will`, `may`, `hope`), so those are left out.
 */

/** Common given names of English and its neighbours. Followed by a capitalised word they name a person. */
export const givenNames: ReadonlySet<string> = new Set(
  `aaron abigail adam adrian ahmed alan albert alejandro alex alexander alexandra alexandria alfred ali alice alicia alison amanda amelia amy ana
  andre andrea andrew angela angelina anita ann anna anne annie anthony antonio ariana arnold arthur ashley audrey barack barbara barry beatrice ben
  benjamin bernard bernie beth betty beyonce bill billie billy bob boris brad bradley brandon brenda brian britney bruce bruno bryan calvin cameron
  camila carl carlos carmen caroline catherine cathy cecilia charles charlie charlotte cheryl chloe chris christina christine christopher cindy
  claire clara claudia colin connor craig cristiano cynthia daniel daniela danny dave david deborah dennis derek diana diane diego dolly dominic
  donald donna dorothy doug douglas dwayne ed eddie edward eleanor elena eli elizabeth ella ellen elon elvis emily emma emmanuel eric erica erik
  ethan eugene eva evan evelyn felix fernando fiona florence fran frances francis francois fred frida gabriel gary gavin geoffrey george gerald
  gerard gloria gordon greg gregory greta gwyneth hannah harold harriet harry harvey heather heidi helen henry hillary howard hugh hugo ian ingrid
  isaac isabel isabella ivan jacob jake james jamie jane janet jason jay jean jeff jeffrey jennifer jenny jeremy jerry jesse jessica jill jim jimmy
  joan joanna joe joel johan john johnny jonathan jorge jose joseph joshua juan judith judy julia julian julie justin kamala karen karl kate
  katherine kathleen kathy katie katy keanu keith kelly ken kenneth kevin khloe kim kourtney kristen kyle kylie larry laura lauren laurence lebron
  leo leonard leonardo lewis liam linda lindsay lionel lisa liz logan lois louis louise lucas lucia lucy luis luke lydia madeleine malala manuel
  marc marcus margaret maria marie marilyn mario marissa martha martin mary matt matthew maurice megan melanie melinda melissa meryl michael
  michelle miguel mike mohamed mohammed monica morgan muhammad nancy naomi natalie nathan neil nelson nicholas nicole nigel nina noah norman olga
  oliver olivia oprah oscar pablo pamela patricia patrick paul paula pedro penelope pete peter phil philip phillip priyanka rachel ralph ramon
  raymond rebecca reese renee ricardo richard rick rita robert roberto roger ronald rosa rosario rosie roy rupert russell ruth ryan sally sam
  samantha samuel sandra sara sarah scarlett scott sean sebastian selena serena sergio sharon shawn sheila sheryl shirley silvia simon simone
  sofia sonia sophia sophie stefan stella stephanie stephen steve steven stuart susan suzanne sylvester sylvia tamara tara taylor ted teresa
  terry theresa thomas tiffany tim timothy tina todd tom tommy tony tracy trevor tyler ursula usain valerie vanessa veronica vicky vincent
  vladimir volodymyr walter warren wayne wendy whitney william xavier yvonne zachary zoe mark`.split(/\s+/),
);

/** Names of one word by which everybody knows a person of politics, business, entertainment or sport. */
export const famousNames: ReadonlySet<string> = new Set(
  `trump obama biden clinton reagan nixon thatcher blair merkel macron sarkozy putin zelensky zelenskyy zelenskiy erdogan netanyahu modi bolsonaro
  trudeau sunak starmer scholz merz meloni berlusconi orban mandela gandhi hitler stalin lenin churchill castro khamenei musk zuckerberg bezos
  altman nadella pichai buffett soros murdoch branson snowden assange thunberg oprah beyonce rihanna madonna shakira zendaya eminem kanye
  kardashian kardashians bieber adele gaga springsteen mccartney timberlake dicaprio spielberg tarantino schwarzenegger stallone clooney jolie
  streep hanks kidman winfrey degeneres fallon colbert kimmel letterman messi ronaldo maradona pele neymar mbappe beckham federer nadal djokovic
  lebron hamilton schumacher verstappen sharapova mcgregor tyson hawking fauci`.split(/\s+/),
);

/** Two words that begin like a person's name and are a product, a firm or a place. */
export const productNames: ReadonlySet<string> = new Set([
  'calvin klein',
  'tommy hilfiger',
  'ralph lauren',
  'jack daniels',
  'johnny walker',
  'michael kors',
  'hugo boss',
  'oscar mayer',
  'paul smith',
  'arthur andersen',
  'william hill',
  'harley davidson',
  'aston martin',
  'dr pepper',
  'dr martens',
  'dr oetker',
  'mr clean',
  'mr muscle',
  'king size',
  'queen size',
  'king bed',
  'queen bed',
  'king kong',
  'prince charming',
  'doctor who',
  'santa claus',
  'harry potter',
  'james bond',
  'mary poppins',
  'excel',
]);
