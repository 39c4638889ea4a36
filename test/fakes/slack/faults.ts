import type { ApiCall } from './types.ts';

/**
 * What goes wrong with one call. `isStored` says that the method does its work first, so that a post is there although the app hears of
 * a failure. `retryAfter` goes into the header as it stands, `undefined` leaves the header out. `none` is a call that goes well, for gaps in a plan.
 * `wait` goes well, but late: the work is done before the wait with `isStored`, after it without, even when the app has hung up by then.
 */
export type Fault =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'rate'; retryAfter: string | number | undefined }>
  | Readonly<{ kind: 'status'; status: number; isStored?: boolean }>
  | Readonly<{ kind: 'error'; error: string; isStored?: boolean }>
  | Readonly<{ kind: 'html'; isStored?: boolean }>
  | Readonly<{ kind: 'hang'; isStored?: boolean }>
  | Readonly<{ kind: 'drop'; isStored?: boolean }>
  | Readonly<{ kind: 'wait'; until: number | Promise<unknown>; isStored?: boolean }>;

/** Plans what goes wrong. */
export type Faults = Readonly<{
  /** The next calls of a method, one fault for each. */
  next: (method: string, ...faults: readonly Fault[]) => void;
  /** Every call of a method until it is told otherwise. Comes after what `next` planned. */
  always: (method: string, fault: Fault | undefined) => void;
  /** The first call for which the test says so. Comes before all others. */
  when: (isMeant: (call: ApiCall) => boolean, fault: Fault) => void;
}>;

/** The plan, and `take`, with which the server asks what happens to a call. */
export const createFaults = (): Readonly<{ faults: Faults; take: (call: ApiCall) => Fault }> => {
  const planned = new Map<string, Fault[]>();
  const standing = new Map<string, Fault>();
  const meant: Readonly<{ isMeant: (call: ApiCall) => boolean; fault: Fault }>[] = [];

  const takeMeant = (call: ApiCall): Fault | undefined => {
    const index = meant.findIndex(({ isMeant }) => isMeant(call));
    return index < 0 ? undefined : meant.splice(index, 1)[0]?.fault;
  };

  return {
    faults: {
      next: (method, ...faults) => {
        planned.set(method, [...(planned.get(method) ?? []), ...faults]);
      },
      always: (method, fault) => {
        if (fault) standing.set(method, fault);
        else standing.delete(method);
      },
      when: (isMeant, fault) => {
        meant.push({ isMeant, fault });
      },
    },
    take: (call) => takeMeant(call) ?? planned.get(call.method)?.shift() ?? standing.get(call.method) ?? { kind: 'none' },
  };
};
