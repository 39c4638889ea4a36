import { performance } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';

/** What the playground counts. Labels come from closed lists, so no typed text can become one. */
export type Metrics = Readonly<{
  invoked: (command: string, outcome: string) => void;
  posted: () => void;
  /** The figures as Prometheus reads them. */
  render: () => Promise<string>;
  contentType: string;
}>;

/**
 * The process in a few figures, read when somebody asks. prom-client's own default set is left out: it keeps a garbage collection
 * observer and an event loop timer running for the life of the process.
 */
const addProcessFigures = (registers: Registry[]): void => {
  const figures: ReadonlyArray<readonly [string, string, () => number]> = [
    ['process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()],
    ['process_cpu_seconds_total', 'Processor time, user and system.', () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6],
    ['process_start_time_seconds', 'Start of the process, Unix time.', () => performance.timeOrigin / 1000],
    ['nodejs_heap_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed],
    ['nodejs_eventloop_utilization', 'Busy share of the event loop since the start.', () => performance.eventLoopUtilization().utilization],
  ];
  for (const [name, help, read] of figures) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
};

/** Makes a registry of its own, so that two playgrounds in one process do not share figures. */
export const createMetrics = (commands: readonly string[], openStreams: () => number): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  addProcessFigures(registers);
  const invocations = new Counter({
    name: 'sounding_board_invocations_total',
    help: 'Typed lines, buttons and imports, by command and outcome.',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const posts = new Counter({ name: 'sounding_board_messages_posted_total', help: 'Messages posted by panels.', registers });
  new Gauge({
    name: 'sounding_board_event_streams',
    help: 'Pages that listen now.',
    registers,
    collect() {
      this.set(openStreams());
    },
  });
  return {
    invoked: (command, outcome) => invocations.inc({ command: commands.includes(command) ? command : 'unknown', outcome }),
    posted: () => posts.inc(),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
};
