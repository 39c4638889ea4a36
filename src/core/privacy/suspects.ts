import { type Span, spansOf, withoutOverlaps } from './kinds.ts';
import { putMarkers } from './redact.ts';

/** Something that may be a person's name or a postal address. A person decides; nothing is changed without them. */
export type Suspect = Span & Readonly<{ kind: 'name' | 'address' }>;

/** First names that stand for themselves before a surname. Common ones of several languages; those that are also everyday words are left out. */
const firstNames = new Set(
  (
    'aaron adam agnes ahmed aisha alan albert alejandro alessandro alex alexander alexandra alice ali alicia alison amanda amelia amina amy ana anders andre ' +
    'andrea andreas andrew angela anita anja ann anna anne annette anthony antoine antonio arjun arthur ashley astrid barbara beatrice ben benjamin bernard ' +
    'birgit björn bob brandon brian bruno camille carla carlos carmen carol caroline catherine cecilia charles charlotte chen chiara chloe chris christian christina ' +
    'christine christoph christopher claire clara claudia colin cristina cynthia daniel daniela danielle david deborah denise dennis diana diego dieter dmitri donald ' +
    'donna dorothy edith eduardo edward elena elias elisabeth elizabeth ella ellen emily emma enrique eric erik ernst eva evelyn fatima felix fernando finn fiona ' +
    'florian francesca francesco francisco francois frank fred frederik friedrich gabriel gabriela gary george gerald giovanni giulia giuseppe greg gregory guillaume gustav hans harold ' +
    'harry hassan heather heidi heinz helen helena helga helmut henri henrik henry hiroshi holly hugo ian ibrahim ines ingrid irene isabel isabella ivan jack jacob jacqueline ' +
    'jacques jakob james jan jane janet janine jason javier jean jeff jennifer jens jessica jim joan joanna joe johan johann johannes john jonas jonathan jorge jose josef ' +
    'joseph joshua juan judith julia julian julie juliette jürgen justin karen karin karl katarzyna kate katharina katherine kathleen kathryn katja keith kelly kenji kenneth kevin ' +
    'kim klaus kristina kumar lars laura lauren laurent lea leah leila lena leo leon leonardo liam linda lisa lorenzo louis louise luca lucas lucia lucy luis luisa lukas lukasz magdalena ' +
    'manuel marc marcel marco marcus margaret maria marie marina mario marion marta martha martin martina mary mateo matteo matthew matthias mats maurice max maya megan mehmet melanie ' +
    'melissa michael michal michel michelle miguel mike mikael mohamed mohammed monica monika muhammad nadia nancy natalia natalie nathan nicholas nick nicolas nicole nina noah nora norbert ' +
    'olga oliver olivia omar oscar pablo pamela paola paolo pascal patricia patrick paul paula pedro peter petra philip philipp philippe pierre piotr priya rachel rafael ralf ' +
    'ralph ramon raquel raul rebecca renate ricardo richard robert roberto roger roland ronald rosa ruth ryan sabine sally salma sam samantha samuel sandra sara sarah sebastian ' +
    'sergei sergio sharon shirley silvia simon simone sofia sonia sophia sophie stefan stefanie stephanie stephen steve steven sven susan susanne sylvia tanja tania tatiana teresa theo ' +
    'theresa thomas tim timothy tobias tom tomas tomasz tony ulrich ursula valentina valerie vanessa veronica victor victoria vincent virginia vladimir walter wang wei wendy werner ' +
    'william wolfgang xavier yasmin yuki yusuf yves zoe'
  ).split(' '),
);

/** What ends in the clear: months, days, brands and headings look like names to a program. */
const capitalised = "\\p{Lu}[\\p{Ll}\\p{M}'’]+(?:-\\p{Lu}[\\p{Ll}\\p{M}]+)?";
const surname = `(?:(?:van|von|de|del|della|der|den|di|da|dos|bin|al|la|le)\\s){0,2}(?:Mc|Mac|O['’])?${capitalised}`;

const titled = new RegExp(
  `(?<![\\p{L}])(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Sir|Herr|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sra?|Signora?|Sig|Pan|Pani)\\.?\\s(?:${capitalised}\\s){0,2}${surname}`,
  'gu',
);
const introduced = new RegExp(
  `(?<=(?<!\\p{L})(?:[Mm]y name is|[Mm]y name['’]s|I am called|[Nn]amed|[Nn]ame:|[Rr]egards,?|[Ss]incerely,?|[Ss]igned,?|[Mm]ein Name ist|[Ii]ch heiße|[Jj]e m['’]appelle|[Mm]e llamo|[Mm]i chiamo|[Mm]eu nome é|[Ii]k heet)\\s)${capitalised}(?:\\s${surname}){0,2}`,
  'gu',
);
const word = new RegExp(`(?<![\\p{L}])${capitalised}`, 'gu');
const family = new RegExp(`^\\s(?:\\p{Lu}\\.\\s)?${surname}`, 'u');
const helped = new RegExp(
  `(?<=(?<!\\p{L})(?:[Aa]gent|[Rr]ep|[Cc]lerk|[Mm]anager|[Ww]aiter|[Ww]aitress|[Dd]river|[Tt]echnician|[Cc]olleague|[Nn]eighbou?r|[Hh]usband|[Ww]ife|[Ss]on|[Dd]aughter|[Bb]oss|[Aa]sk for|[Ss]poke (?:to|with)|[Tt]hanks to|[Tt]hank you)\\s)${capitalised}(?:\\s${surname})?`,
  'gu',
);

