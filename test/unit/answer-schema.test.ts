import { describe, expect, it } from 'vitest';
import { judgeSchema, maxJudgeTokens, maxOutputTokens, optionLetters, schemaFor } from '../../src/core/prompt/answer-schema.ts';
import { readVerdicts } from '../../src/core/prompt/judge-prompt.ts';
import { readAnswer } from '../../src/core/prompt/read-answer.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const nodesOf = (value: unknown): readonly Node[] =>
  isNode(value) ? [...('type' in value ? [value] : []), ...Object.values(value).flatMap(nodesOf)] : [];

/** The shortest value that a schema allows: every list with one entry, every choice its first. */
const sample = (schema: unknown): unknown => {
  if (!isNode(schema)) throw new Error('a schema is an object');
  if (schema['type'] === 'object' && isNode(schema['properties'])) {
    return Object.fromEntries(Object.entries(schema['properties']).map(([key, value]) => [key, sample(value)]));
  }
  if (schema['type'] === 'array') return [sample(schema['items'])];
  if (schema['type'] === 'number') return 0.5;
  return Array.isArray(schema['enum']) ? schema['enum'][0] : 'c1';
};

const all = [
  schemaFor('open', 1),
  schemaFor('questions', 1),
  ...[2, 3, 4, 5].flatMap((options) => [schemaFor('comparison', options), schemaFor('control', options)]),
  judgeSchema,
];

describe('the schema of an answer', () => {
  it('obeys strict structured outputs: every property required, none else, and no keyword that strict mode refuses', () => {
    const allowed = new Set(['type', 'properties', 'required', 'additionalProperties', 'items', 'enum']);
    for (const { json } of all) {
      const nodes = nodesOf(json);
      expect(nodes.length).toBeGreaterThan(2);
      expect(json['type']).toBe('object');
      for (const node of nodes) {
        expect(Object.keys(node).filter((key) => !allowed.has(key))).toEqual([]);
        if (node['type'] !== 'object') continue;
        expect(node['additionalProperties']).toBe(false);
        expect(node['required']).toEqual(Object.keys(node['properties'] ?? {}));
      }
    }
  });

  it('is made once, is plain JSON, and has a name of its own that a server accepts', () => {
    expect(schemaFor('comparison', 3)).toBe(schemaFor('comparison', 3));
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { name, json } of all) {
      expect(name).toMatch(/^[a-z_]{1,64}$/);
      expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    }
  });

  it('is told to the model key by key', () => {
    expect(schemaFor('questions', 1).shape).toBe('{"questions": [string, ...]}');
    expect(schemaFor('control', 2).shape).toBe('{"odds": [{"choice": "A" | "B" | "none", "probability": number}, ...]}');
    expect(schemaFor('open', 1).shape).toContain('"trait": string | null}');
  });

  it('offers the letters of the options, and no others', () => {
    for (const options of [2, 3, 4, 5]) {
      const text = JSON.stringify(schemaFor('comparison', options).json);
      for (const [index, letter] of optionLetters.entries()) expect(text.includes(`"${letter}"`)).toBe(index < options);
    }
  });

  it('is not made for a choice among one, or six', () => {
    expect(() => schemaFor('comparison', 1)).toThrow(RangeError);
    expect(() => schemaFor('control', 6)).toThrow(RangeError);
  });

  it('lets through nothing that the reader would refuse for its shape', () => {
    const read = (kind: 'open' | 'questions' | 'control', options: number) =>
      readAnswer(JSON.stringify(sample(schemaFor(kind, options).json)), { kind, persona: undefined, options });
    for (const result of [read('open', 1), read('questions', 1), read('control', 2), read('control', 5)]) {
      expect(result.outcome).toBe('draft');
    }
    expect(readVerdicts(JSON.stringify(sample(judgeSchema.json)), [{ claim: 'c1', quote: 'c1' }])).toEqual({
      outcome: 'verdicts',
      verdicts: [{ claim: 'c1', quote: 'c1', verdict: 'supports' }],
    });
  });

  it('leaves room for the longest answer that the rules allow', () => {
    // 80 words are about 110 tokens; a claim with its keys about 45; keys and numbers of a candidate about 40.
    expect(maxOutputTokens('open', 1)).toBeGreaterThan(3 * (110 + 4 * 45 + 30 + 40) + 60);
    expect(maxOutputTokens('comparison', 5)).toBeGreaterThan(5 * (55 + 2 * 45 + 25) + 6 * 20 + 90);
    expect(maxOutputTokens('comparison', 2)).toBeLessThan(maxOutputTokens('comparison', 3));
    expect(maxJudgeTokens(10)).toBeGreaterThan(10 * 25);
  });
});
