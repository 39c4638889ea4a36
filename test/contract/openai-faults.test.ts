import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelFailure } from '../../src/core/model-failure.ts';
import { type ModelServer, type Step, startModelServer } from '../fakes/model-server.ts';
import { changed, cut, drip, hang, hangInBody, huge, json, redirect, reset, resetInBody, status, text } from '../fakes/model-steps.ts';
import { ask, openModels } from '../fakes/open-models.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer({ answer: () => '{"said":"Ünïcödé 🙂"}' });
});
afterEach(() => server.close());

const apis = ['chat', 'responses'] as const;
const open = (api: (typeof apis)[number]) => openModels({ baseUrl: server.url, api });

/** A good answer but for one byte in its text. */
const notUtf8: Step = ({ response, envelope }) => {
  const bytes = Buffer.from(JSON.stringify(envelope('a good answer')));
  bytes[bytes.indexOf('good answer')] = 0xff;
  response.writeHead(200, { 'content-type': 'application/json' }).end(bytes);
};

/** What an endpoint does to every request, what comes of it, and whether it surely cost nothing. */
const faults: Readonly<Record<string, readonly [Step, ModelFailure, isFree: boolean]>> = {
  'a hang before the headers': [hang, 'timeout', false],
  'a hang in the body': [hangInBody, 'timeout', false],
  'an answer that drips too slowly': [drip(1, 50), 'timeout', false],
  'a reset before the answer': [reset, 'unreachable', false],
  'a reset in the body': [resetInBody, 'unreachable', false],
  'a body shorter than announced': [cut(true), 'unreachable', false],
  'a body cut without any announced length': [cut(false), 'malformed', false],
  'a page of HTML with status 200': [text('<html>Sign in</html>', 'text/html'), 'malformed', false],
  'a page of HTML that claims to be JSON': [text('<html>Sign in</html>'), 'malformed', false],
  'an empty body with status 200': [text(''), 'malformed', false],
  'status 204': [text('', 'application/json', 204), 'malformed', false],
  'JSON that is no object': [json(['{"said":"yes"}']), 'malformed', false],
  'an object without choices or output': [json({ id: 'x' }), 'malformed', false],
  'a raw NUL in the JSON': [text('{"choices":[\0]}'), 'malformed', false],
  'a text with bytes that are not UTF-8': [notUtf8, 'malformed', false],
  'an answer of 10 MB with its length announced': [huge(10_000_000, true), 'malformed', false],
  'an answer of 10 MB without a length': [huge(10_000_000, false), 'malformed', false],
  'an empty text': [changed({}, '  \n'), 'empty', true],
  'an error in a body with status 200': [json({ error: { code: 502, message: 'upstream' } }), 'overloaded', false],
  'a redirect to another address': [redirect('http://127.0.0.1:1/v1'), 'rejected', true],
  'status 401': [status(401), 'unauthorized', true],
  'status 402': [status(402), 'quota', true],
  'status 403': [status(403), 'unauthorized', true],
  'status 404': [status(404, { code: 'model_not_found' }), 'unknown-model', true],
  'status 408': [status(408), 'timeout', false],
  'status 409': [status(409), 'rejected', true],
  'status 413': [status(413), 'too-long', true],
  'status 418': [status(418), 'rejected', true],
  'status 429': [status(429), 'rate-limited', true],
  'status 429 without credit, by code': [status(429, { code: 'insufficient_quota' }), 'quota', true],
  'status 429 without credit, by type': [status(429, { type: 'insufficient_quota' }), 'quota', true],
  'status 500': [status(500), 'overloaded', false],
  'status 503': [status(503), 'overloaded', true],
  'status 529': [status(529), 'overloaded', true],
  'an error of 10 MB': [text('x'.repeat(10_000_000), 'text/plain', 503), 'overloaded', true],
  'an error page that is not UTF-8': [text(Buffer.from([0xff, 0xfe]), 'text/html', 503), 'overloaded', true],
  'a prompt that OpenAI finds too long': [status(400, { code: 'context_length_exceeded' }), 'too-long', true],
  'a prompt that llama.cpp finds too long': [status(400, { type: 'exceed_context_size_error' }), 'too-long', true],
  'a prompt that vLLM finds too long, outside an error object': [
    json({ object: 'error', message: "This model's maximum context length is 4096 tokens.", code: 400 }, 400),
    'too-long',
    true,
  ],
  'a prompt that Azure filters': [status(400, { code: 'content_filter' }), 'refused', true],
  'a refusal of everything that says nothing': [status(400), 'rejected', true],
};

