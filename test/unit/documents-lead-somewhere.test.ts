import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { parseArguments } from '../../src/app/arguments.ts';
import { variables } from '../../src/config.ts';
import { isRefusal } from '../../src/core/errors.ts';
import type { Command } from '../../src/ports/command.ts';

/* What the documents name is there: files, headings, scripts, variables, commands. */

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const filesBelow = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'personas', 'bench'].flatMap((folder) => filesBelow(folder, /\.md$/)),
];

const all = (text: string, pattern: RegExp): readonly string[] => Array.from(text.matchAll(pattern), ([, found]) => found ?? '');

/** Everything in code marks: blocks, and words in a line. */
const codeOf = (text: string): readonly string[] => [
  ...all(text, /^ *```\w*\n([\s\S]*?)^ *```/gm),
  ...all(text.replaceAll(/^ *```[\s\S]*?^ *```/gm, ''), /`([^`\n]+)`/g),
];

/** The ids that headings get where such files are shown: lower case, no signs, hyphens for spaces. */
const headingsOf = (text: string): readonly string[] =>
  all(text.replaceAll(/^ *```[\s\S]*?^ *```/gm, ''), /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const isThere = (document: string, link: string): boolean => {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? join(root, document) : resolve(root, dirname(document), path);
  if (!existsSync(target)) return false;
  return heading === undefined || headingsOf(readFileSync(target, 'utf8')).includes(heading);
};

/** Expects nothing of a document, and names the document where there is something. */
const expectNone = (document: string, found: readonly string[]): void => expect({ document, found }).toEqual({ document, found: [] });

describe('what the documents name', () => {
  it('are all documents', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/method.md', 'docs/decisions/README.md', 'bench/README.md']));
  });

  it('are files and headings that exist', () => {
    for (const document of documents) {
      const links = all(read(document), /\]\((?!https?:)([^)\s]+)\)/g);
      expectNone(
        document,
        links.filter((link) => !isThere(document, link)),
      );
    }
  });

  it('are paths of the project that exist, in comments of the code as well', () => {
    const path = /(?<![\w./-])((?:src|test|commands|bench|docs|personas)\/[\w./-]+\.(?:ts|md|yaml|json|mjs))/g;
    // What a recipe makes is not there.
    const made = ['test/conversation/tally.test.ts'];
    const named = (text: string): readonly string[] => all(text, path).filter((one) => !made.includes(one) && !existsSync(join(root, one)));
    for (const document of documents) expectNone(document, codeOf(read(document)).flatMap(named));
    const sources = ['src', 'commands', 'bench', 'test'].flatMap((folder) => filesBelow(folder, /\.(?:ts|mjs)$/));
    for (const source of [...sources, 'compose.yaml', 'Dockerfile']) {
      expectNone(
        source,
        all(read(source), /(docs\/[\w/-]+\.md)/g).filter((one) => !existsSync(join(root, one))),
      );
    }
  });

  it('are npm scripts that exist', () => {
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);
    for (const document of documents) {
      const named = all(read(document), /npm run (?:-s )?([a-z:-]+)/g);
      expectNone(
        document,
        named.filter((name) => !scripts.includes(name)),
      );
    }
  });

  it('are variables that the settings know, or those of the tests and of Docker', () => {
    const others = { TEST_DATABASE_URL: '.ci/run', POSTGRES_PASSWORD: 'compose.yaml' };
    for (const [name, file] of Object.entries(others)) expect(read(file)).toContain(name);
    const known = [...Object.keys(variables), ...Object.keys(others)];
    for (const document of documents) {
      const named = codeOf(read(document)).flatMap((code) => all(code, /(?<![\w-])([A-Z]+(?:_[A-Z]+)+)(?![\w-])/g));
      expectNone(
        document,
        named.filter((name) => !known.includes(name)),
      );
    }
  });

  it('are commands, actions and options that can be typed', () => {
    const reads = (typed: string): boolean => {
      const [, name = '', text = ''] = /^\/([a-z-]+) ?(.*)$/.exec(typed) ?? [];
      const command = commands.find((one) => one.name === name);
      if (!command) return false;
      // A word in the place of the command itself, which is typed on Discord only.
      const rest = command.actions.some((action) => action.root === text) ? '' : text;
      if (rest === '' || rest === 'help') return true;
      const parsed = parseArguments(command, rest);
      // Where free text may follow, a word that is no option counts as text.
      return !isRefusal(parsed) && all(rest, / ([a-z]+):/g).every((option) => option in parsed.action.options);
    };
    const guides = documents.filter((document) => !document.startsWith('docs/decisions/'));
    const typedIn = (document: string) =>
      codeOf(read(document).replace(/<!-- commands:[\s\S]*end of commands -->/, ''))
        .flatMap((code) => code.split('\n'))
        .filter((line) => /^\/(?:panel|quotes|personas|outcome)/.test(line))
        .map((line) => line.replaceAll('\\|', '|').replaceAll(/<[a-z]+>/g, 'x'));
    for (const document of guides)
      expectNone(
        document,
        typedIn(document).filter((line) => !reads(line)),
      );
    expect(guides.flatMap(typedIn).length).toBeGreaterThan(40);
    for (const wrong of ['/panel-admin nothing', '/panel-admin retention nothing:1', '/quotes late nothing:1', '/nothing'])
      expect(reads(wrong)).toBe(false);
  });
});

describe('the recipe for a command', () => {
  it('is a command that runs', async () => {
    const [source = ''] = all(read('CONTRIBUTING.md'), /```ts\n([\s\S]*?)```/g);
    const folder = mkdtempSync(join(tmpdir(), 'sounding-board-recipe-'));
    try {
      const absolute = source
        .replaceAll("'zod'", `'${import.meta.resolve('zod')}'`)
        .replaceAll("'../src/", `'${root}/src/`)
        .replaceAll("'./", `'${root}/commands/`);
      writeFileSync(join(folder, 'tally.ts'), absolute);
      const { tally } = (await import(pathToFileURL(join(folder, 'tally.ts')).href)) as { tally: Command };
      const context = {
        invocation: { space: 'local:playground' },
        desks: { about: { panels: async () => 3 } },
        limits: { nameUnits: 80, bodyUnits: 2_000, notificationUnits: 200 },
      };
      const answer = await tally.actions[0]?.run({}, context as never);
      expect(JSON.stringify(answer)).toContain('Panels so far: 3.');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
