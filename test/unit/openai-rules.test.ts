import fc from 'fast-check';
import * as sdk from 'openai/core/error';
import { describe, expect, it } from 'vitest';
import { BodyFault } from '../../src/adapters/openai/bounded-fetch.ts';
import { describeFault } from '../../src/adapters/openai/fault.ts';
import { readAnswer } from '../../src/adapters/openai/read-answer.ts';
import { type RequestForm, readForm, simplify } from '../../src/adapters/openai/request-form.ts';
import { readRetryAfter } from '../../src/adapters/openai/retry-after.ts';
import { packVector, readVectors, unpackVector } from '../../src/adapters/openai/vectors.ts';
import { describeModelFailure } from '../../src/core/model-failure.ts';
import { findProblem } from '../fakes/model-rules.ts';
import { someSchema } from '../fakes/open-models.ts';

const now = new Date('2026-11-21T12:00:00Z');
const failureOf = (error: unknown): string => describeFault(error, now).failure;

describe('what an error means', () => {
  it('is known for each error of the library', () => {
    const headers = new Headers();
    expect(failureOf(new sdk.APIConnectionTimeoutError())).toBe('timeout');
    expect(failureOf(new sdk.APIConnectionError({ message: 'x' }))).toBe('unreachable');
    expect(failureOf(new sdk.APIUserAbortError())).toBe('timeout');
    expect(failureOf(new sdk.LengthFinishReasonError())).toBe('truncated');
    expect(failureOf(new sdk.ContentFilterFinishReasonError())).toBe('refused');
    expect(failureOf(new sdk.RateLimitError(429, {}, 'x', headers))).toBe('rate-limited');
    expect(failureOf(new sdk.InternalServerError(529, {}, 'x', headers))).toBe('overloaded');
    // An error frame in a stream has no status.
    expect(failureOf(new sdk.APIError(undefined, { code: 'server_error' }, 'x', undefined))).toBe('overloaded');
  });

  it('is known for what Node and JSON throw', () => {
    expect(failureOf(new TypeError('terminated'))).toBe('unreachable');
    expect(failureOf(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }))).toBe('unreachable');
    expect(failureOf(new SyntaxError('Unexpected token'))).toBe('malformed');
    expect(failureOf(new sdk.APIConnectionError({ cause: new BodyFault('the body is too long') }))).toBe('malformed');
  });

  it('costs nothing when the connection was never made', () => {
    const refused = (code: string) => describeFault(new sdk.APIConnectionError({ cause: Object.assign(new Error('x'), { code }) }), now);
    expect(['ECONNREFUSED', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'].map((code) => refused(code).isFree)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'].map((code) => refused(code).isFree)).toEqual([false, false, false]);
  });

  it('has a name for anything at all', () => {
    const circular = new Error('x');
    circular.cause = circular;
    for (const error of [
      circular,
      Object.assign(new Error('x'), { status: 0 }),
      Object.assign(new Error('x'), { status: 599, headers: 'no' }),
    ]) {
      expect(describeModelFailure).toHaveProperty(failureOf(error));
    }
    fc.assert(fc.property(fc.anything(), (error) => failureOf(error) in describeModelFailure));
    fc.assert(
      fc.property(fc.integer(), fc.dictionary(fc.string(), fc.anything()), (code, fields) => {
        const { failure } = describeFault(Object.assign(new Error('x'), fields, { status: code }), now);
        return failure in describeModelFailure;
      }),
    );
  });
});

