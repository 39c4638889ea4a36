import type { SpaceId } from '../core/ids.ts';

/**
 * Which deliveries of a platform were taken. Platforms deliver again when an acknowledgement is lost, and to another process too.
 *
 * Contract (test/contract/deliveries.contract.ts): `first` answers true exactly once for a key in a space, whoever asks, for at least 25 hours
 * (Slack's delayed deliveries come hourly for a day), and durably: after a `kill -9` or a power cut a taken key stays taken. It takes the key in the same step, so
 * ask just before the work: a crash between the two loses that work. What must not be lost is unique in the journal by its own key and
 * needs no asking. Keys are forgotten some time later.
 */
export type Deliveries = Readonly<{ first: (space: SpaceId, key: string) => Promise<boolean> }>;
