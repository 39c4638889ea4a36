import { describe, expect, it } from 'vitest';
import { fileOf, toCsv } from './csv-helpers.ts';
import { good, header, here, none, numbered, sentence, setUp } from './quote-import-helpers.ts';

describe('columns', () => {
  it.each(['text', 'quote', 'VERBATIM', 'Review', 'comment', 'answer_text', 'body', 'Message'])(
    '“%s” is known to hold words',
    async (name) => {
      const { send, stored } = setUp();
      expect(await send(`${name},Source,DATE,Permission\n${good}`)).toMatchObject({ rows: 1, added: 1, repeated: 0 });
      expect(stored(here)).toStrictEqual([{ text: 'It broke', source: 'Survey', date: '2026-04-30', permission: 'consent' }]);
    },
  );

  it('of every kind are taken, by their usual names', async () => {
    const { send, stored } = setUp();
    await send(
      'id,rating,user_id,license,segment,permission,date,source,verbatim\n7,4.5,u1,MIT,25-34,licence,2026-04-30T23:59:59Z,Shop,Fine\n',
    );
    expect(stored(here)).toStrictEqual([
      {
        text: 'Fine',
        source: 'Shop',
        date: '2026-04-30',
        segment: '25-34',
        permission: 'licence',
        licence: 'MIT',
        speaker: 'u1',
        stars: 4.5,
      },
    ]);
  });

  it('that are named win over the usual names, whatever their case', async () => {
    const { send, stored } = setUp();
    await send(`${header.trim()},Opinion\nwrong,Survey,2026-04-30,consent,right\n`, { columns: { text: ' opinion ' } });
    expect(stored(here).map(({ text }) => text)).toEqual(['right']);
  });

  it('give way to values for all rows', async () => {
    const { send, stored } = setUp();
    await send('verbatim,source\nA,x\nB,y\n', {
      fixed: { source: ' Spring ', date: '2026-04-30', permission: 'Public review', segment: 'all' },
    });
    expect(stored(here)).toStrictEqual(
      ['A', 'B'].map((text) => ({ text, source: 'Spring', date: '2026-04-30', permission: 'public-review', segment: 'all' })),
    );
  });

  it('may be named where one value for all rows is asked for, and a permission that is one keeps its sense', async () => {
    const { send, stored } = setUp();
    const fixed = { source: 'where', date: 'when', permission: 'consent' };
    await send('text,where,when,consent\nA,Shop,2026-01-02,yes\n', { fixed });
    expect(stored(here)).toStrictEqual([{ text: 'A', source: 'Shop', date: '2026-01-02', permission: 'consent' }]);
  });

  it('called like the prototype of objects are columns like any other', async () => {
    const { send, stored } = setUp();
    const columns = { text: '__proto__', source: 'constructor' };
    await send('__proto__,constructor,date,permission\nA,B,2026-01-02,consent\n', { columns });
    expect(stored(here)).toStrictEqual([{ text: 'A', source: 'B', date: '2026-01-02', permission: 'consent' }]);
    expect(sentence(await setUp().send(header + good, { columns: { text: '__proto__' } }))).toContain('There is no column “__proto__”.');
  });

  it.each([
    [
      'of words are missing',
      'id,opinion\n1,x\n',
      none,
      'No column is known to hold the words of people. The columns are: id, opinion. Name the one that does, for example text:verbatim.',
    ],
    [
      'that are named do not exist',
      header + good,
      { columns: { text: 'verbatim' }, fixed: {} },
      'There is no column “verbatim”. The columns are: text, source, date, permission.',
    ],
    [
      'say neither source nor permission',
      'text,date\nx,2026-01-01\n',
      none,
      'Nothing says the source or permission of the quotes. The columns are: text, date. Give them for all rows or name the column, for example source:"Spring survey" permission:consent.',
    ],
    [
      'are given twice',
      header + good,
      { columns: { source: 'source' }, fixed: { source: 'x' } },
      'The source is given twice: as a column and for all rows.',
    ],
    [
      'get a date that is none',
      header + good,
      { columns: {}, fixed: { date: '03/04/2025' } },
      'The date for all rows cannot be used: write it as year-month-day',
    ],
    [
      'get a permission that is none',
      header + good,
      { columns: {}, fixed: { permission: 'maybe' } },
      'The permission for all rows cannot be used: the permission must be one of',
    ],
    ['are doubled', 'text,Text\nx,y\n', none, 'Two columns are called “Text”.'],
  ])('are refused in one sentence when they %s', async (_, content, mapping, expected) => {
    const { send, stored } = setUp();
    expect(sentence(await send(content, mapping))).toContain(`Nothing was imported. ${expected}`);
    expect(stored(here)).toStrictEqual([]);
  });

  it('are listed shortly, however many there are and whatever they are called', async () => {
    const names = Array.from({ length: 300 }, (_, at) => `"column\n${at} \u202e${'x'.repeat(60)}"`);
    const refusal = sentence(await setUp().send(`${names.join(',')}\n${names.map(() => '1').join(',')}\n`));
    expect(refusal).toContain('and 280 more.');
    expect(refusal).not.toMatch(/[\n\u202e]/);
    expect(refusal.length).toBeLessThan(1_200);
  });
});

