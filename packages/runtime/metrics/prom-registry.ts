import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Logger } from '../logger';
import type { Declaration, HistogramDeclaration, LabelsOf, Metrics } from './metrics';
import { createReaders, type Readers } from './readers';

type Labels = LabelsOf<string>;
type Declared = Declaration<string, string>;

interface RegistryOptions {
  logger: Logger | undefined;
  ofProcess: boolean;
}

const DURATIONS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `logger`: for readers that fail. */
export const createMetrics = (logger?: Logger): Metrics => promRegistry({ logger, ofProcess: false });

/** With what Node knows of its process: event loop, garbage collection, memory. Once a process: it is never undone. */
export const createProcessMetrics = (logger: Logger): Metrics => promRegistry({ logger, ofProcess: true });

/** `Metrics` on prom-client. Each has a registry of its own: one process may run several platforms. */
function promRegistry({ logger, ofProcess }: RegistryOptions): Metrics {
  const registry = new Registry();
  const made = new Map<string, { as: string; metric: unknown }>();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  let scraping: Promise<string> | undefined;

  /** What is declared, as prom-client takes it, made once. */
  function once<T>(type: string, declaration: Declared, make: (config: ReturnType<typeof configOf>) => T): T {
    const as = JSON.stringify([type, declaration]);
    const before = made.get(declaration.name);
    if (before && before.as !== as) throw new Error(`${declaration.name} is declared twice, and not in the same way`);
    const metric = (before?.metric as T | undefined) ?? make(configOf(declaration));
    made.set(declaration.name, { as, metric });
    return metric;
  }

  const configOf = ({ name, help, labels = [] }: Declared) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });

  const counter = (declaration: Declared) =>
    once('counter', declaration, (config) => {
      const counted = new Counter(config);
      return { add: (by: number, labels: Labels = {}) => counted.inc(labels, by) };
    });

  const unread = counter({
    name: 'parley_metrics_unread_total',
    help: 'Values omitted from a scrape, because reading them failed or took too long',
    labels: ['metric'],
  });

  const readersOf = (metric: string, keep: boolean): Readers =>
    createReaders({
      keep,
      onFailure(error) {
        unread.add(1, { metric });
        logger?.warn({ metric, err: error }, 'a metric could not be read');
      },
    });

  return {
    counter,
    tally: (declaration) =>
      once('tally', declaration, (config) => {
        const readers = readersOf(declaration.name, true);
        const counted: Counter = new Counter({
          ...config,
          async collect() {
            const readings = await readers.readings();
            counted.reset();
            for (const { labels, value } of readings) counted.inc(labels, value);
          },
        });
        return { read: (value: () => number, labels: Labels = {}) => readers.add(value, labels) };
      }),
    gauge: (declaration) =>
      once('gauge', declaration, (config) => {
        const readers = readersOf(declaration.name, false);
        const gauge: Gauge = new Gauge({
          ...config,
          async collect() {
            const readings = await readers.readings();
            gauge.reset();
            // of a gauge without labels, reset makes a 0 that nobody has read
            if (config.labelNames.length === 0) gauge.remove();
            for (const { labels, value } of readings) gauge.set(labels, value);
          },
        });
        return { read: (value: () => number | Promise<number>, labels: Labels = {}) => readers.add(value, labels) };
      }),
    histogram: (declaration: HistogramDeclaration<string, string>) =>
      once('histogram', declaration, (config) => {
        const histogram = new Histogram({ ...config, buckets: [...(declaration.buckets ?? DURATIONS_SECONDS)] });
        return { observe: (value: number, labels: Labels = {}) => histogram.observe(labels, value) };
      }),
    declared: () => (registry.getMetricsAsArray() as unknown as PromMetric[]).map(declaredOf),
    async scrape() {
      scraping ??= registry.metrics().finally(() => (scraping = undefined));
      return { contentType: registry.contentType, text: await scraping };
    },
  };
}

/** Fields of prom-client's metrics that its types leave out. */
interface PromMetric {
  name: string;
  type: string;
  help: string;
  labelNames: string[];
}

const declaredOf = ({ name, type, help, labelNames }: PromMetric) => ({ name, type, help, labels: labelNames });
