import type { Chart } from '../core/chart.ts';

/** On what ground a picture stands. */
export type Theme = 'light' | 'dark';

/**
 * Draws charts. Contract: the same chart and theme give the same picture; title, every label that has room, the reference and the footnote stand in it; no text
 * of a chart can be markup of the picture. What cannot be drawn rejects.
 */
export type Pictures = Readonly<{
  /** A whole SVG document without scripts and without references to anything outside. */
  svg: (chart: Chart, theme: Theme) => Promise<string>;
  /** The same as a PNG of twice the size, for surfaces that take no SVG. */
  png: (chart: Chart, theme: Theme) => Promise<Uint8Array>;
}>;
