import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const file = new URL('../../src/adapters/pino/log.ts', import.meta.url).href;

/** What the log of a process of its own says of the error that this code makes. */
const logOf = (makeError: string): Record<string, unknown> => {
  const code = `
    import { createPinoLog } from ${JSON.stringify(file)};
    const make = () => { ${makeError} };
    let error;
    try { error = make(); } catch (thrown) { error = thrown; }
    createPinoLog('debug').error('it failed', error, { panel: 'p1' });`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 20_000 });
  return JSON.parse(stderr) as Record<string, unknown>;
};

it.each([
  ['a message', 'return new Error("canary");', 'Error'],
  ['a message with lines like those of a stack', 'return new Error("x\\n    at canary (file:1:1)\\n  at canary");', 'Error'],
  ['what a parser quotes of a text', 'JSON.parse("x\\n  at canary");', 'SyntaxError'],
  ['a name or a code that somebody wrote', 'return Object.assign(new Error("x"), { name: "our canary", code: "a canary" });', 'Error'],
  ['a message that was emptied later', 'const e = new Error("x\\n  at canary"); e.message = ""; return e;', 'Error'],
  ['a message of which a part is left', 'const e = new Error("x\\n  at canary"); e.message = "x"; return e;', 'Error'],
  ['a message that was changed later', 'const e = new Error("x\\n  at canary"); e.message = "y"; return e;', 'Error'],
])('logs the kind of an error and where it arose, and nothing of %s', (_, makeError, kind) => {
  const line = logOf(makeError);
  expect(line).toMatchObject({ error: kind, msg: 'it failed', panel: 'p1' });
  expect(JSON.stringify(line)).not.toContain('canary');
});

it('says where an error arose, and the code of the system', () => {
  const line = logOf('return Object.assign(new Error("x"), { code: "ECONNRESET" });');
  expect(line).toMatchObject({ error: 'Error', code: 'ECONNRESET' });
  expect(String(line['at'])).toMatch(/^at make \(.*:\d+:\d+\) < at /);
});
