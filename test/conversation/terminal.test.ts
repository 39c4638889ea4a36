import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../fakes/shared-data.ts';

const start = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));
type Run = Readonly<{ code: number; out: string; err: string }>;

describe('the terminal', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sounding-board-terminal-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (args: readonly string[], environment: Record<string, string> = {}): Promise<Run> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: join(folder, 'data'), ...environment };
      execFile(process.execPath, [start, ...args], { env, timeout: 20_000, maxBuffer: 16_000_000 }, (error, out, err) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
      });
    });

  it('prints a whole panel, every line with its speaker, and ends with code 0', async () => {
    const { code, out, err } = await run(['ask', 'Save money with one tap', '--set', 'stress-set']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(30);
    expect(lines.filter((line) => !/^(?:Sounding Board|\S+ · AI persona|real quote|sample, nobody’s words) \|/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.endsWith('Not a real person. Assembled from the persona file. No language model.')).length).toBe(5);
  });

  it('gives one JSON object with --json, labels included', async () => {
    const { code, out } = await run(['ask', 'Save money | Spend it', '--json']);
    expect(code).toBe(0);
    const answer = JSON.parse(out) as {
      panel: number;
      status: string;
      messages: { kind: string; label: string; metadata: { digitalSourceType?: string } }[];
    };
    expect(answer.status).toBe('closed');
    expect(answer.messages.map(({ kind }) => kind)).toEqual(['notice', ...Array.from({ length: 6 }, () => 'evidence-speech'), 'notice']);
    expect(answer.messages.every(({ label, metadata }) => label !== '' && metadata.digitalSourceType !== undefined)).toBe(true);
  });

  it('answers a form with the options to type, and takes them', async () => {
    const asked = await run(['sets', 'create', "Ana's shop"]);
    expect(asked.out).toContain('  --about [optional]  Who these personas are');
    expect(asked.out).toContain("      now: Ana's shop");
    expect(asked.out).toContain('npm run sets -- save new --title …');
    const kept = await run(['sets', 'save', 'new', '--title', "Ana's shop", '--licence', 'ours']);
    expect(kept.out).toContain("Sounding Board | Draft: Ana's shop (ana-s-shop)");
    const part = await run(['sets', 'form', 'set', '--set', 'ana-s-shop']);
    expect(part.out).toContain("npm run sets -- save set --set 'ana-s-shop' --title …");
  });

  it('prints a set as the file that it reads again', async () => {
    await run(['sets', 'clone', 'stress-set', '--as', 'Our edge cases']);
    const { out } = await run(['sets', 'export', 'our-edge-cases']);
    const path = join(folder, 'ours.md');
    writeFileSync(path, out.slice(out.indexOf('# Sounding Board persona set')));
    const read = await run(['sets', 'import', path]);
    expect(read.out).toContain('Nothing in your draft differs from version 1, so there is nothing to publish.');
    expect(read.out).toContain('The file was as exported.');
  });

  it.each([
    [['ask'], 2, 'There is nothing to react to.'],
    [['ask', '   '], 2, 'There is nothing to react to.'],
    [['ask', 'x'.repeat(2_001)], 2, 'That is 2,001 characters'],
    [['ask', 'x', '--set', 'nobody'], 2, 'There is no persona set “nobody”'],
    [['ask', '--frob'], 2, 'Usage:'],
    [['dance'], 2, 'The terminal knows ask, quotes and sets.'],
    [['sets', 'import'], 2, 'Name the file to import.'],
    [['sets', 'edit', 'stress-set'], 2, '/personas clone stress-set'],
    [['quotes'], 2, 'Say what to do with the quotes.'],
    [['quotes', 'import'], 2, 'Name the CSV or JSON Lines file to import.'],
    [['quotes', 'import', '/nowhere/at/all.csv'], 2, 'There is no file /nowhere/at/all.csv.'],
  ])('says what is wrong in a sentence: %j', async (args, code, sentence) => {
    const answer = await run(args);
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(sentence);
    expect(answer.err).not.toMatch(/\bat .*:\d+:\d+/);
  });

  it('ends with code 1 and the name of the variable when a setting is wrong', async () => {
    const answer = await run([], { PORT: 'eighty' });
    expect(answer).toMatchObject({ code: 1, out: '' });
    expect(answer.err).toBe('PORT must be a whole number from 0 to 65535.\n');
  });

  const headlines = sharedData('headlines/pairs.csv');
  const reactions = sharedData('human-reactions');
  const missing = headlines.missing || reactions.missing;

  it.skipIf(missing)(
    missing ? headlines.reason : 'sets real headlines beside the words of real people, and none that they did not say',
    { timeout: 120_000 },
    async () => {
      const mapping = [
        '--text',
        'verbatim',
        '--date',
        '2025-07-17',
        '--permission',
        'licence',
        '--licence',
        'MIT',
        '--segment',
        'age_range',
      ];
      for (const survey of ['gazpacho', 'story-device']) {
        const imported = await run([
          'quotes',
          'import',
          join(reactions.path, `${survey}.csv`),
          ...mapping,
          '--source',
          `Survey: ${survey}`,
        ]);
        expect(imported.out).toContain('40 quotes imported from 40 rows.');
      }
      const said = ['gazpacho', 'story-device'].flatMap((survey) =>
        (parse(readFileSync(join(reactions.path, `${survey}.csv`)), { columns: true }) as { verbatim: string }[]).map(
          ({ verbatim }) => verbatim,
        ),
      );
      const rows = parse(readFileSync(headlines.path), { columns: true }) as { headline_a: string }[];
      const asked = [
        ...rows.filter((_, index) => index % 25 === 0).map(({ headline_a }) => headline_a),
        'Ready-to-drink bottled gazpacho, a cold soup',
        'A story device for children without a screen',
      ];
      expect(asked.length).toBe(22);
      let shown = 0;
      let silent = 0;
      for (const headline of asked) {
        const { code, out } = await run(['ask', headline, '--json']);
        expect(code, headline).toBe(0);
        const { messages } = JSON.parse(out) as { messages: { label: string; blocks: unknown }[] };
        expect(messages.length).toBe(8);
        expect(messages.every(({ label }) => label.length > 10)).toBe(true);
        const quotes: string[] = [];
        JSON.parse(out, (_, value: unknown) => {
          if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'quote' && 'text' in value)
            quotes.push(String(value.text));
          if (typeof value === 'string' && value.includes('nothing matches; 80 quotes searched')) silent += 1;
          return value;
        });
        shown += quotes.length;
        for (const quote of quotes) expect(said, headline).toContain(quote);
      }
      expect(shown).toBeGreaterThan(4);
      expect(silent).toBeGreaterThan(200);
    },
  );
});