describe.each(apis)('over %s', (api) => {
  it.each(Object.entries(faults))('%s is a named failure by the deadline', async (_, [step, failure, isFree]) => {
    server.always(step);
    const deadlineMs = failure === 'timeout' ? 300 : 5_000;
    const result = await ask(open(api).models.languageModel('m'), { deadlineMs });
    expect(result).toMatchObject({ outcome: 'failed', failure });
    if (!isFree) expect(result).not.toHaveProperty('usage');
    else expect(result.usage).toMatchObject({ isEstimate: false });
  });

  it('an answer in pieces that split letters comes out whole', async () => {
    server.next(drip(3, 1));
    expect(await ask(open(api).models.languageModel('m'))).toMatchObject({ outcome: 'answer', text: '{"said":"Ünïcödé 🙂"}' });
  });

  it('a text is handed on as it is: fenced, with NUL, and not JSON', async () => {
    const model = open(api).models.languageModel('m');
    for (const said of ['```json\n{"said":"yes"}\n```', 'a\0b', '<think>hm</think> Tea is fine.', '\ud800 alone']) {
      server.next(changed({}, said));
      expect(await ask(model)).toMatchObject({ outcome: 'answer', text: said });
    }
  });

  it('an answer cut at its limit is truncated, one taken by a filter or declined is refused, and the server’s count is kept', async () => {
    const model = open(api).models.languageModel('m');
    for (const [change, failure] of [
      [{ finish: 'length' }, 'truncated'],
      [{ finish: 'content_filter' }, 'refused'],
      [{ refusal: 'I cannot help with that.' }, 'refused'],
    ] as const) {
      server.next(changed(change, 'Half an ans'));
      expect(await ask(model)).toMatchObject({ outcome: 'failed', failure, usage: { isEstimate: false, output: 3 } });
    }
    expect(server.calls).toHaveLength(3);
  });

  it('what the server counts is passed on, with what it read from its cache', async () => {
    const counted =
      api === 'chat'
        ? { prompt_tokens: 1_500, completion_tokens: 80, prompt_tokens_details: { cached_tokens: 1_280 } }
        : { input_tokens: 1_500, output_tokens: 80, input_tokens_details: { cached_tokens: 1_280 } };
    server.next(changed({ usage: counted }));
    expect((await ask(open(api).models.languageModel('m'))).usage).toEqual({ input: 1_500, output: 80, cached: 1_280, isEstimate: false });
  });

  it.each([undefined, null, 'many', {}, { prompt_tokens: -1, completion_tokens: 2 }, { input_tokens: 1.5, output_tokens: 'x' }])(
    'a use that the server tells as %j is estimated instead',
    async (usage) => {
      server.next(changed({ usage }, 'one two three four'));
      const result = await ask(open(api).models.languageModel('m'));
      expect(result).toMatchObject({ outcome: 'answer', usage: { cached: 0, isEstimate: true } });
      expect(result.usage?.output).toBeGreaterThan(3);
    },
  );

  it('an answer after a lost attempt counts the most that the lost one could have used', async () => {
    server.next(status(500), changed({}, '{"said":"yes"}'));
    const result = await ask(open(api).models.languageModel('m'), { maxOutputTokens: 200 });
    expect(result).toMatchObject({ outcome: 'answer', usage: { output: 201, isEstimate: true } });
    server.next(json({ error: { code: 502 } }), status(503), changed({}, '{"said":"yes"}'));
    expect((await ask(open(api).models.languageModel('m'), { maxOutputTokens: 200 })).usage).toMatchObject({ output: 201 });
  });

  it('a failure after a lost attempt has no known use, whatever the last word was', async () => {
    for (const last of [status(401), changed({ finish: 'length' })]) {
      server.next(status(500), last);
      const result = await ask(open(api).models.languageModel('m'));
      expect(result).toMatchObject({ outcome: 'failed', failure: expect.stringMatching(/unauthorized|truncated/) });
      expect(result).not.toHaveProperty('usage');
    }
  });
});

