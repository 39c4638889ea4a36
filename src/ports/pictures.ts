import type { Chart } from '../core/chart.ts';
import type { LabelledMessage } from '../core/labels.ts';

/** On what ground a picture stands. */
export type ColourScheme = 'light' | 'dark';

/**
 * Draws charts. Contract: the same chart and theme give the same picture; title, every label that has room, the reference and the footnote stand in it; no text
 * of a chart can be markup of the picture. What cannot be drawn rejects.
 */
export type Pictures = Readonly<{
  /** A whole SVG document without scripts and without references to anything outside. */
  svg: (chart: Chart, theme: ColourScheme) => Promise<string>;
  /** The same as a PNG of twice the size, for surfaces that take no SVG. */
  png: (chart: Chart, theme: ColourScheme) => Promise<Uint8Array>;
}>;

/**
 * A chart of a message, drawn. `block` is its place among the blocks of the message. `name` is that of a file and follows from the chart alone, so the same picture has
 * the same name. `alt` says in words what it shows.
 */
export type ChartPicture = Readonly<{ block: number; name: string; png: Uint8Array; alt: string }>;

/**
 * Draws the charts of a message on light ground, which is readable on either. Contract: answers within a bounded time and never rejects; what was not drawn in time, or
 * cannot be, is left out, and its words stand in the message anyway.
 */
export type DrawCharts = (message: LabelledMessage) => Promise<readonly ChartPicture[]>;
