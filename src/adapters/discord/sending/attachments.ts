import { z } from 'zod';
import type { LabelledMessage } from '../../../core/labels.ts';
import { Recent } from '../../../core/recent.ts';
import type { ChartPicture } from '../../../ports/pictures.ts';
import { discordLimits } from '../limits.ts';
import { type RenderOptions, renderMessage } from '../render/render.ts';
import type { Call, OutgoingFile } from './posting-client.ts';

/** Messages whose attachments are remembered, so that an edit uploads none of them again. */
const mostKnown = 1_000;

/** Attachments that a message has, by their names. */
export type Held = ReadonlyMap<string, string>;

const saidSchema = z.object({ attachments: z.array(z.object({ id: z.string(), filename: z.string() })) });

/**
 * A message with the pictures that it shows. What is `held` already stays and is not sent again; what is not named here is taken away with the edit (resources/message.mdx, Edit
 * Message). A picture whose words did not fit is left out with them.
 */
export const withPictures = (
  message: LabelledMessage,
  { pictures, held, ...options }: Omit<RenderOptions, 'pictures' | 'file'> & Readonly<{ pictures: readonly ChartPicture[]; held: Held }>,
): Readonly<{ body: NonNullable<Call['body']>; files: readonly OutgoingFile[] }> => {
  const body = renderMessage(message, { ...options, pictures });
  const written = JSON.stringify(body.components);
  const shown = [...new Map(pictures.map((one) => [one.name, one])).values()].filter(({ name }) =>
    written.includes(`attachment://${name}`),
  );
  if (shown.length === 0 && held.size === 0) return { body, files: [] };
  const fresh = shown.filter(({ name }) => !held.has(name));
  const kept = shown.flatMap(({ name }) => held.get(name) ?? []).map((id) => ({ id }));
  const described = fresh.map(({ name, alt }, id) => ({ id, filename: name, description: alt.slice(0, discordLimits.altText) }));
  return {
    body: { ...body, attachments: [...kept, ...described] },
    files: fresh.map(({ name, png }) => ({ name, type: 'image/png', bytes: png })),
  };
};

/** Remembers what Discord said of the attachments of a message. */
export const createHeldAttachments = () => {
  const known = new Recent<Held>(mostKnown);
  return {
    of: (ref: string): Held => known.get(ref) ?? new Map(),
    note: (ref: string, said: unknown): void => {
      const { data } = saidSchema.safeParse(said);
      if (data && (data.attachments.length > 0 || known.has(ref))) {
        known.set(ref, new Map(data.attachments.map(({ id, filename }) => [filename, id])));
      }
    },
  };
};