describe('bad rows', () => {
  it('are counted and named by line, in groups, and nothing is imported', async () => {
    const { send, stored } = setUp();
    const rows = [
      ...Array.from({ length: 6 }, () => 'x,,2026-01-01,consent\n'),
      'y,s,03/04/2025,consent\n',
      'y,s,03.04.2025,consent\n',
      ' ,s,2026-01-01,consent\n',
      good,
      'x,,2026-01-01,maybe\n',
      'too,few\n',
    ];
    expect(sentence(await send(header + rows.join('')))).toBe(
      'Nothing was imported. 11 of 12 rows cannot be imported. ' +
        '7 rows without a source: lines 2, 3, 4, 5, 6 and 2 more. ' +
        '2 rows whose date can be read in two ways (write 4 March 2025 as 2025-03-04): lines 8, 9. ' +
        '1 row without words: line 10. 2 more kinds of problem. Correct the file and send it again.',
    );
    expect(stored(here)).toStrictEqual([]);
  });

  it.each([
    ['without words', ['', 's', '2026-01-01', 'consent', '']],
    ['without words', ['\u200b', 's', '2026-01-01', 'consent', '']],
    ['where the text is longer than 4000 characters', ['x'.repeat(4_001), 's', '2026-01-01', 'consent', '']],
    ['without a source', ['x', ' ', '2026-01-01', 'consent', '']],
    ['where the source is longer than 120 characters', ['x', 's'.repeat(121), '2026-01-01', 'consent', '']],
    ['without a date', ['x', 's', '', 'consent', '']],
    ['whose date is not a day', ['x', 's', '2026-02-30', 'consent', '']],
    ['whose date is not a day', ['x', 's', '45000', 'consent', '']],
    ['whose date is not a day', ['x', 's', '25/13/2025', 'consent', '']],
    ['whose date can be read in two ways', ['x', 's', '3/4/25', 'consent', '']],
    ['without a permission', ['x', 's', '2026-01-01', '', '']],
    ['whose permission is none of consent, licence, public-review, own-customers: line 2.', ['x', 's', '2026-01-01', 'yes', '']],
    ['whose stars are not a number from 0 to 5', ['x', 's', '2026-01-01', 'consent', '5.5']],
    ['whose stars are not a number from 0 to 5', ['x', 's', '2026-01-01', 'consent', '-1']],
    ['whose stars are not a number from 0 to 5', ['x', 's', '2026-01-01', 'consent', '1e0']],
    ['whose stars are not a number from 0 to 5', ['x', 's', '2026-01-01', 'consent', 'four']],
  ])('are refused: %s', async (problem, cells) => {
    const { send } = setUp();
    const content = toCsv([['text', 'source', 'date', 'permission', 'stars'], cells]);
    const refusal = sentence(await send(content));
    expect(refusal).toContain(`1 of 1 row cannot be imported. 1 row ${problem}`);
    expect(refusal).toContain(': line 2. Correct the file');
  });

  it('are shown by the most frequent problem first', async () => {
    const rows = ['x,,2026-01-01,consent\n', 'x,s,,consent\n', 'x,s,,consent\n'];
    const refusal = sentence(await setUp().send(header + rows.join('')));
    expect(refusal).toContain('2 rows without a date: lines 3, 4. 1 row without a source: line 2.');
  });

  it('are not those whose optional cells hold nothing but white space', async () => {
    const { send, stored } = setUp();
    await send(`${header.trim()},segment,licence,speaker,stars\nx,s,2026-01-01,consent, ,, ,\n`);
    expect(stored(here)).toStrictEqual([{ text: 'x', source: 's', date: '2026-01-01', permission: 'consent' }]);
  });

  it.each([
    ['2026-04-30', '2026-04-30'],
    [' 2026-04-30 ', '2026-04-30'],
    ['2026-04-30T23:59', '2026-04-30'],
    ['2026-04-30 23:59:59.123456', '2026-04-30'],
    ['2026-04-30T23:59:59+14:00', '2026-04-30'],
    ['2026-04-30 23:59:59 -0800', '2026-04-30'],
  ])('are not those with the date “%s”', async (typed, day) => {
    const { send, stored } = setUp();
    await send(`${header}x,s,${typed},consent\n`);
    expect(stored(here).map(({ date }) => date)).toEqual([day]);
  });

  it.each([
    ['an empty table', 'text,source,date,permission\n', 'The file has no rows below the line with the names of the columns.'],
    ['a broken quote at its very end', `${header}${numbered(3_000)}"x`, 'Line 3002: a quotation mark opens and never closes.'],
    ['Latin-1', Buffer.from(`${header}caf\xe9,s,2026-01-01,consent\n`, 'latin1'), 'Line 2 holds bytes that are not UTF-8 text.'],
  ])('of the whole file: %s', async (_, content, expected) => {
    const { send, stored } = setUp();
    expect(sentence(await send(fileOf(content)))).toContain(`Nothing was imported. ${expected}`);
    expect(stored(here)).toStrictEqual([]);
  });

  it('are never quoted, neither to people nor in the log', async () => {
    const { send, logged } = setUp();
    const secret = 'Zebra';
    const rows = [`${secret},${secret.repeat(40)},${secret},${secret}`, `"${secret}"${secret},s,2026-01-01,consent`];
    for (const row of rows) expect(sentence(await send(`${header}${good}${row}\n`))).not.toContain(secret);
    await send(`${header}${secret},s,2026-01-01,consent\n`);
    expect(JSON.stringify(logged)).not.toContain(secret);
    expect(logged).toHaveLength(6);
  });
});
