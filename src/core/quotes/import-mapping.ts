import type { Permission } from './quotes.ts';

/** What a row of an import can say about a quote. */
export const importFields = ['text', 'source', 'date', 'segment', 'permission', 'licence', 'speaker', 'stars', 'link'] as const;
export type ImportField = (typeof importFields)[number];

/** Kinds of export that are known by their header line. */
export type ExportKind = 'google-play' | 'app-store' | 'review-site' | 'survey' | 'tickets';

/**
 * What a header line suggests. `texts` holds more than one column for a survey with several open questions. `source` and `permission` hold for all rows
 * where the kind of export says them. Everything is a suggestion: a person looks at it before anything is stored.
 */
export type ProposedMapping = Readonly<{
  kind?: ExportKind;
  texts: readonly string[];
  columns: Readonly<Partial<Record<Exclude<ImportField, 'text'>, string>>>;
  source?: string;
  permission?: Permission;
}>;

/** A header as it is compared: lower case, no accents, words apart by one space. `submittedAt` and `submitted_at` are the same. */
export const foldHeader = (name: string): string =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Names of columns by field, best first: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish. Folded. */
const names: Readonly<Record<ImportField, readonly string[]>> = {
  text: [
    'text|verbatim|quote|review text|review content|review body|content|review|comment|comments|feedback|answer text|body|message|description|comment body|open ended response|answer|response|opinion',
    'bewertungstext|rezension|bewertung text|kommentar|kommentare|antwort|nachricht|beschreibung|freitext|zitat|ruckmeldung|meinung',
    'avis|texte|commentaire|commentaires|reponse|temoignage|contenu|verbatims|resena|comentario|comentarios|respuesta|opinion del cliente|mensaje|texto|recensione|commento|commenti|risposta|testo|avaliacao|resposta|mensagem',
    'beoordeling|opmerking|opmerkingen|reactie|antwoord|tekst|bericht|recension|omdome|kommentarer|svar|meddelande|recenzja|komentarz|opinia|odpowiedz|tresc',
  ].flatMap((line) => line.split('|')),
  date: [
    'date|review submit date and time|review date|review created utc|created at|date created|submission date|submitted at|submit date utc|submit date|submitted|end date|completed at|created|posted at|published at|timestamp|time|updated|last updated|response date|recorded date',
    'datum|erstellt am|erstellt|abgegeben am|eingereicht am|zeitstempel|enddatum|date de creation|date de soumission|cree le|horodateur|fecha|fecha de creacion|fecha de envio|marca temporal|data|data di creazione|data invio|data de criacao|carimbo de data hora',
    'aangemaakt|aangemaakt op|ingediend op|tijdstempel|skapad|inskickad|tidstampel|data utworzenia|sygnatura czasowa|dzien',
  ].flatMap((line) => line.split('|')),
  source:
    'source|channel|site|platform|survey|survey name|store|quelle|kanal|umfrage|canal|fuente|encuesta|fonte|canale|sondaggio|bron|kanaal|enquete|kalla|undersokning|zrodlo|ankieta'.split(
      '|',
    ),
  segment:
    'segment|group|age range|age group|age|plan|tier|cohort|customer segment|persona|role|industry|country|territory|storefront|reviewer language|zielgruppe|gruppe|alter|altersgruppe|tarif|land|groupe|tranche d age|age du client|pays|segmento|grupo|edad|pais|gruppo|eta|paese|idade|leeftijd|leeftijdsgroep|groep|alder|grupp|wiek|grupa|kraj'.split(
      '|',
    ),
  permission:
    'permission|consent basis|basis|legal basis|consent|erlaubnis|einwilligung|rechtsgrundlage|autorisation|consentement|permiso|consentimiento|consenso|permissao|consentimento|toestemming|samtycke|zgoda'.split(
      '|',
    ),
  licence: 'licence|license|lizenz|licencia|licenza|licenca|licentie|licens|licencja'.split('|'),
  speaker:
    'speaker|respondent id|respondent|response id|user id|reviewer id|consumer user id|customer id|requester id|author id|participant id|participant|nickname|reviewer nickname|user name|username|author|reviewer|requester|customer|kunden id|kundennummer|teilnehmer|teilnehmer id|nutzer id|befragter|id client|client id|repondant|id del cliente|participante|encuestado|id cliente|rispondente|partecipante|klant id|klantnummer|deelnemer|kund id|deltagare|klient id|uczestnik'.split(
      '|',
    ),
  stars:
    'stars|star rating|rating|review rating|score|review stars|sterne|bewertung|note|etoiles|estrellas|calificacion|puntuacion|stelle|valutazione|voto|estrelas|nota|classificacao|sterren|cijfer|betyg|stjarnor|gwiazdki|ocena'.split(
      '|',
    ),
  link: 'link|review link|url|review url|permalink|lien|enlace|lenke|lank|adres url'.split('|'),
};

