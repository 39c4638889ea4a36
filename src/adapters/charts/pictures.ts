import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Chart } from '../../core/chart.ts';
import type { ColourScheme, Pictures } from '../../ports/pictures.ts';
import { specOf } from './spec.ts';

/** Pictures kept: teams look at the same ones again, and each is some ten kilobytes. */
const mostKept = 50;

const once = <Result>(load: () => Promise<Result>): (() => Promise<Result>) => {
  let loading: Promise<Result> | undefined;
  return () => (loading ??= load());
};

/** Mean width of a letter of DejaVu Sans, one of the widest fonts in use, as a part of its size. Measured on our own titles, 2026-11-21. */
const letterWidth = { normal: 0.52, bold: 0.62 } as const;

type MarkedText = Readonly<{ fontSize?: number; fontWeight?: unknown }>;
type Measure = (item: MarkedText, text: string | number | undefined) => number;

/**
 * Without a canvas Vega takes every letter for 0.8 of its size: it then cuts names that fit and leaves a third of the picture empty. Its types do not name the
 * hook that it keeps for this (vega-scenegraph 5, src/util/text.js), hence the cast.
 */
const measureLetters = (vega: unknown): void => {
  const { textMetrics } = vega as { textMetrics: { width: Measure } };
  textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
    `${text ?? ''}`.length * fontSize * (fontWeight === 'bold' ? letterWidth.bold : letterWidth.normal);
};

/** The drawing library, loaded with the first chart: it is some megabytes that most processes never need. */
const loadVega = once(async () => {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  measureLetters(vega);
  return async (chart: Chart, theme: ColourScheme): Promise<string> => {
    const view = new vega.View(vega.parse(compile(specOf(chart, theme)).spec), { renderer: 'none', logLevel: vega.Error });
    try {
      return await view.toSVG();
    } finally {
      view.finalize();
    }
  };
});

const { resolve } = createRequire(import.meta.url);
const readPart = (name: string): Promise<Uint8Array> => readFile(resolve(name));

/** SVG to PNG by resvg as WebAssembly, which is the same on every machine. It knows no fonts of the machine, so the letters come along. */
const loadRaster = once(async () => {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => readPart(`dejavu-fonts-ttf/ttf/${name}`));
  const [fontBuffers] = await Promise.all([Promise.all(fonts), initWasm(readPart('@resvg/resvg-wasm/index_bg.wasm'))]);
  const font = { fontBuffers, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' };
  return (svg: string): Uint8Array => new Resvg(svg, { font, fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
});

const kept = <Picture>(draw: (chart: Chart, theme: ColourScheme) => Promise<Picture>) => {
  const pictures = new Map<string, Promise<Picture>>();
  return (chart: Chart, theme: ColourScheme): Promise<Picture> => {
    const key = JSON.stringify([theme, chart]);
    const drawing = pictures.get(key) ?? draw(chart, theme);
    pictures.delete(key);
    pictures.set(key, drawing);
    drawing.catch(() => pictures.delete(key));
    for (const oldest of pictures.keys()) {
      if (pictures.size <= mostKept) break;
      pictures.delete(oldest);
    }
    return drawing;
  };
};

/** Charts drawn by Vega-Lite. Nothing is loaded before the first one. */
export const createPictures = (): Pictures => {
  const svg = kept(async (chart, theme) => (await loadVega())(chart, theme));
  const png = kept(async (chart, theme) => {
    const [raster, drawing] = await Promise.all([loadRaster(), svg(chart, theme)]);
    return raster(drawing);
  });
  return { svg, png };
};
