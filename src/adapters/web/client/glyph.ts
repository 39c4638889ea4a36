/*
 * A persona's face is a Chladni figure: the lines along which sand comes to rest on a plate that sounds. It is drawn from the persona's id,
 * always the same, and cannot be taken for a photograph of anybody.
 */

const cells = 22;

/** A number from a text, the same every time: FNV-1a with the finish of MurmurHash3, because short ids that are alike must not stay alike. */
export const hashOf = (text: string): number => {
  // The start was tried out: with it, the personas of each built-in set never share both figure and hue.
  let hash = 0x811cbb9a;
  for (const unit of new TextEncoder().encode(text)) hash = Math.imul(hash ^ unit, 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Pairs of vibration numbers whose figures stay legible at 40 pixels and differ from each other. */
const modes = [
  [1, 2],
  [1, 3],
  [1, 4],
  [2, 3],
  [2, 4],
  [2, 5],
  [3, 4],
  [1, 5],
] as const;

type Point = readonly [number, number];

const crossing = (a: Point, b: Point, atA: number, atB: number): Point => {
  const share = atA / (atA - atB);
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
};

/** The straight pieces of the line where `height` is nought inside one square: marching squares. */
const piecesOf = (corners: readonly Point[], height: (at: Point) => number): string => {
  const heights = corners.map(height);
  const crossings = corners.flatMap((corner, index) => {
    const next = (index + 1) % corners.length;
    const [from, to] = [heights[index] ?? 0, heights[next] ?? 0];
    return from > 0 !== to > 0 ? [crossing(corner, corners[next] ?? corner, from, to)] : [];
  });
  let path = '';
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [a, b] = [crossings[index], crossings[index + 1]];
    if (a && b) path += `M${(a[0] * 40).toFixed(1)} ${(a[1] * 40).toFixed(1)}L${(b[0] * 40).toFixed(1)} ${(b[1] * 40).toFixed(1)}`;
  }
  return path;
};

/** The figure of an id as an SVG path in a 40 by 40 box. */
export const figurePath = (id: string): string => {
  const hash = hashOf(id);
  const [n, m] = modes[hash % modes.length] ?? [1, 2];
  const sign = hash & 64 ? 1 : -1;
  const lean = 0.55 + ((hash >>> 8) % 8) / 10;
  const wave = (k: number, x: number) => Math.cos(k * Math.PI * x);
  const height = ([x, y]: Point) => wave(n, x) * wave(m, y) + sign * lean * wave(m, x) * wave(n, y);
  let path = '';
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const [x0, x1, y0, y1] = [column / cells, (column + 1) / cells, row / cells, (row + 1) / cells];
      const corners: readonly Point[] = [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ];
      path += piecesOf(corners, height);
    }
  }
  return path;
};

/** Which of the six hues an id gets. The hue only helps to tell neighbours apart; no meaning rests on it. */
export const hueOf = (id: string): number => (hashOf(id) >>> 16) % 6;
