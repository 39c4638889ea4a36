import type { Fields, RestCall } from './types.ts';

/**
 * What goes wrong with one request. `isStored` says that the work is done first, so that a message is there although the app hears of a
 * failure. `none` is a request that goes well, for gaps in a plan. `error` answers one of Discord's own codes, such as 10015, 30007, 50013,
 * 50035, 200000; the status is the one that belongs to it unless it is given; `errors` is the tree of 50035. `wait` goes well, but late.
 */
export type Fault =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'rate'; retryAfterS: number; scope?: 'user' | 'global' | 'shared'; hasHeader?: boolean }>
  | Readonly<{ kind: 'status'; status: number; isStored?: boolean }>
  | Readonly<{ kind: 'error'; code: number; status?: number; message?: string; errors?: Fields; isStored?: boolean }>
  | Readonly<{ kind: 'html'; status?: number; isStored?: boolean }>
  | Readonly<{ kind: 'hang'; isStored?: boolean }>
  | Readonly<{ kind: 'drop'; isStored?: boolean }>
  | Readonly<{ kind: 'wait'; until: number | Promise<unknown>; isStored?: boolean }>;

/** Plans what goes wrong. Routes are written as in `routes.ts`: `POST /webhooks/:id/:token`. Unknown routes throw. */
export type Faults = Readonly<{
  /** The next requests of a route, one fault for each. */
  next: (route: string, ...faults: readonly Fault[]) => void;
  /** Every request of a route until it is told otherwise. Comes after what `next` planned. */
  always: (route: string, fault: Fault | undefined) => void;
  /** The first request for which the test says so. Comes before all others. */
  when: (isMeant: (call: RestCall) => boolean, fault: Fault) => void;
}>;

/** The plan, and `take`, with which the server asks what happens to a request. */
export const createFaults = (isRoute: (route: string) => boolean): Readonly<{ faults: Faults; take: (call: RestCall) => Fault }> => {
  const planned = new Map<string, Fault[]>();
  const standing = new Map<string, Fault>();
  const meant: Readonly<{ isMeant: (call: RestCall) => boolean; fault: Fault }>[] = [];

  const check = (route: string): void => {
    if (!isRoute(route)) throw new Error(`the local Discord has no route ${route}`);
  };
  const takeMeant = (call: RestCall): Fault | undefined => {
    const index = meant.findIndex(({ isMeant }) => isMeant(call));
    return index < 0 ? undefined : meant.splice(index, 1)[0]?.fault;
  };

  return {
    faults: {
      next: (route, ...faults) => {
        check(route);
        planned.set(route, [...(planned.get(route) ?? []), ...faults]);
      },
      always: (route, fault) => {
        check(route);
        if (fault) standing.set(route, fault);
        else standing.delete(route);
      },
      when: (isMeant, fault) => {
        meant.push({ isMeant, fault });
      },
    },
    take: (call) => takeMeant(call) ?? planned.get(call.route)?.shift() ?? standing.get(call.route) ?? { kind: 'none' },
  };
};
