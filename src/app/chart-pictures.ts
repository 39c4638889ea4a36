import type { ChartBlock } from '../core/message.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ChartPicture, DrawCharts, Pictures } from '../ports/pictures.ts';

/** How long a message waits for its pictures, in milliseconds. One that comes later is kept, and the next edition of the message has it. */
const patienceMs = 3_000;
/** Pictures in one message, and bytes of one. A chart has some ten kilobytes. */
const most = { pictures: 4, bytes: 2 * 1_024 * 1_024 } as const;

type Parts = Readonly<{ pictures: Pictures; digest: (text: string) => string; clock: Clock; log: Log }>;

const altOf = ({ chart, words }: ChartBlock): string => [chart.title, ...words, chart.footnote].join('. ').replaceAll(/\.{2,}/g, '.');

/** Draws charts for surfaces that show pictures beside the words. */
export const createChartPictures = ({ pictures, digest, clock, log }: Parts): DrawCharts => {
  const draw = async (block: ChartBlock, place: number): Promise<ChartPicture | undefined> => {
    try {
      const png = await pictures.png(block.chart, 'light');
      if (png.byteLength > most.bytes) return undefined;
      return { block: place, name: `chart-${digest(JSON.stringify(block.chart)).slice(0, 16)}.png`, png, alt: altOf(block) };
    } catch (error) {
      log.error('chart was not drawn', error, { kind: block.chart.kind });
      return undefined;
    }
  };
  return async ({ blocks }) => {
    const charts = blocks.flatMap((block, place) => (block.type === 'chart' ? [{ block, place }] : [])).slice(0, most.pictures);
    if (charts.length === 0) return [];
    const late = new AbortController();
    const end = clock.sleep(patienceMs, late.signal).then(() => undefined);
    const drawn = await Promise.all(charts.map(({ block, place }) => Promise.race([draw(block, place), end])));
    late.abort();
    return drawn.filter((one) => one !== undefined);
  };
};
