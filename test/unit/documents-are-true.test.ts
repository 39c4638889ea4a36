import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../commands/index.ts';
import { describeFileProblem } from '../../src/adapters/files/front-matter.ts';
import { loadPersonaSets } from '../../src/adapters/files/personas.ts';
import { readConfig, variables } from '../../src/config.ts';
import { featureRules } from '../../src/core/features.ts';
import { version } from '../../src/house.ts';
import { renderPersonaSchema } from '../../src/tools/persona-schema.ts';
import { renderReadme } from '../../src/tools/readme-tables.ts';

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('what is written about the project', () => {
  it('has tables of commands and settings that are those of the code', () => {
    expect(read('README.md')).toBe(renderReadme(read('README.md'), commands));
    expect(read('README.md')).toContain('`/panel-admin quotes import');
    for (const name of Object.keys(variables)) expect(read('README.md')).toContain(`| \`${name}\` |`);
  });

  it('gives one version everywhere', () => {
    expect((JSON.parse(read('package.json')) as { version: string }).version).toBe(version);
    expect(read('CHANGELOG.md')).toContain(`## ${version}`);
  });

  it('lists every feature that a persona can name, in order', () => {
    const listed = Array.from(read('personas/README.md').matchAll(/^\| `@([a-z]+)` \|/gm), ([, id]) => id);
    expect(listed).toEqual(Object.keys(featureRules));
  });
});

describe('the built-in persona sets', () => {
  it('load without a problem: six shoppers, five buyers, five edge cases', async () => {
    const { sets, problems } = await loadPersonaSets(join(root, 'personas'));
    expect(problems.map(describeFileProblem)).toEqual([]);
    expect(sets.map(({ id, personas }) => [id, personas.length])).toEqual([
      ['business-software-buyers', 5],
      ['everyday-shoppers', 6],
      ['stress-set', 5],
    ]);
    expect(sets.find(({ id }) => id === 'stress-set')?.personas.every(({ kind }) => kind === 'edge-case')).toBe(true);
    // Nobody measured anything for them, and they do not pretend that somebody did.
    expect(sets.flatMap(({ personas }) => personas.flatMap(({ traits }) => traits.filter(({ basis }) => basis.kind === 'data')))).toEqual(
      [],
    );
  });

  it('have a schema for editors that is the one of the code', () => {
    expect(read('personas/schema.json')).toBe(renderPersonaSchema());
  });
});