describe('a time to wait', () => {
  it('is never negative and never no number, whatever the header says', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/), fc.constantFrom('retry-after', 'retry-after-ms'), (value, name) => {
        const ms = readRetryAfter(new Headers({ [name]: value }), now);
        return ms === undefined || ms >= 0;
      }),
    );
  });

  it('is read from seconds, milliseconds and all three kinds of date', () => {
    const read = (value: string) => readRetryAfter(new Headers({ 'retry-after': value }), now);
    expect(read('90')).toBe(90_000);
    expect(read('Sat, 21 Nov 2026 12:00:30 GMT')).toBe(30_000);
    expect(read('Saturday, 21-Nov-26 12:00:30 GMT')).toBe(30_000);
    expect(read('Sat Nov 21 12:00:30 2026 GMT')).toBe(30_000);
    expect(['-5', '2027', '1,5', 'tomorrow', 'Sat, 99 Nov 2026'].map(read)).toEqual([
      undefined,
      2_027_000,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

const forms = fc.record<RequestForm>({
  answer: fc.constantFrom('schema', 'object', 'text'),
  tokens: fc.constantFrom('max_completion_tokens', 'max_tokens', 'max_output_tokens'),
  cacheKey: fc.boolean(),
});

describe('simpler forms', () => {
  it('come to an end after at most four, all different, whatever a server complains of', () => {
    const complaint = fc.oneof(fc.string(), fc.constantFrom('max_tokens', 'response_format', 'prompt_cache_key', 'max_tokens json_schema'));
    fc.assert(
      fc.property(forms, complaint, fc.boolean(), (first, words, isProven) => {
        const tried: RequestForm[] = [];
        for (let form: RequestForm | undefined = first; form; form = simplify({ complaint: words, tried, isProven }, form)) {
          tried.push(form);
          if (tried.length > 5) return false;
        }
        return new Set(tried.map((form) => JSON.stringify(form))).size === tried.length;
      }),
    );
  });

  it('are read back as they were written, and from nothing else', () => {
    fc.assert(
      fc.property(forms, (form) => {
        expect(readForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
      }),
    );
    fc.assert(fc.property(fc.anything(), (value) => readForm(value) === undefined));
  });
});

describe('an answer', () => {
  it('is read from any JSON without a throw, and a text is never empty', () => {
    const parts = fc.record({ type: fc.constantFrom('text', 'refusal', 'message'), text: fc.anything(), content: fc.anything() });
    const message = fc.record({ content: fc.oneof(fc.anything(), fc.array(parts)), refusal: fc.anything() }, { requiredKeys: [] });
    const choice = fc.record({ message: fc.oneof(message, fc.anything()), finish_reason: fc.oneof(fc.constant('stop'), fc.anything()) });
    const body = fc.oneof(
      fc.anything(),
      fc.record({ choices: fc.oneof(fc.array(choice), fc.anything()), usage: fc.anything() }, { requiredKeys: [] }),
      fc.record({ status: fc.constantFrom('completed', 'failed', 'incomplete'), output: fc.array(parts), usage: fc.anything() }),
    );
    fc.assert(
      fc.property(fc.constantFrom('chat' as const, 'responses' as const), body, (api, value) => {
        const reading = readAnswer(api, value);
        return 'failure' in reading || reading.text.trim() !== '';
      }),
    );
  });
});

describe('a vector', () => {
  it('comes back from its text number for number', () => {
    const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(floats, (vector) => {
        const isKept = vector.some((one) => one !== 0);
        expect(unpackVector(packVector(vector))).toEqual(isKept ? vector : undefined);
      }),
    );
  });

  it('is not read from anything else', () => {
    fc.assert(fc.property(fc.anything(), (value) => readVectors(value, 1) === undefined));
    expect(['', 'AAA=', 'AAAAAA==', 7, null, packVector([Number.NaN])].map(unpackVector)).toEqual(Array.from({ length: 6 }));
  });
});

describe('the strict vendor of the tests', () => {
  const strict = { known: [], unknown: [] };
  const body = (schema: unknown, change: object = {}) => ({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
    ...change,
  });

  it('takes a good request', () => {
    expect(findProblem('/chat/completions', body(someSchema.json), strict)).toBeUndefined();
  });

  it.each([
    ['a key that is not required', { ...someSchema.json, required: [] }],
    ['an object that is open', { ...someSchema.json, additionalProperties: true }],
    ['a word that strict schemas do not know', { ...someSchema.json, properties: { said: { type: 'string', minLength: 1 } } }],
    ['a root that is no object', { type: 'array', items: { type: 'string' } }],
    ['a hole deep inside', { ...someSchema.json, properties: { said: { type: 'array', items: { type: 'object', properties: {} } } } }],
  ])('refuses %s', (_, schema) => {
    expect(findProblem('/chat/completions', body(schema), strict)).toMatchObject({ param: 'response_format' });
  });

  it('refuses a temperature, an empty message, and JSON that nobody spoke of', () => {
    const problem = (change: object) => findProblem('/chat/completions', body(someSchema.json, change), strict)?.param;
    expect(problem({ temperature: 0.7 })).toBe('temperature');
    expect(problem({ messages: [{ role: 'user', content: '' }] })).toBe('messages');
    expect(problem({ response_format: { type: 'json_object' } })).toBe('response_format');
  });
});
