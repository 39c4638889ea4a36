import { describe, expect, it } from 'vitest';
import { foldHeader, proposeMapping } from '../../src/core/quotes/import-mapping.ts';

const propose = (header: string, fileName = 'words.csv') => proposeMapping(header.split('|'), fileName);

describe('a mapping is proposed from the header', () => {
  it.each([
    [
      'Google Play',
      'Package Name|App Version Code|Reviewer Language|Review Submit Date and Time|Star Rating|Review Title|Review Text|Developer Reply Date and Time|Developer Reply Text|Review Link',
      'google-play',
      'Review Text',
      'Review Submit Date and Time',
      'Star Rating',
    ],
    ['an app store', 'Date|Territory|Nickname|Rating|Title|Review|App Version|Developer Response', 'app-store', 'Review', 'Date', 'Rating'],
    [
      'a review site',
      'Review Id|Review Created (UTC)|Review Title|Review Content|Review Stars|Company Reply|Domain URL',
      'review-site',
      'Review Content',
      'Review Created (UTC)',
      'Review Stars',
    ],
    ['tickets', 'Ticket ID|Created at|Subject|Description|Requester ID|Assignee', 'tickets', 'Description', 'Created at', undefined],
    [
      'tickets in German',
      'Ticketnummer|Erstellt am|Betreff|Beschreibung|Kundennummer',
      'tickets',
      'Beschreibung',
      'Erstellt am',
      undefined,
    ],
  ])('of %s', (_, header, kind, text, date, stars) => {
    const found = propose(header);
    expect([found.kind, found.texts, found.columns.date, found.columns.stars]).toEqual([kind, [text], date, stars]);
  });

  it('with where it comes from and on what ground, where the kind of export says so', () => {
    expect(propose('Review Text|Star Rating|Package Name')).toMatchObject({ source: 'Google Play', permission: 'public-review' });
    expect(propose('Review|Territory|Date')).toMatchObject({ source: 'App Store', permission: 'public-review' });
    expect(propose('Ticket ID|Description|Created at')).toMatchObject({ source: 'Support tickets', permission: 'own-customers' });
    const survey = propose('Respondent ID|Submit Date|What annoyed you?', 'Spring_survey 2026.csv');
    expect(survey).toMatchObject({ kind: 'survey', source: 'Spring survey 2026' });
    expect(survey.permission).toBeUndefined();
  });

  it.each([
    ['en', 'comment|created_at|respondent_id|age_group'],
    ['en', 'Feedback|submittedAt|User ID|Plan'],
    ['de', 'Kommentar|Datum|Kundennummer|Altersgruppe'],
    ['de', 'Rückmeldung|Zeitstempel|Teilnehmer|Zielgruppe'],
    ['fr', 'Témoignage|Date de création|ID client|Tranche d’âge'],
    ['es', 'Comentario|Fecha de envío|ID del cliente|Segmento'],
    ['it', 'Commento|Data di creazione|ID cliente|Età'],
    ['pt', 'Avaliação|Data de criação|Participante|Idade'],
    ['nl', 'Opmerking|Aangemaakt op|Klantnummer|Leeftijdsgroep'],
    ['sv', 'Omdöme|Inskickad|Deltagare|Ålder'],
    ['pl', 'Opinia|Data utworzenia|Uczestnik|Wiek'],
  ])('in %s: %s', (_, header) => {
    const [text, date, speaker, segment] = header.split('|');
    const found = propose(header);
    expect([found.texts, found.columns.date, found.columns.speaker, found.columns.segment]).toEqual([[text], date, speaker, segment]);
  });

  it('with every open question of a survey, and no scale', () => {
    const found = propose(
      'Response ID|Recorded Date|On a scale of 0 to 10, how likely are you to recommend us?|Why did you give that score?|Was gefällt Ihnen am besten?|How old are you?|¿Qué cambiaría?',
    );
    expect(found.texts).toEqual(['Why did you give that score?', 'Was gefällt Ihnen am besten?', '¿Qué cambiaría?']);
    expect(found.columns).toEqual({ speaker: 'Response ID', date: 'Recorded Date' });
  });

  it('and never takes what the shop wrote, nor one column twice', () => {
    const found = propose('Review Text|Developer Reply Text|Reply Date|Rating|Author|Permission|Licence|Source|URL');
    const used = [...found.texts, ...Object.values(found.columns)];
    expect(new Set(used).size).toBe(used.length);
    expect(used).not.toContain('Developer Reply Text');
    expect(used).not.toContain('Reply Date');
    expect(found.columns).toEqual({
      stars: 'Rating',
      speaker: 'Author',
      permission: 'Permission',
      licence: 'Licence',
      source: 'Source',
      link: 'URL',
    });
    expect(found.source).toBeUndefined();
  });

  it('and says nothing of a header that it does not know', () => {
    expect(propose('a|b|c', 'x.csv')).toEqual({ texts: [], columns: {}, source: 'x' });
    expect(propose('__proto__|constructor|', '.csv')).toEqual({ texts: [], columns: {} });
  });

  it('comparing names without regard to case, accents, joints and humps', () => {
    for (const name of ['submittedAt', 'Submitted_at', 'SUBMITTED-AT', ' submitted  at ']) expect(foldHeader(name)).toBe('submitted at');
    expect(foldHeader('Rückmeldung (Text)')).toBe('ruckmeldung text');
  });
});
