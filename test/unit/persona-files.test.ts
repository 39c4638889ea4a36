import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeFileProblem, maxFileBytes } from '../../src/adapters/files/front-matter.ts';
import { loadPersonaSets } from '../../src/adapters/files/personas.ts';

const builtIn = fileURLToPath(new URL('../../personas', import.meta.url));

describe('persona files', () => {
  let root = '';
  const file = (name: string) => join(root, 'personas', 'everyday-shoppers', name);
  const edit = (name: string, change: (text: string) => string) => writeFileSync(file(name), change(readFileSync(file(name), 'utf8')));
  const lineOf = (name: string, start: string) =>
    readFileSync(file(name), 'utf8')
      .split('\n')
      .findIndex((line) => line.startsWith(start)) + 1;
  const load = async () => {
    const { sets, problems } = await loadPersonaSets(join(root, 'personas'));
    return { names: sets.flatMap(({ personas }) => personas.map(({ name }) => name)), problems: problems.map(describeFileProblem) };
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sounding-board-personas-'));
    mkdirSync(join(root, 'personas'));
    cpSync(join(builtIn, 'everyday-shoppers'), join(root, 'personas', 'everyday-shoppers'), { recursive: true });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const expectOneProblem = async (problem: string): Promise<void> => {
    const { names, problems } = await load();
    expect(problems).toEqual([problem]);
    expect(names).not.toContain('Emil');
    expect(names.length).toBe(5);
  };

  const emil = 'personas/everyday-shoppers/emil.md';

  it('with a wrong field are named by file, line and field, and the others still load', async () => {
    edit('emil.md', (text) => text.replace(/^kind: .*$/m, 'kind: hero'));
    const line = lineOf('emil.md', 'kind:');
    const { problems } = await load();
    expect(problems[0]).toContain(`${emil}, line ${line}, kind: `);
    expect(problems.length).toBe(1);
  });

  it('with a field that does not exist, or one that is missing, say which', async () => {
    edit('emil.md', (text) => text.replace(/^role: /m, 'rolle: '));
    const { problems } = await load();
    expect(problems[0]).toMatch(/emil\.md, line \d+, role: this field is missing/);
    edit('emil.md', (text) => text.replace(/^rolle: .*$/m, 'role: A careful buyer\nstar_sign: Leo'));
    await expectOneProblem(
      `${emil}, line ${lineOf('emil.md', 'star_sign')}, star_sign: there is no such field; see schema.json for the fields`,
    );
  });

  it('with a trait that breaks a rule point at the line of that trait', async () => {
    edit('emil.md', (text) => text.replace(/^( *)- text: .*$/m, '$1- text: I am a real person and this is my story.'));
    const { problems } = await load();
    const line = lineOf('emil.md', '  - text: I am a real');
    expect(problems).toEqual([`${emil}, line ${line}, background.0.text: a persona may not claim to be a real person`]);
  });

  it('with broken YAML, no front matter, no text or too much of it are refused', async () => {
    edit('emil.md', (text) => text.replace(/^role: .*$/m, 'role: "never closed'));
    expect((await load()).problems[0]).toMatch(/emil\.md, line \d+: /);
    writeFileSync(file('emil.md'), 'no front matter');
    await expectOneProblem(`${emil}, line 1: the file must begin with YAML between two lines of ---`);
    writeFileSync(file('emil.md'), Buffer.from([0x2d, 0xff, 0xfe, 0x00]));
    await expectOneProblem(`${emil}, line 1: the file could not be read as UTF-8 text`);
    writeFileSync(file('emil.md'), 'x'.repeat(maxFileBytes + 1));
    await expectOneProblem(`${emil}, line 1: the file has ${maxFileBytes + 1} bytes; at most ${maxFileBytes} are read`);
    rmSync(file('emil.md'));
    await expectOneProblem(`${emil}, line 1: the file is missing`);
  });

  it('that the set does not list are named, because nobody speaks from them', async () => {
    writeFileSync(file('zoe.md'), 'not read at all');
    writeFileSync(file('README.md'), 'notes for people');
    const { names, problems } = await load();
    expect(problems).toEqual([
      expect.stringContaining('zoe.md, line 1: set.yaml does not list it under “personas”: list it there, or take the file away'),
    ]);
    expect(names).toHaveLength(6);
  });

  it('cannot unfold, run code, or leave their folder', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[index]}`).join(',')}]`),
    ].join('\n');
    writeFileSync(file('emil.md'), `---\n${bomb}\n---\n`);
    await expectOneProblem(`${emil}, line 2: anchors and aliases (& and *) are not allowed; write the text out`);
    writeFileSync(file('emil.md'), "---\nname: !!js/function 'function () { process.exit(7) }'\n---\n");
    expect((await load()).problems[0]).toMatch(/emil\.md, line 2/);
    edit('set.yaml', (text) => text.replace('- emil', '- ../../etc/passwd'));
    const { names, problems } = await load();
    expect(names).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/set\.yaml, line \d+, personas\.\d: use lower-case words joined by hyphens/)]);
  });

  it('with two names that look alike keep the first and refuse the second', async () => {
    const other = /^name: (.*)$/m.exec(readFileSync(file('delphine.md'), 'utf8'))?.[1] ?? '';
    edit('emil.md', (text) => text.replace(/^name: .*$/m, `name: ${other.replace('e', 'é').toUpperCase()}`));
    const { problems } = await load();
    expect(problems).toEqual([
      `${emil}, line 1, name: the name looks like the one in personas/everyday-shoppers/delphine.md; give one of them another`,
    ]);
  });
});
