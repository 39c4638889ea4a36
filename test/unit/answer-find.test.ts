import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/core/prompt/read-answer.ts';

const read = (text: string) => {
  const result = readAnswer(text, { kind: 'questions', persona: undefined, options: 1 });
  if (result.outcome === 'failed') return result.failure;
  return result.draft.kind === 'questions' ? result.draft.questions.join('+') : 'another kind';
};
const answer = '{"questions": ["What did you do?"]}';
const found = 'What did you do?';

describe('finding the answer in what a model wrote', () => {
  it('reads it bare, fenced, in prose, after a byte order mark, and after a thinking block', () => {
    for (const text of [
      answer,
      `\uFEFF ${answer}\n`,
      `\`\`\`json\n${answer}\n\`\`\``,
      `Sure! Here it is:\n${answer}\nI hope that this helps {really}.`,
      `I use {curly braces} and a "quote. ${answer}`,
      `A lone { in prose. ${answer}`,
      `[${answer}]`,
      `<think>Maybe {"questions": ["Draft?"]}?</think>\n${answer}`,
      `Maybe {"questions": ["Draft?"]}?</think>${answer}`,
      `<reasoning>hm</reasoning>${answer}`,
    ]) {
      expect(read(text)).toBe(found);
    }
  });

  it('takes the first object that fits, and passes over one that does not', () => {
    expect(read(`{"a": 1} ${answer} {"questions": ["Second?"]}`)).toBe(found);
  });

  it('does not look for an answer inside of another object, nor inside a string', () => {
    expect(read(`{"echo": ${answer}}`)).toBe('malformed');
    expect(read(`{"echo": ${JSON.stringify(answer)}}`)).toBe('malformed');
    expect(read('{"questions": ["</think>{\\"questions\\": [\\"Hostile?\\"]}"]}')).toContain('Hostile');
    expect(read('{"questions": ["a } in it \\" {", "b"]}')).toBe('a } in it " {+b');
  });

  it('accepts no JSON that is none', () => {
    for (const text of [
      '{"questions": ["What?",]}',
      "{'questions': ['What?']}",
      '{"questions": ["What?"] // so\n}',
      '{"questions": [NaN]}',
    ]) {
      expect(read(text)).toBe('malformed');
    }
  });

  it('says whether nothing was written, the end is missing, or the shape is wrong', () => {
    for (const text of ['', ' \n', '\uFEFF']) expect(read(text)).toBe('empty');
    for (const text of ['{"questions": ["What', '{"questions": ["What?"]', '<think>I wonder', '<think>x</think>']) {
      expect(read(text)).toBe('truncated');
    }
    for (const text of ['I cannot help with that.', '[]', 'null', '42', '"text"', '{}', '{"questions": 4}']) {
      expect(read(text)).toBe('malformed');
    }
  });

  it('is not moved by keys of prototypes', () => {
    const text = `{"__proto__": ${answer}, "constructor": {"prototype": {"questions": ["No?"]}}}`;
    expect(read(text)).toBe('malformed');
    expect(read(`{"__proto__": {"polluted": true}, ${answer.slice(1)}`)).toBe(found);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'questions')).toBe(false);
  });

  it('stands 10 MB, deep nesting and thousands of braces without a long search', () => {
    const before = process.cpuUsage().user;
    expect(read(`${answer}${' '.repeat(10_000_000)}`)).toBe('malformed');
    for (const open of ['{', '[', '{"a":', '{"a":[', '{"', '{"\\']) {
      expect(['malformed', 'truncated']).toContain(read(open.repeat(100_000)));
      expect(['malformed', 'truncated']).toContain(read(`{"questions": ${open.repeat(30_000)}`));
    }
    expect(read(`{"questions": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).toBe('malformed');
    expect(read('{} '.repeat(50_000))).toBe('malformed');
    // 60 ms of its own time where this was written; a search in squared time takes minutes.
    expect(process.cpuUsage().user - before).toBeLessThan(5_000_000);
  });

  it('never throws, and gives only bounded text', () => {
    const part = fc.oneof(
      fc.json(),
      fc.string({ maxLength: 20 }),
      fc.constantFrom('{', '}', '"', '\\', '{"questions": [', answer, '<think>', '</think>', '```'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.constantFrom('open', 'comparison', 'questions', 'control'), (parts, kind) => {
        const result = readAnswer(parts.join(''), { kind, persona: undefined, options: 2 });
        expect(['draft', 'failed']).toContain(result.outcome);
      }),
      { numRuns: 500 },
    );
  });
});
