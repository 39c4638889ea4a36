import type { CheckSize } from '../../core/check/items.ts';
import type { CheckAnswer } from '../../core/check/measure.ts';
import type { CheckRequest } from '../../core/check/plan.ts';
import type { CheckResult } from '../../core/check/result.ts';
import type { SwapAttribute } from '../../core/check/swap-attribute.ts';
import { type SpaceId, spaceId } from '../../core/ids.ts';
import type { Actor, Place } from '../../core/panel/panel.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import type { UsedTokens } from '../../core/usage.ts';
import type { Documents } from '../../ports/documents.ts';

/** How a check ended. */
export type CheckEnd = Readonly<{ kind: 'done' | 'stopped' | 'spent' | 'failed'; done: number; reason?: string }>;

/** A check as accepted, with everything that it takes to go on with it. There is one document for each set: the newest check. */
export type CheckJob = Readonly<{
  id: string;
  deliveryKey: string;
  set: Readonly<{ id: string; title: string; version: number }>;
  size: CheckSize;
  attributes: readonly SwapAttribute[];
  models: readonly string[];
  seed: number;
  itemsHash: string;
  calls: number;
  /** What it is likely to take at most. It ends when it has used more. */
  tokens: number;
  actor: Actor;
  place: Place;
  startedAt: string;
  /** The message that shows how far it is, once it is known to stand there. */
  ref?: string;
  /** Somebody has begun to post that message: from then on it has to be looked for before it is posted again. */
  isPosting?: true;
  stoppedBy?: string;
  /** Until when it rests, because there is no room for its tokens (ISO 8601). */
  waitsUntil?: string;
  /** How often it was begun or taken up since it last got anything done. */
  attempts?: number;
  end?: CheckEnd;
}>;

/** Answers of one batch, written once and together. */
export type Batch = Readonly<{ answers: readonly CheckAnswer[]; tokens: UsedTokens }>;

const kinds = { job: 'check-job', set: 'check-set', batch: 'check-batch', lease: 'check-lease', result: 'set-check' } as const;
const author = 'sounding-board';

/** Where the ids of spaces with an open check are kept: no store call reads across spaces. */
const register = spaceId('sounding-board', 'checks');
const registerKind = 'spaces';

const batchId = (job: string, number: number): string => `${job}.${String(number).padStart(5, '0')}`;

/**
 * Which process works on a check until when. `takeovers`: how often another took it up, each time losing the calls that were under way. `isResting`: none were,
 * so the next to take it up loses nothing.
 */
type Lease = Readonly<{ owner: string; untilMs: number; takeovers: number; isResting?: true }>;

/**
 * Checks in documents. What is written once is a document of its own (the set, each batch), so nothing large is kept in versions; batches and the lease go
 * when a check is over. Every value is written here and by nothing else, so its shape is known.
 */
export class CheckStore {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** The newest check of a set, with the version of its document. */
  async job(space: SpaceId, set: string): Promise<Readonly<{ job: CheckJob; version: number }> | undefined> {
    const found = await this.#documents.get(space, kinds.job, set);
    return found && { job: found.value as CheckJob, version: found.version };
  }

