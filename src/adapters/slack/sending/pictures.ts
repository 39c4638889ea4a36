import { z } from 'zod';
import type { SpaceId } from '../../../core/ids.ts';
import type { LabelledMessage } from '../../../core/labels.ts';
import { Recent } from '../../../core/recent.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { ChartPicture, DrawCharts } from '../../../ports/pictures.ts';
import { problemOf, type UploadWay, uploadFile } from './upload.ts';

/** A picture that Slack has, by the place of its chart among the blocks of a message. */
export type ShownPictures = ReadonlyMap<number, Readonly<{ id: string; alt: string }>>;

/** The pictures of a message, uploaded where they are not there yet. Answers within a bounded time and never rejects: what is missing stands in words. */
export type SlackPictures = (space: SpaceId, message: LabelledMessage, way: UploadWay) => Promise<ShownPictures>;

/** Uploads that are remembered, and for how long; a refusal is forgotten sooner, because a right may be given. */
const mostKept = 500;
const keptMs = { shown: 6 * 3_600_000, refused: 600_000 } as const;
/** How long a message waits for Slack, in milliseconds. */
const patienceMs = 5_000;
/** Slack looks at a file after it has taken it, and shows it in no message before. Rests between two questions, in milliseconds. */
const restsMs = [0, 200, 400, 800, 1_600, 3_200] as const;

const infoSchema = z.object({ file: z.object({ mimetype: z.string().nullish() }) });

/** True once Slack knows what is in the file (github.com/slackapi/node-slack-sdk/issues/1865: ask `files.info` until it does). */
const waitUntilSeen = async (way: UploadWay, id: string, clock: Clock): Promise<boolean> => {
  for (const rest of restsMs) {
    await clock.sleep(rest);
    const { data } = infoSchema.safeParse(await way.call('files.info', { file: id }));
    if (data?.file.mimetype) return true;
  }
  return false;
};

type Parts = Readonly<{ drawCharts: DrawCharts; clock: Clock; log: Log }>;

const createKeptUploads = ({ clock, log }: Omit<Parts, 'drawCharts'>) => {
  const kept = new Recent<{ upload: Promise<string | undefined>; untilMs: number }>(mostKept);
  const upload = async (space: SpaceId, { name, png }: ChartPicture, way: UploadWay): Promise<string | undefined> => {
    const uploaded = await uploadFile(way, { name, bytes: png });
    if ('id' in uploaded && (await waitUntilSeen(way, uploaded.id, clock))) return uploaded.id;
    log.warn('slack did not take a picture', {
      space,
      error: problemOf(uploaded) ?? ('problem' in uploaded ? uploaded.problem : 'not_seen'),
    });
    return undefined;
  };
  return (space: SpaceId, picture: ChartPicture, way: UploadWay): Promise<string | undefined> => {
    const key = `${space} ${picture.name}`;
    const known = kept.get(key);
    if (known && known.untilMs > clock.monotonicMs()) return known.upload;
    const entry = { upload: upload(space, picture, way), untilMs: clock.monotonicMs() + keptMs.shown };
    kept.set(key, entry);
    void entry.upload.then((id) => {
      if (id === undefined) entry.untilMs = clock.monotonicMs() + keptMs.refused;
    });
    return entry.upload;
  };
};

/** Pictures for messages. The same one is uploaded once in a space for some hours, however many messages show it and however often they are edited. */
export const createSlackPictures = ({ drawCharts, clock, log }: Parts): SlackPictures => {
  const uploadOnce = createKeptUploads({ clock, log });
  return async (space, message, way) => {
    const drawn = await drawCharts(message);
    if (drawn.length === 0) return new Map();
    const late = new AbortController();
    const end = clock.sleep(patienceMs, late.signal).then(() => undefined);
    const ids = await Promise.all(drawn.map((picture) => Promise.race([uploadOnce(space, picture, way), end])));
    late.abort();
    return new Map(drawn.flatMap(({ block, alt }, index) => (ids[index] === undefined ? [] : [[block, { id: ids[index], alt }] as const])));
  };
};

/** For surfaces without charts: shows words only. */
export const noPictures: SlackPictures = async () => new Map();