describe('the settings', () => {
  it('have the defaults that the table gives', () => {
    const config = readConfig({});
    expect(config).toEqual({
      dataDir: './data',
      databaseUrl: '',
      redisUrl: '',
      host: '127.0.0.1',
      port: 3000,
      playgroundPaceMs: 400,
      tokensPerDay: 2_000_000,
      tokensPerPersonAndHour: 500_000,
      logLevel: 'info',
      isPlayground: true,
    });
    expect(readConfig({ PORT: '', HOST: '' })).toEqual(config);
  });

  it('take a PostgreSQL by its address, and repeat nothing of a wrong one', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://u:p%40@db.example/x' }).databaseUrl).toBe('postgres://u:p%40@db.example/x');
    for (const DATABASE_URL of ['mysql://u:hunter2@db/x', 'postgres://u:hunter2 @db/x', 'hunter2'])
      expect(() => readConfig({ DATABASE_URL })).toThrow(/^DATABASE_URL must begin with postgres:\/\/(?!.*hunter2)/);
  });

  it('read one Slack workspace by its token, and leave the playground out beside it', () => {
    const token = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
    expect(readConfig({ ...token, SLACK_API_URL: 'http://127.0.0.1:1/api' })).toMatchObject({
      slack: { botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: 'http://127.0.0.1:1/api/' },
      isPlayground: false,
    });
    expect(readConfig({ ...token, PLAYGROUND: 'on' }).isPlayground).toBe(true);
    expect(readConfig({ ...token, PLAYGROUND: 'off' }).isPlayground).toBe(false);
    expect(readConfig({}).slack).toBeUndefined();
  });

  it('read many Slack workspaces by a client id', () => {
    const many = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 's', SLACK_STATE_SECRET: 'sixteen letters!', SLACK_SIGNING_SECRET: 'x' };
    expect(readConfig(many).slack).toMatchObject({ oauth: { clientId: '1.2' }, signingSecret: 'x', apiUrl: 'https://slack.com/api/' });
  });

  it.each([
    [{ SLACK_APP_TOKEN: 'xapp-1' }, /^SLACK_BOT_TOKEN is missing/],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, /^SLACK_APP_TOKEN \(Socket Mode\) or SLACK_SIGNING_SECRET/],
    [{ SLACK_CLIENT_ID: '1', SLACK_SIGNING_SECRET: 'x' }, /^SLACK_CLIENT_SECRET is missing/],
    [{ SLACK_CLIENT_ID: '1', SLACK_CLIENT_SECRET: 'x', SLACK_SIGNING_SECRET: 'x' }, /^SLACK_STATE_SECRET is missing/],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_CLIENT_ID: '1', SLACK_CLIENT_SECRET: 'x', SLACK_STATE_SECRET: 'sixteen letters!' }, /both set/],
    [{ SLACK_BOT_TOKEN: 'secret-value', SLACK_APP_TOKEN: 'xapp-1' }, /^SLACK_BOT_TOKEN must begin with xoxb-/],
    [{ SLACK_STATE_SECRET: 'short' }, /^SLACK_STATE_SECRET must have 16/],
  ])('name what is missing for Slack: %j', (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(sentence);
    expect(() => readConfig(environment)).not.toThrow(/secret-value/);
  });

  it('say that nothing is left to start when the playground is off', () => {
    expect(() => readConfig({ PLAYGROUND: 'off' })).toThrow(/^PLAYGROUND is off and no chat platform is set/);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['HOST', 'a b'],
    ['REDIS_URL', 'http://secret@host'],
    ['PLAYGROUND', 'maybe'],
    ['LOG_LEVEL', 'loud'],
    ['PLAYGROUND_PACE_MS', '1e9'],
    ['TOKENS_PER_DAY', '2,000,000'],
    ['TOKENS_PER_PERSON_AND_HOUR', '-5'],
    ['DATA_DIR', '  '],
  ])('refuse %s=%s by name and never repeat the value', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} must`));
    try {
      readConfig({ [name]: value });
    } catch (error) {
      if (value.trim().length > 3) expect(String(error)).not.toContain(value);
    }
  });
});

describe('the Docker files, as far as they can be checked without an engine', () => {
  const dockerfile = read('Dockerfile');
  const ignored = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));

  it('copy files that exist and are not ignored', () => {
    const copied = Array.from(dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm), ([, files]) => (files ?? '').split(' ')).flat();
    expect(copied).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'src', 'commands', 'personas']));
    for (const file of copied) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(ignored).toContain(file);
    }
  });

  it('use the Node that the tests use, not root, with a health check, production dependencies and a volume', () => {
    const pinned = (JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }).devDependencies['node'];
    expect(Array.from(dockerfile.matchAll(/^FROM node:(\S+)-slim/gm), ([, tag]) => tag)).toEqual([pinned, pinned]);
    expect(dockerfile.indexOf('USER node')).toBeGreaterThan(dockerfile.indexOf('COPY personas'));
    for (const line of [/^HEALTHCHECK /m, /npm ci --omit=dev/, /^VOLUME \/data$/m]) expect(dockerfile).toMatch(line);
  });

  it('publish the port on this machine only and keep the data in a volume', () => {
    const compose = parse(read('compose.yaml')) as { services: Record<string, { ports: string[]; volumes: string[]; read_only: boolean }> };
    const bot = compose.services['sounding-board'];
    expect(bot).toMatchObject({ ports: ['127.0.0.1:3000:3000'], volumes: ['data:/data'], read_only: true });
    expect(compose.services['instance']).toMatchObject({ profiles: ['several'], ports: ['127.0.0.1::3000'] });
    for (const name of ['postgres', 'redis']) expect(compose.services[name]).not.toHaveProperty('ports');
  });
});
