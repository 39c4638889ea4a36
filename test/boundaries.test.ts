import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/* Who may import whom. Read from the files themselves, so a rule cannot pass because a tool saw nothing. */

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));

type Import = Readonly<{ from: string; to: string; typeOnly: boolean }>;

const importsOf = (file: string): readonly Import[] => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm);
  return Array.from(found, ([, type, statik, dynamic]) => {
    const to = statik ?? dynamic ?? '';
    const target = to.startsWith('.')
      ? relative(root, resolve(root, dirname(file), to))
          .split(sep)
          .join('/')
      : to;
    return { from: file, to: target, typeOnly: type !== undefined };
  });
};

const within =
  (...folders: readonly string[]) =>
  ({ to }: Import): boolean =>
    folders.some((folder) => to.startsWith(`${folder}/`));
const isPackage =
  (...names: readonly string[]) =>
  ({ to }: Import): boolean =>
    names.some((name) => to === name || to.startsWith(`${name}/`));
const isOutside = ({ to }: Import): boolean => !to.startsWith('src/') && !to.startsWith('commands/');

/** The libraries that an adapter may use besides Node's own. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  charts: ['vega', 'vega-lite', '@resvg/resvg-wasm'],
  csv: ['csv-parse'],
  discord: ['discord.js', 'undici', 'zod'],
  evidence: [],
  files: ['yaml', 'zod'],
  jsonl: [],
  keyv: ['keyv', '@keyv/redis'],
  memory: ['stemmer'],
  openai: ['openai'],
  phones: ['libphonenumber-js'],
  pino: ['pino'],
  postgres: ['pg'],
  slack: ['@slack/bolt', '@slack/web-api', '@slack/oauth', '@slack/types', '@slack/socket-mode', 'undici', 'zod'],
  sqlite: ['stemmer'],
  system: [],
  terminal: [],
  web: ['hono', '@hono/node-server', 'prom-client', 'zod'],
};

const forbidden = (files: readonly string[], allowed: (one: Import) => boolean): readonly string[] =>
  files
    .flatMap(importsOf)
    .filter((one) => !allowed(one))
    .map(({ from, to }) => `${from} imports ${to}`);

describe('the house keeps its rooms apart', () => {
  it('sees the files that it judges', () => {
    expect(filesBelow('src/core').length).toBeGreaterThan(20);
    expect(filesBelow('src/core').flatMap(importsOf).length).toBeGreaterThan(40);
    expect(filesBelow('src/app').flatMap(importsOf).length).toBeGreaterThan(40);
    expect(filesBelow('commands').length).toBeGreaterThan(4);
  });

  it('core imports core and zod only', () => {
    expect(forbidden(filesBelow('src/core'), (one) => within('src/core')(one) || isPackage('zod')(one))).toEqual([]);
  });

  it('ports import types only, of core and of other ports', () => {
    expect(forbidden(filesBelow('src/ports'), (one) => one.typeOnly && within('src/core', 'src/ports')(one))).toEqual([]);
  });

  it('commands import core, zod, their own helpers and types of ports', () => {
    expect(
      forbidden(
        filesBelow('commands'),
        (one) => within('src/core', 'commands')(one) || isPackage('zod')(one) || (one.typeOnly && within('src/ports')(one)),
      ),
    ).toEqual([]);
  });

  it('app imports core, ports and itself', () => {
    const own = (one: Import) => within('src/core', 'src/ports', 'src/app')(one) || isPackage('zod', 'node:crypto', 'node:timers')(one);
    expect(forbidden(filesBelow('src/app'), own)).toEqual([]);
  });

  it('an adapter imports core, ports, its own folder and its own library, never another adapter or the app', () => {
    const adapters = readdirSync(join(root, 'src/adapters'));
    expect(adapters.toSorted()).toEqual(Object.keys(libraries).toSorted());
    for (const adapter of adapters) {
      const mine = (one: Import) =>
        within('src/core', 'src/ports', `src/adapters/${adapter}`)(one) ||
        isPackage(...(libraries[adapter] ?? []))(one) ||
        (isOutside(one) && one.to.startsWith('node:'));
      expect(forbidden(filesBelow(`src/adapters/${adapter}`), mine)).toEqual([]);
    }
  });

  it('only config reads the environment, only the system adapter the clock and chance, and nobody writes to the console', () => {
    const sources = [...filesBelow('src'), ...filesBelow('commands')].filter((file) => !file.startsWith('src/tools/'));
    const using = (pattern: RegExp, except: readonly string[]) =>
      sources.filter((file) => !except.some((one) => file.startsWith(one)) && pattern.test(readFileSync(join(root, file), 'utf8')));
    expect(using(/process\.env/, [])).toEqual([]);
    expect(using(/\bconsole\./, [])).toEqual([]);
    expect(
      using(/\bDate\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/, ['src/adapters/system/', 'src/adapters/web/client/']),
    ).toEqual([]);
  });

  it('no file has more than 300 lines', () => {
    const sources = [...filesBelow('src'), ...filesBelow('commands')];
    const long = sources
      .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });
});