/** Columns of what the shop or the agent wrote, not the customer. */
const isOwnWords = (folded: string): boolean =>
  /\b(?:reply|replied|developer|company|agent|assignee|internal|antwort des|reponse de l|respuesta del|subject)\b/u.test(folded);

type Column = Readonly<{ name: string; folded: string }>;

const findColumn = (columns: readonly Column[], field: ImportField, taken: ReadonlySet<string>): string | undefined => {
  for (const wanted of names[field]) {
    const found = columns.find(({ name, folded }) => folded === wanted && !taken.has(name) && !isOwnWords(folded));
    if (found) return found.name;
  }
  return undefined;
};

/** An open question as the header of a column: a sentence, not a name. Ticks, scales and numbers of the same length are asked for in other words. */
const isQuestion = ({ name, folded }: Column): boolean => {
  if (
    /^(?:on a scale|how (?:likely|satisfied|many|much|old|often)|do you agree|auf einer skala|wie (?:wahrscheinlich|zufrieden|alt|oft|viele))\b/u.test(
      folded,
    )
  )
    return false;
  return /[?？¿]/u.test(name) || (folded.split(' ').length >= 5 && !/\b(?:id|utc|date|time|url)\b/u.test(folded));
};

const recognise = (folded: ReadonlySet<string>, questions: number): ExportKind | undefined => {
  const has = (...all: readonly string[]): boolean => all.every((one) => folded.has(one));
  const some = (...any: readonly string[]): boolean => any.some((one) => folded.has(one));
  if (has('review text') && some('package name', 'reviewer language', 'star rating')) return 'google-play';
  if (some('review', 'body', 'content') && some('storefront', 'territory', 'app version', 'app store id', 'app id')) return 'app-store';
  if (
    some('review content', 'review text', 'review body', 'review') &&
    some('review stars', 'business unit', 'review title', 'domain url', 'company reply', 'location id')
  ) {
    return 'review-site';
  }
  if (
    some('ticket id', 'ticket', 'ticket number', 'case number', 'ticketnummer', 'vorgangsnummer', 'numero de ticket') &&
    some('description', 'subject', 'body', 'beschreibung', 'nachricht', 'message', 'comment', 'mensaje')
  ) {
    return 'tickets';
  }
  const isSurvey = some(
    'response id',
    'respondent id',
    'submit date utc',
    'timestamp',
    'zeitstempel',
    'horodateur',
    'marca temporal',
    'recorded date',
    'start date',
  );
  return questions > 0 || (isSurvey && folded.size > 3 && !folded.has('text')) ? 'survey' : undefined;
};

const ofKind: Readonly<Record<ExportKind, Readonly<{ source?: string; permission?: Permission }>>> = {
  'google-play': { source: 'Google Play', permission: 'public-review' },
  'app-store': { source: 'App Store', permission: 'public-review' },
  'review-site': { permission: 'public-review' },
  survey: {},
  tickets: { source: 'Support tickets', permission: 'own-customers' },
};

/** What is to be kept of the name of a file as the name of a source. */
const titleOf = (fileName: string): string =>
  fileName
    .replace(/\.[a-z0-9]{1,6}$/iu, '')
    .replace(/[_\s]+/gu, ' ')
    .trim()
    .slice(0, 80);

/**
 * Suggests how the columns of a file become quotes, from its header line and its name. Pure: the same header gives the same suggestion. A column is used once.
 */
export const proposeMapping = (header: readonly string[], fileName: string): ProposedMapping => {
  const columns = header.map((name): Column => ({ name, folded: foldHeader(name) }));
  const questions = columns.filter(isQuestion).map(({ name }) => name);
  const kind = recognise(new Set(columns.map(({ folded }) => folded)), questions.length);
  const taken = new Set<string>();
  const take = (field: ImportField): string | undefined => {
    const found = findColumn(columns, field, taken);
    if (found !== undefined) taken.add(found);
    return found;
  };
  const useQuestions = kind === 'survey' && questions.length > 0;
  for (const question of useQuestions ? questions : []) taken.add(question);
  const text = useQuestions ? undefined : take('text');
  const fields = importFields.filter((field) => field !== 'text').map((field) => [field, take(field)] as const);
  const found = Object.fromEntries(fields.filter(([, name]) => name !== undefined));
  const { source = titleOf(fileName), permission } = kind ? ofKind[kind] : {};
  return {
    ...(kind ? { kind } : {}),
    texts: useQuestions ? questions : text === undefined ? [] : [text],
    columns: found,
    ...(found['source'] === undefined && source !== '' ? { source } : {}),
    ...(found['permission'] === undefined && permission ? { permission } : {}),
  };
};
