import { performance } from 'node:perf_hooks';
import type { Registry } from 'prom-client';

/** What the playground counts. Labels come from closed lists, so no typed text can become one. */
export type Metrics = Readonly<{
  invoked: (command: string, outcome: string) => void;
  posted: () => void;
  /** The figures as Prometheus reads them. */
  render: () => Promise<Readonly<{ text: string; contentType: string }>>;
}>;

/** What is counted while the process runs. prom-client is loaded when somebody first asks, because it costs 20 MB. */
type Counts = Readonly<{ invocations: ReadonlyMap<string, number>; posts: () => number; openStreams: () => number }>;

type Figure = readonly [name: string, help: string, read: () => number];

const figuresOf = ({ posts, openStreams }: Counts): readonly Figure[] => [
  ['sounding_board_messages_posted_total', 'Messages posted by panels.', posts],
  ['sounding_board_event_streams', 'Pages that listen now.', openStreams],
  ['process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()],
  ['process_cpu_seconds_total', 'Processor time, user and system.', () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6],
  ['process_start_time_seconds', 'Start of the process, Unix time.', () => performance.timeOrigin / 1000],
  ['nodejs_heap_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed],
  ['nodejs_eventloop_utilization', 'Busy share of the event loop since the start.', () => performance.eventLoopUtilization().utilization],
];

/** A registry of its own, so that two playgrounds in one process do not share figures. */
const createRegistry = async (counts: Counts): Promise<Registry> => {
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  for (const [name, help, read] of figuresOf(counts)) {
    const collect = function (this: { reset: () => void; inc: (by: number) => void }): void {
      this.reset();
      this.inc(read());
    };
    if (name.startsWith('sounding_board_') && name.endsWith('_total')) new Counter({ name, help, registers, collect });
    else new Gauge({ name, help, registers, collect });
  }
  new Counter({
    name: 'sounding_board_invocations_total',
    help: 'Typed lines, buttons and imports, by command and outcome.',
    labelNames: ['command', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const [key, times] of counts.invocations) {
        const [command = '', outcome = ''] = key.split(' ');
        this.inc({ command, outcome }, times);
      }
    },
  });
  return registry;
};

/** Makes the counters of one playground. `commands` is the closed list of names that may become a label. */
export const createMetrics = (commands: readonly string[], openStreams: () => number): Metrics => {
  const invocations = new Map<string, number>();
  let posted = 0;
  let registry: Promise<Registry> | undefined;
  return {
    invoked: (command, outcome) => {
      const key = `${commands.includes(command) ? command : 'unknown'} ${outcome}`;
      invocations.set(key, (invocations.get(key) ?? 0) + 1);
    },
    posted: () => {
      posted += 1;
    },
    render: async () => {
      registry ??= createRegistry({ invocations, posts: () => posted, openStreams });
      const one = await registry;
      return { text: await one.metrics(), contentType: one.contentType };
    },
  };
};
