import { type SpaceId, spaceId } from '../../core/ids.ts';
import type { NewQuote } from '../../core/quotes/quotes.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';

/** The sample lines in their own space, so that they can never be counted among the words of people. `hash` names their content. */
export type Samples = Readonly<{ hash: string; rows: readonly NewQuote[] }>;

/** Stores the sample lines once for each content and answers the space that holds them. */
export const keepSamples = async (parts: { quotes: QuoteIndex; samples: Samples; random: Random }): Promise<SpaceId> => {
  const { quotes, samples } = parts;
  const space = spaceId('samples', samples.hash.slice(0, 16));
  if ((await quotes.count(space)) > 0) return space;
  const id = parts.random.id();
  const known = await quotes.begin(space, { id, fileHash: samples.hash, fileName: 'sample-quotes.csv', author: 'sounding-board' });
  if (known) return space;
  await quotes.add(space, id, samples.rows);
  await quotes.publish(space, id);
  return space;
};
