import { LLMock } from '@copilotkit/aimock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, createLeapingClock, openModels, someSchema } from '../fakes/open-models.ts';

/*
 * The adapter against a model API that nobody here wrote. What that one cannot do (hang, cut, validate) is in the neighbouring files.
 */

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ port: 0 });
});
afterEach(() => mock.stop());

const never = new AbortController().signal;
const apis = ['chat', 'responses'] as const;
const open = (api: (typeof apis)[number]) => openModels({ baseUrl: `${mock.url}/v1`, api });

describe.each(apis)('a model behind aimock over %s', (api) => {
  it('answers, and is asked with the prompt, the schema and a limit, once and not streamed', async () => {
    mock.onMessage('tea', {
      content: '{"said":"tea is fine"}',
      usage: { prompt_tokens: 21, completion_tokens: 7, input_tokens: 21, output_tokens: 7 },
    });
    const result = await ask(open(api).models.languageModel('gpt-5-mini'));
    expect(result).toEqual({
      outcome: 'answer',
      text: '{"said":"tea is fine"}',
      usage: { input: 21, output: 7, cached: 0, isEstimate: false },
    });
    expect(mock.getRequests()).toHaveLength(1);
    const sent = JSON.stringify(mock.getLastRequest()?.body);
    expect(sent).toContain('You are Maya. Answer in JSON.');
    // Its journal rewrites Responses as a chat and drops the format.
    if (api === 'chat') expect(sent).toContain(someSchema.name);
    expect(sent).not.toMatch(/temperature|"stream":true/);
  });

  it('says that the use is an estimate when the server counts nothing', async () => {
    mock.onMessage('tea', {
      content: '{"said":"yes"}',
      usage: { prompt_tokens: 0, completion_tokens: 0, input_tokens: 0, output_tokens: 0 },
    });
    const result = await ask(open(api).models.languageModel('m'));
    expect(result).toMatchObject({ outcome: 'answer', usage: { isEstimate: true } });
    expect(result.usage?.input).toBeGreaterThan(5);
  });

  it('calls an answer that was cut at the limit truncated, never an answer', async () => {
    mock.onMessage('tea', { content: '{"said":"ye', finishReason: 'length' });
    expect(await ask(open(api).models.languageModel('m'))).toMatchObject({ outcome: 'failed', failure: 'truncated' });
  });

  it('gives no answer when a filter took it away', async () => {
    mock.onMessage('tea', { content: 'I', finishReason: 'content_filter' });
    // Over Responses this server says only that it failed, where the vendor gives a reason.
    const failure = api === 'chat' ? 'refused' : 'overloaded';
    expect(await ask(open(api).models.languageModel('m'))).toMatchObject({ outcome: 'failed', failure });
  });

  it('names each error of the endpoint, with no use for what was refused at the door', async () => {
    const errors = [
      [401, 'invalid_api_key', 'unauthorized'],
      [404, 'model_not_found', 'unknown-model'],
      [429, 'insufficient_quota', 'quota'],
      [400, 'context_length_exceeded', 'too-long'],
      [400, 'content_filter', 'refused'],
    ] as const;
    for (const [status, code, failure] of errors) {
      mock.nextRequestError(status, { message: 'no', code });
      expect(await ask(open(api).models.languageModel('m'))).toEqual({
        outcome: 'failed',
        failure,
        usage: { input: 0, output: 0, cached: 0, isEstimate: false },
      });
    }
    expect(mock.getRequests()).toHaveLength(errors.length);
  });

  it('tries again after a 503 and after a 429 that asks for a second', async () => {
    const { clock, slept } = createLeapingClock();
    const { models } = openModels({ baseUrl: `${mock.url}/v1`, api, clock });
    mock.nextRequestError(503, { message: 'busy' });
    mock.on({ userMessage: 'tea', sequenceIndex: 0 }, { error: { message: 'slow down' }, status: 429, retryAfter: 1 });
    mock.onMessage('tea', { content: '{"said":"at last"}' });
    expect(await ask(models.languageModel('m'), { deadlineMs: 10_000 })).toMatchObject({ outcome: 'answer', text: '{"said":"at last"}' });
    expect(mock.getRequests()).toHaveLength(3);
    expect(slept.some((ms) => ms >= 1_000 && ms < 1_100)).toBe(true);
  });

  it('turns every kind of chaos into a named failure', async () => {
    const kinds = [
      [{ dropRate: 1 }, 'overloaded'],
      [{ malformedRate: 1 }, 'malformed'],
      [{ disconnectRate: 1 }, 'unreachable'],
      [{ rateLimitRate: 1 }, 'rate-limited'],
    ] as const;
    mock.onMessage('tea', { content: '{"said":"yes"}' });
    for (const [chaos, failure] of kinds) {
      mock.setChaos(chaos);
      expect(await ask(open(api).models.languageModel('m'), { deadlineMs: 900 })).toMatchObject({ outcome: 'failed', failure });
      mock.clearChaos();
    }
  });
});

describe('an embedder behind aimock', () => {
  it('gives the vectors in the order of the texts', async () => {
    mock.onEmbedding('tea', { embedding: [1, 0, 0] });
    mock.onEmbedding('milk', { embedding: [0, 1, 0.5] });
    const embedder = open('chat').models.embedder('text-embedding-3-small');
    expect(await embedder.embed(['milk'], never)).toEqual([[0, 1, 0.5]]);
    expect(await embedder.embed(['tea'], never)).toEqual([[1, 0, 0]]);
  });

  it('gives nothing when the endpoint refuses', async () => {
    mock.nextRequestError(404, { message: 'no embeddings here' });
    expect(await open('chat').models.embedder('m').embed(['tea'], never)).toBeUndefined();
  });
});
