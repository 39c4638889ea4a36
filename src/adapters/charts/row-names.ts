/*
 * A row's name stands on one line with its value. Where both do not fit, the name gives way: in the middle of it, not at its end, because rows that speak of one
 * persona differ in what stands behind the comma.
 */

/** Letters of a line as wide as a chart, at the size of its words and with some wide ones among them, and the least that stays free between a name and its value. */
const line = { letters: 49, gap: 2 } as const;

/** The letters that a value takes at most; longer ones are cut. */
const mostOfValue = 26;

type Row = Readonly<{ label: string; text: string }>;

const roomBeside = (text: string): number => line.letters - line.gap - Math.min(mostOfValue, text.length);

/** What may be shortened, and what has to stay: `Maya` and `, age`. */
const splitName = (label: string): readonly [string, string] => {
  const at = label.lastIndexOf(', ');
  return at < 0 ? [label, ''] : [label.slice(0, at), label.slice(at)];
};

/** Each way to make a name fit, the easiest to read first. */
const ways: ReadonlyArray<(name: string, room: number) => string> = [
  (name, room) => `${name.slice(0, room - 1)}…`,
  (name, room) => `${name.slice(0, Math.ceil((room - 1) / 2))}…${name.slice(name.length - Math.floor((room - 1) / 2))}`,
];

/** What is left where a cut went through a letter of two units. */
const halves = /\p{Surrogate}/gu;

const shorten = ({ label, text }: Row, way: (name: string, room: number) => string): string => {
  const room = roomBeside(text);
  if (label.length <= room) return label;
  const [name, rest] = splitName(label);
  const left = room - rest.length;
  return (left < 2 ? way(label, room) : `${way(name, left)}${rest}`).replace(halves, '');
};

/** Names that are equal in every way are told apart by a number. */
const numbered = (rows: readonly Row[], names: readonly string[]): readonly string[] =>
  names.map((name, at) => {
    const before = names.slice(0, at).filter((one) => one === name).length;
    const row = rows[at];
    if (before === 0 || !row) return name;
    const mark = `… ${before + 1}`;
    return shorten(row, (whole, room) => `${whole.slice(0, Math.max(1, room - mark.length))}${mark}`);
  });

/** True when what is left of a name could be left of another one that is in the chart too. */
const isDoubtful = (rows: readonly Row[], { label }: Row, shown: string): boolean => {
  if (shown === label) return false;
  const [name] = splitName(label);
  const [head = '', tail = ''] = splitName(shown)[0].split('…');
  const others = rows.map((row) => splitName(row.label)[0]).filter((other) => other !== name);
  return others.some((other) => other.startsWith(head) && other.endsWith(tail));
};

/** The names of rows as they fit beside their values, in order. Rows with different names have different ones. */
export const shortenNames = (rows: readonly Row[]): readonly string[] => {
  const tries = ways.map((way) => rows.map((row) => shorten(row, way)));
  const clear = tries.find((names) => rows.every((row, at) => !isDoubtful(rows, row, names[at] ?? '')));
  return numbered(rows, clear ?? tries.at(-1) ?? []);
};
