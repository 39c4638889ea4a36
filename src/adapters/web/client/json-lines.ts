const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const toCells = (line: string): ReadonlyMap<string, string> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value)) return undefined;
    const entries = Object.entries(value).flatMap(([key, one]) =>
      isObject(one) ? Object.entries(one).map(([name, part]) => [`${key}.${name}`, part] as const) : [[key, one] as const],
    );
    return new Map(
      entries.map(([key, one]) => [
        key,
        typeof one === 'string' ? one : typeof one === 'number' || typeof one === 'boolean' ? `${one}` : '',
      ]),
    );
  } catch {
    return undefined;
  }
};

/** The first rows of a JSON Lines file as a table with a header, for a look before it is sent. Empty when the first line is no object. */
export const readFirstLines = (text: string, most: number): readonly (readonly string[])[] => {
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, most)
    .map(toCells);
  const [first] = rows;
  if (!first) return [];
  const header = [...first.keys()];
  return [header, ...rows.flatMap((row) => (row ? [header.map((name) => row.get(name) ?? '')] : []))];
};
