import { hostname } from 'node:os';

/** A process that may be writing. */
export type Owner = Readonly<{ host: string; pid: number }>;

/** This very process. */
export const thisProcess = (): Owner => ({ host: hostname(), pid: process.pid });

/** True when a process surely no longer runs. One on another machine may, and so may another with our own number. */
export const isGone = ({ host, pid }: Owner): boolean => {
  if (host !== hostname() || pid === process.pid) return false;
  try {
    // Signal 0 is sent to nobody; it only asks whether it could be.
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
};