describe('over chat', () => {
  it.each([
    ['no message', { choices: [{ finish_reason: 'stop' }] }, 'malformed'],
    ['no choices', { choices: [] }, 'malformed'],
    ['an empty content', { choices: [{ message: { content: null }, finish_reason: 'stop' }] }, 'empty'],
    ['reasoning and no text', { choices: [{ message: { content: '', reasoning_content: 'Hm.' }, finish_reason: 'stop' }] }, 'empty'],
    ['a call of a tool', { choices: [{ message: { content: null, tool_calls: [] }, finish_reason: 'tool_calls' }] }, 'empty'],
    [
      'an end that nobody knows',
      { choices: [{ message: { content: 'Half' }, finish_reason: 'insufficient_system_resource' }] },
      'truncated',
    ],
  ] as const)('%s is no answer', async (_, body, failure) => {
    server.next(json(body));
    expect(await ask(open('chat').models.languageModel('m'))).toMatchObject({ outcome: 'failed', failure });
  });

  it('a content in parts is joined, and an end without a word counts as whole', async () => {
    const content = [
      { type: 'text', text: '{"said":' },
      { type: 'text', text: '"yes"}' },
    ];
    server.next(json({ choices: [{ message: { content } }] }));
    expect(await ask(open('chat').models.languageModel('m'))).toMatchObject({ outcome: 'answer', text: '{"said":"yes"}' });
  });
});

describe('over responses', () => {
  it.each([
    ['an output without messages', { status: 'completed', output: [{ type: 'reasoning', summary: [] }] }, 'empty'],
    ['an unfinished one', { status: 'in_progress', output: [] }, 'malformed'],
    ['one incomplete for no given reason', { status: 'incomplete', incomplete_details: null, output: [] }, 'truncated'],
    [
      'one whose message is incomplete',
      { status: 'completed', output: [{ type: 'message', status: 'incomplete', content: [] }] },
      'truncated',
    ],
    ['one that its filter failed', { status: 'failed', error: { code: 'invalid_prompt' }, output: [] }, 'refused'],
    ['a failed one', { status: 'failed', error: { code: 'server_error' }, output: [] }, 'overloaded'],
  ] as const)('%s is no answer', async (_, body, failure) => {
    server.always(json(body));
    expect(await ask(open('responses').models.languageModel('m'))).toMatchObject({ outcome: 'failed', failure });
  });
});

describe('an endpoint that is not there', () => {
  const unused = { input: 0, output: 0, cached: 0, isEstimate: false };

  it('is unreachable and cost nothing', async () => {
    const { url } = server;
    await server.close();
    const { models, lines } = openModels({ baseUrl: url });
    expect(await ask(models.languageModel('m'))).toEqual({ outcome: 'failed', failure: 'unreachable', usage: unused });
    expect(lines).toMatchObject([{ event: 'model request failed', failure: 'unreachable', code: 'ECONNREFUSED' }]);
  });

  it('is unreachable under a name that nobody has', async () => {
    const result = await ask(openModels({ baseUrl: 'http://nobody.invalid/v1' }).models.languageModel('m'));
    expect(result).toEqual({ outcome: 'failed', failure: 'unreachable', usage: unused });
  });

  it('is unreachable under an address that is none, or that holds a password, which never reaches the log', async () => {
    for (const baseUrl of ['not an address', 'http://user:hunter2@127.0.0.1:9/v1']) {
      const { models, lines } = openModels({ baseUrl });
      expect(await ask(models.languageModel('m'))).toMatchObject({ outcome: 'failed', failure: 'unreachable' });
      expect(JSON.stringify(lines)).not.toContain('hunter2');
    }
  });
});