  async openJobs(space: SpaceId): Promise<readonly CheckJob[]> {
    const jobs = (await this.#documents.list(space, kinds.job)).map(({ value }) => value as CheckJob);
    return jobs.filter(({ end }) => !end);
  }

  /** Stores a new check unless another began meanwhile. `after` is the version of the one before, 0 for none. */
  async begin(space: SpaceId, job: CheckJob, set: PersonaSet, after: number): Promise<boolean> {
    await this.#documents.put(space, { kind: kinds.set, id: job.id, value: set, author, expectedVersion: 0 });
    await this.note(space);
    const stored = await this.#documents.put(space, {
      kind: kinds.job,
      id: job.set.id,
      value: job,
      author,
      expectedVersion: after,
      keeps: 1,
    });
    // Once more: a sweep may have taken the space off while it had nothing open.
    await this.note(space);
    return stored !== undefined;
  }

  /** Changes the check `id` while it is open, and answers it as it is then. Who else changed it meanwhile is not undone. */
  async change(space: SpaceId, { id, set }: CheckJob, change: Partial<CheckJob>): Promise<CheckJob | undefined> {
    for (;;) {
      const found = await this.job(space, set.id);
      if (!found || found.job.id !== id || found.job.end) return found?.job.id === id ? found.job : undefined;
      const job = { ...found.job, ...change };
      const value = { kind: kinds.job, id: set.id, value: job, author, expectedVersion: found.version, keeps: 1 };
      if (await this.#documents.put(space, value)) return job;
    }
  }

  async set(space: SpaceId, { id }: CheckJob): Promise<PersonaSet | undefined> {
    return (await this.#documents.get(space, kinds.set, id))?.value as PersonaSet | undefined;
  }

  /** The batches that are there, by number. */
  async batches(space: SpaceId, { id }: CheckJob): Promise<Map<number, Batch>> {
    const all = await this.#documents.list(space, kinds.batch);
    const own = all.filter((one) => one.id.startsWith(`${id}.`));
    return new Map(own.map((one) => [Number(one.id.slice(id.length + 1)), one.value as Batch]));
  }

  /** False when another process wrote the same batch first: then that one counts. */
  async keepBatch(space: SpaceId, { id }: CheckJob, number: number, batch: Batch): Promise<boolean> {
    const stored = await this.#documents.put(space, {
      kind: kinds.batch,
      id: batchId(id, number),
      value: batch,
      author,
      expectedVersion: 0,
    });
    return stored !== undefined;
  }

  /** Forgets what only a running check needs: its copy of the set, its batches, its lease. */
  async clear(space: SpaceId, job: CheckJob): Promise<void> {
    const { id } = job;
    for (const number of (await this.batches(space, job)).keys()) await this.#documents.remove(space, kinds.batch, batchId(id, number));
    await this.#documents.remove(space, kinds.set, id);
    await this.#documents.remove(space, kinds.lease, id);
  }

  /** Results of a set, the oldest first. */
  async results(space: SpaceId, set: string): Promise<readonly CheckResult[]> {
    const all = await this.#documents.history(space, kinds.result, set);
    return all.map(({ value }) => value as CheckResult).toReversed();
  }

  /** The newest result of a set. */
  async result(space: SpaceId, set: string): Promise<CheckResult | undefined> {
    return (await this.#documents.get(space, kinds.result, set))?.value as CheckResult | undefined;
  }

  /** Adds a result, once for each check. */
  async keepResult(space: SpaceId, result: CheckResult): Promise<void> {
    const { id } = result.set;
    for (;;) {
      const before = await this.#documents.get(space, kinds.result, id);
      if ((before?.value as CheckResult | undefined)?.job === result.job) return;
      const value = { kind: kinds.result, id, value: result, author, expectedVersion: before?.version ?? 0 };
      if (await this.#documents.put(space, value)) return;
    }
  }

  /**
   * Takes the right to work on a check when nobody holds it at `nowMs`. Times are those of the processes: a clock that is wrong by more than the lease may
   * let two work at once, which costs calls and harms nothing, since each batch is written once.
   */
  async claim(
    space: SpaceId,
    { id }: CheckJob,
    request: Readonly<{ owner: string; nowMs: number; leaseMs: number }>,
  ): Promise<HeldLease | undefined> {
    const { owner, nowMs, leaseMs } = request;
    const found = await this.#documents.get(space, kinds.lease, id);
    const held = found?.value as Lease | undefined;
    if (held && held.untilMs > nowMs) return undefined;
    const lost = held && !held.isResting ? 1 : 0;
    const lease: Lease = { owner, untilMs: nowMs + leaseMs, takeovers: (held?.takeovers ?? 0) + lost };
    const stored = await this.#put(space, id, lease, found?.version ?? 0);
    return stored === undefined ? undefined : { version: stored, takeovers: lease.takeovers };
  }

  /** Holds on until `untilMs`, or lets go with 0. `undefined` when another holds it. */
  async renew(space: SpaceId, { id }: CheckJob, lease: HeldLease, owner: string, untilMs: number): Promise<HeldLease | undefined> {
    const stored = await this.#put(space, id, { owner, untilMs, takeovers: lease.takeovers }, lease.version);
    return stored === undefined ? undefined : { version: stored, takeovers: lease.takeovers };
  }

  /** Lets go of a check of which no call is under way. */
  async rest(space: SpaceId, { id }: CheckJob, { version, takeovers }: HeldLease, owner: string): Promise<void> {
    await this.#put(space, id, { owner, untilMs: 0, takeovers, isResting: true }, version);
  }

  async #put(space: SpaceId, id: string, value: Lease, expectedVersion: number): Promise<number | undefined> {
    return (await this.#documents.put(space, { kind: kinds.lease, id, value, author, expectedVersion, keeps: 1 }))?.version;
  }

  /** Puts a space on the list of those with open checks. Doubling it changes nothing. */
  async note(space: SpaceId): Promise<void> {
    await this.#documents.put(register, { kind: registerKind, id: space, value: {}, author, expectedVersion: 0 });
  }

  async forget(space: SpaceId): Promise<void> {
    await this.#documents.remove(register, registerKind, space);
  }

  async spaces(): Promise<readonly SpaceId[]> {
    // Written above from the id of a space and by nothing else.
    return (await this.#documents.list(register, registerKind)).map(({ id }) => id as SpaceId);
  }
}

/** A lease as its holder knows it. */
export type HeldLease = Readonly<{ version: number; takeovers: number }>;

/** What the job asks, as it was planned. */
export const requestOf = (job: CheckJob, set: PersonaSet): CheckRequest => ({
  set,
  size: job.size,
  attributes: job.attributes,
  models: job.models,
  seed: job.seed,
});
