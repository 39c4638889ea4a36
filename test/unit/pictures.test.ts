import { describe, expect, it } from 'vitest';
import { palettes } from '../../src/adapters/charts/palette.ts';
import { createPictures } from '../../src/adapters/charts/pictures.ts';
import type { ColourScheme } from '../../src/ports/pictures.ts';
import { allCharts, sampleCharts } from '../fakes/charts.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';

const pictures = createPictures();
const themes: readonly ColourScheme[] = ['light', 'dark'];
const all = themes.flatMap((theme) => allCharts.map(([kind, chart]) => [kind, theme, chart] as const));

/** Red, green and blue of `#rrggbb`, each from 0 to 255. */
const partsOf = (colour: string): readonly number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
/** Relative luminance (WCAG 2.2). */
const lightness = (parts: readonly number[]): number => {
  const [red = 0, green = 0, blue = 0] = parts.map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

describe('a picture', () => {
  it.each(all)('of %s in %s holds its title and its footnote', async (_, theme, chart) => {
    const drawn = await pictures.svg(chart, theme);
    const plain = drawn.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    expect(plain).toContain(chart.title);
    expect(plain).toContain(chart.footnote);
  });

  it.each(all)('of %s in %s is a PNG of readable size', async (_, theme, chart) => {
    const png = Buffer.from(await pictures.png(chart, theme));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // Width and height stand behind the first chunk's name (PNG specification, IHDR).
    expect(png.readUInt32BE(16)).toBeGreaterThan(500);
    expect(png.readUInt32BE(20)).toBeGreaterThan(200);
  });

  it.each(all)('of %s in %s holds no script and asks nobody for anything', async (_, theme, chart) => {
    const drawn = await pictures.svg(chart, theme);
    expect(drawn).not.toMatch(/<script|<image|<foreignObject|<a[ >]|\son\w+=/i);
    expect(drawn.replaceAll(/xmlns(?::\w+)?="[^"]*"/g, '').replaceAll(/&lt;[\s\S]*?&gt;/g, '')).not.toMatch(/href|url\((?!#)|https?:/i);
  });

  it.each(themes)('of a matrix in %s has words that stand out from every shade', (theme) => {
    const { scale, onScale } = palettes[theme];
    const [from, to] = scale.map(partsOf);
    for (let value = 0; value <= 1; value += 0.01) {
      const shade = lightness((from ?? []).map((part, at) => part + ((to?.[at] ?? 0) - part) * value));
      const words = lightness(partsOf(value > onScale.turn ? onScale.above : onScale.below));
      expect((Math.max(shade, words) + 0.05) / (Math.min(shade, words) + 0.05), `at ${value.toFixed(2)}`).toBeGreaterThan(4.5);
    }
  });

  it('is another one in the dark', async () => {
    const [light, dark] = await Promise.all(themes.map((theme) => pictures.svg(sampleCharts.intervals as never, theme)));
    expect(light).not.toBe(dark);
  });
});

describe('the playground draws', () => {
  const ask = async (query: Record<string, string>) => {
    const app = await startScriptedPlayground();
    try {
      const response = await fetch(`${app.url}/api/chart.svg?${String(new URLSearchParams(query))}`);
      return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.text() };
    } finally {
      await app.close();
    }
  };

  it('a chart that is asked for', async () => {
    const { status, type, body } = await ask({ theme: 'dark', chart: JSON.stringify(sampleCharts.matrix) });
    expect([status, type]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    expect(body).toContain('How alike they answer');
  });

  it.each([
    ['no data', { theme: 'light' }],
    ['broken data', { theme: 'light', chart: '{"kind":' }],
    ['another kind', { theme: 'light', chart: JSON.stringify({ ...sampleCharts.bars, kind: 'pie' }) }],
    ['another theme', { theme: 'url(x)', chart: JSON.stringify(sampleCharts.bars) }],
    ['too many rows', { theme: 'light', chart: JSON.stringify({ ...sampleCharts.bars, rows: Array(15).fill(sampleCharts.bars.rows[0]) }) }],
  ])('nothing for %s', async (_, query) => {
    expect((await ask(query)).status).toBe(400);
  });
});
