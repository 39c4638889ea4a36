import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { choiceText, reactionText } from '../fakes/language-model.ts';
import { type ModelCall, type ModelServer, type ModelServerOptions, startModelServer } from '../fakes/model-server.ts';

const tool = fileURLToPath(new URL('../../src/tools/try-model.ts', import.meta.url));

const tryModel = (environment: Record<string, string>) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const { PATH = '' } = process.env;
    execFile(process.execPath, [tool], { env: { PATH, ...environment }, timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, said: stdout + stderr }),
    );
  });

const verdicts = JSON.stringify({
  verdicts: [
    { claim: 'c1', quote: 'q1', verdict: 'contradicts' },
    { claim: 'c1', quote: 'q2', verdict: 'unrelated' },
  ],
});

/** Answers in the shape that the prompt asks for, as a model would. */
const answer = ({ system }: ModelCall): string => {
  if (system.includes('verdict')) return verdicts;
  if (system.includes('"odds"')) return choiceText([0.6, 0.3, 0.1]);
  if (system.includes('candidates')) return reactionText({ text: 'I would wait and see what it leaves out.' });
  return JSON.stringify({ questions: ['What did you last pay for something like it?'] });
};

let server: ModelServer | undefined;
afterEach(() => server?.close());

const start = async (options: ModelServerOptions = {}) => {
  server = await startModelServer({ answer, ...options });
  return server;
};

describe('npm run try-model', () => {
  it('tells what an endpoint can do, in words', async () => {
    const { url } = await start({ embed: () => [0.5, 0.5, 0.1] });
    const { code, said } = await tryModel({ OPENAI_BASE_URL: url, PANEL_MODEL: 'some-model', EMBEDDING_MODEL: 'some-vectors' });
    expect(said).toContain('I would wait and see what it leaves out.');
    expect(said).toContain('probabilities: 0.60, 0.30; no opinion 0.10');
    expect(said).toContain('asks: What did you last pay');
    expect(said).toContain('told contradiction from mere neighbourhood');
    expect(said).toContain('Vectors by some-vectors: 3 numbers each');
    expect(said).toContain('The endpoint: chat API, strict schemas, max_tokens');
    expect(said).toContain('All of it worked.');
    expect(code).toBe(0);
  });

  it('names what does not work, and ends with code 1', async () => {
    const { url } = await start({ answer: () => 'Hello! How can I help?' });
    const { code, said } = await tryModel({ OPENAI_BASE_URL: url });
    expect(said).toContain('PROBLEM: the answer had the wrong shape');
    expect(said).toContain('PROBLEM: it gave no verdicts');
    expect(code).toBe(1);
  });

  it('says what to set when nothing is configured', async () => {
    const { code, said } = await tryModel({});
    expect(said).toContain('Set OPENAI_API_KEY, or OPENAI_BASE_URL');
    expect(code).toBe(1);
  });
});
