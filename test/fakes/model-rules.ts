/*
 * What a strict vendor accepts, in a table of its own: nothing here is taken from the code under test. After OpenAI's guide to structured
 * outputs and its API reference as they are commonly known in 2026; no live vendor was asked.
 */

/** Why a request is refused, as the vendor writes it. */
export type Complaint = Readonly<{ message: string; param: string | null; code: string | null }>;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const complain = (message: string, param: string | null = null, code: string | null = null): Complaint => ({ message, param, code });

const schemaWords = new Set(
  [
    'type properties required additionalProperties items enum const anyOf $ref $defs title description',
    'pattern format multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minItems maxItems',
  ].flatMap((line) => line.split(' ')),
);

const objectProblem = (schema: Fields, at: string): string | undefined => {
  if (schema['type'] !== 'object') return undefined;
  if (!isFields(schema['properties'])) return `${at}: an object names its properties`;
  if (schema['additionalProperties'] !== false) return `${at}: 'additionalProperties' is required to be supplied and to be false`;
  const keys = Object.keys(schema['properties']).toSorted();
  const required = Array.isArray(schema['required']) ? schema['required'].map(String).toSorted() : [];
  return keys.join() === required.join() ? undefined : `${at}: 'required' must include every key in properties`;
};

const childrenOf = (schema: Fields, at: string): readonly (readonly [string, unknown])[] => {
  const named = (key: string): readonly (readonly [string, unknown])[] =>
    isFields(schema[key]) ? Object.entries(schema[key]).map(([name, child]) => [`${at}.${name}`, child] as const) : [];
  const items = schema['items'] === undefined ? [] : [[`${at}[]`, schema['items']] as const];
  const anyOf = Array.isArray(schema['anyOf']) ? schema['anyOf'].map((child: unknown, index) => [`${at}|${index}`, child] as const) : [];
  return [...named('properties'), ...named('$defs'), ...items, ...anyOf];
};

const schemaProblem = (schema: unknown, at = '$', depth = 0): string | undefined => {
  if (!isFields(schema)) return `${at}: a schema is an object`;
  if (depth > 10) return `${at}: deeper than 10`;
  const unknown = Object.keys(schema).find((word) => !schemaWords.has(word));
  if (unknown !== undefined) return `${at}: '${unknown}' is not permitted`;
  const typed = ['type', 'anyOf', '$ref', 'enum', 'const'].some((word) => word in schema);
  if (!typed) return `${at}: a schema has a 'type'`;
  return (
    objectProblem(schema, at) ??
    childrenOf(schema, at)
      .map(([name, child]) => schemaProblem(child, name, depth + 1))
      .find((problem) => problem !== undefined)
  );
};

const formatProblem = (format: unknown, name: string, said: string): Complaint | undefined => {
  if (format === undefined) return undefined;
  if (!isFields(format)) return complain(`${name} must be an object`, name);
  if (format['type'] === 'text') return undefined;
  if (format['type'] === 'json_object') {
    return /json/i.test(said) ? undefined : complain(`messages must contain the word 'json' to use '${name}' of type 'json_object'`, name);
  }
  if (format['type'] !== 'json_schema') return complain(`Invalid value for '${name}.type'`, name);
  // Chat Completions nests what Responses writes beside the type.
  const inner = name === 'response_format' ? format['json_schema'] : format;
  if (!isFields(inner) || !/^[\w-]{1,64}$/.test(String(inner['name']))) return complain(`Invalid '${name}': it has no good name`, name);
  const rootProblem = isFields(inner['schema']) && inner['schema']['type'] === 'object' ? undefined : '$: the root must be an object';
  const problem = inner['strict'] === true ? (rootProblem ?? schemaProblem(inner['schema'])) : undefined;
  return problem === undefined ? undefined : complain(`Invalid schema for ${name}: ${problem}`, name, 'invalid_json_schema');
};

const isTokens = (value: unknown): boolean => value === undefined || (Number.isInteger(value) && Number(value) >= 1);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const chatProblem = (body: Fields, unknown: readonly string[]): Complaint | undefined => {
  const roles = ['system', 'developer', 'user', 'assistant'].filter((role) => !unknown.includes(role));
  const messages = Array.isArray(body['messages']) ? body['messages'] : [];
  if (messages.length === 0) return complain("'messages' must not be empty", 'messages');
  const isGood = (message: unknown): boolean => isFields(message) && roles.includes(String(message['role'])) && isText(message['content']);
  if (!messages.every(isGood)) return complain('a message has a known role and a content', 'messages');
  return formatProblem(body['response_format'], 'response_format', JSON.stringify(messages));
};

const responsesProblem = (body: Fields): Complaint | undefined => {
  if (!isText(body['input'])) return complain("'input' must not be empty", 'input');
  if (Number(body['max_output_tokens'] ?? 16) < 16) return complain("'max_output_tokens' must be at least 16", 'max_output_tokens');
  const text = isFields(body['text']) ? body['text'] : {};
  // The word must stand in the input: instructions do not count.
  return formatProblem(text['format'], 'text.format', body['input']);
};

const embeddingsProblem = (body: Fields): Complaint | undefined => {
  const input = Array.isArray(body['input']) ? body['input'] : [];
  if (input.length === 0 || input.length > 2_048 || !input.every(isText)) return complain("'input' must hold 1 to 2048 texts", 'input');
  return body['encoding_format'] === 'float' ? undefined : complain('only float here', 'encoding_format');
};

/** What the vendor's reasoning models take: no temperature, no top_p, no penalties, no max_tokens. `known` adds to it. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  '/chat/completions': ['model', 'messages', 'response_format', 'max_completion_tokens', 'prompt_cache_key', 'store', 'reasoning_effort'],
  '/responses': ['model', 'instructions', 'input', 'text', 'max_output_tokens', 'prompt_cache_key', 'store', 'reasoning'],
  '/embeddings': ['model', 'input', 'encoding_format', 'dimensions'],
};

const pathProblems: Readonly<Record<string, (body: Fields, unknown: readonly string[]) => Complaint | undefined>> = {
  '/chat/completions': chatProblem,
  '/responses': responsesProblem,
  '/embeddings': embeddingsProblem,
};

/**
 * What is wrong with the body of a request. `known` are parameters that this server takes beyond the vendor's; `unknown` are parameters, roles
 * and kinds of `response_format` that it does not know.
 */
export const findProblem = (
  path: string,
  body: unknown,
  server: Readonly<{ known: readonly string[]; unknown: readonly string[] }>,
): Complaint | undefined => {
  if (!isFields(body)) return complain('the body is not a JSON object');
  const taken = [...(parameters[path] ?? []), ...server.known].filter((name) => !server.unknown.includes(name));
  const strange = Object.keys(body).find((name) => !taken.includes(name));
  if (strange !== undefined) return complain(`Unsupported parameter: '${strange}' is not supported.`, strange, 'unsupported_parameter');
  const counts = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'].find((name) => !isTokens(body[name]));
  if (counts !== undefined) return complain(`Invalid '${counts}'`, counts);
  if (!isText(body['model'])) return complain('you must provide a model parameter');
  const format = body['response_format'] ?? (isFields(body['text']) ? body['text']['format'] : undefined);
  const kind = isFields(format) ? String(format['type']) : '';
  if (server.unknown.includes(kind)) return complain(`Invalid parameter: 'response_format' of type '${kind}' is not supported.`);
  return pathProblems[path]?.(body, server.unknown);
};