/** True when the first word, or the first part of it, is a first name. */
const beginsWithFirstName = (words: string): boolean => firstNames.has((/[\p{L}\p{M}]+/u.exec(words)?.[0] ?? '').toLowerCase());

/** First names with what may be a surname behind them, each looked at by itself: the word before a name is often capitalised too. */
const findPairs = (text: string): readonly Span[] =>
  spansOf(text, word).flatMap(({ from, to }) => {
    const rest = beginsWithFirstName(text.slice(from, to)) ? family.exec(text.slice(to)) : null;
    return rest ? [{ from, to: to + rest[0].length }] : [];
  });

/** A capitalised word behind a space: every pattern of a name asks for one, and most sentences have none. */
const capitalisedWithin = /\s\p{Lu}[\p{Ll}\p{M}'’]/u;

const findNames = (text: string): readonly Span[] => {
  if (!capitalisedWithin.test(text)) return [];
  return [
    ...spansOf(text, titled),
    ...spansOf(text, introduced),
    ...findPairs(text),
    ...spansOf(text, helped).filter(({ from, to }) => text.slice(from, to).includes(' ') || beginsWithFirstName(text.slice(from, to))),
  ];
};

const streetEn =
  'Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Square|Sq|Terrace|Close|Crescent|Parkway|Pkwy|Highway|Hwy';
const addresses: readonly RegExp[] = [
  new RegExp(
    `(?<![\\p{L}\\p{N}])\\d{1,5}[A-Za-z]?,?\\s(?:(?:N|S|E|W|North|South|East|West)\\.?\\s)?(?:[\\p{Lu}\\d][\\p{L}\\d'’.-]*\\s){1,3}(?:${streetEn})(?![\\p{L}])\\.?`,
    'gu',
  ),
  /(?<!\p{L})\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|gasse|allee|ufer|straat|laan|gracht|plein|gatan|vägen|gade|vej)\s\d{1,4}\s?[a-z]?(?![\p{L}\d])/gu,
  /(?<!\p{L})\p{Lu}[\p{L}-]+(?:er|sche)\s(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Ring)\s\d{1,4}/gu,
  /(?<!\p{N})\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|chemin|place|impasse|allée|quai)\s[\p{L}'’ -]{3,40}/giu,
  /(?<!\p{L})(?:Calle|Avenida|Avda\.|Plaza|Paseo|Rua|Travessa|Via|Viale|Corso|Piazza|ul\.|ulica)\s(?:[\p{L}'’.]+\s){0,3}?[\p{L}'’.]+,?\s(?:n[º°.]\s?)?\d{1,4}(?!\p{N})/gu,
  /(?<!\p{L})P\.?\s?O\.?\s?Box\s\d{1,6}/giu,
  /(?<![\p{L}\p{N}])(?:[A-Z]{1,2}\d[A-Z\d]?)\s\d[A-Z]{2}(?![\p{L}\p{N}])/gu,
  /(?<!\p{L})\p{Lu}\p{L}+,\s(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\s\d{5}(?:-\d{4})?(?!\p{N})/gu,
];

/** What may be a name or an address, in order, without overlaps; longer ones win. */
export const findSuspects = (text: string): readonly Suspect[] => {
  const all: readonly Suspect[] = [
    // Every pattern of an address asks for a digit.
    ...(/\d/.test(text) ? addresses : [])
      .flatMap((pattern) => spansOf(text, pattern))
      .map((span) => ({ ...span, kind: 'address' as const })),
    ...findNames(text).map((span) => ({ ...span, kind: 'name' as const })),
  ];
  return withoutOverlaps(all.toSorted((a, b) => b.to - b.from - (a.to - a.from)));
};

/** The same text with something neutral where a name or an address may be: for an embedder, which needs the meaning of a text and nobody's name. */
export const withoutSuspects = (text: string): string =>
  putMarkers(
    text,
    findSuspects(text).map((span) => ({ ...span, marker: span.kind === 'name' ? 'somebody' : 'somewhere' })),
  );
