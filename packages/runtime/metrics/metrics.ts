/** The end of a metric's name: what it counts, or its unit. */
export const UNITS = [
  ...['seconds', 'bytes', 'characters'],
  ...['connections', 'entries', 'items', 'requests', 'sockets', 'streams', 'topics', 'views'],
] as const;

type Unit = (typeof UNITS)[number];

/** One value for each label. Values are of small closed sets: never an id of anybody or anything, never what a client wrote. */
export type LabelsOf<Label extends string> = Readonly<Record<Label, string>>;
/** No argument for a metric without labels. */
type LabelArguments<Label extends string> = [Label] extends [never] ? [] : [LabelsOf<Label>];

export interface Declaration<Name extends string, Label extends string> {
  name: Name;
  /** A short description for operators. */
  help: string;
  labels?: readonly Label[];
}

type CounterName = `parley_${string}_total`;
type MeasureName = `parley_${string}_${Unit}`;

export interface HistogramDeclaration<Name extends string, Label extends string> extends Declaration<Name, Label> {
  /** Upper bounds; those of durations from a millisecond to ten seconds by default. */
  buckets?: readonly number[];
}

export interface Counter<Label extends string> {
  add(by: number, ...labels: LabelArguments<Label>): void;
}

export interface Histogram<Label extends string> {
  observe(value: number, ...labels: LabelArguments<Label>): void;
}

export interface Gauge<Label extends string> {
  /**
   * Reads `value` at each scrape, until the returned function is called: by its owner's `stop`. Of several readers with
   * the same labels the sum is shown. One that rejects, or takes more than two seconds, is left out of that scrape.
   */
  read(value: () => number | Promise<number>, ...labels: LabelArguments<Label>): () => void;
}

export interface Tally<Label extends string> {
  /** As of a gauge. What an owner has counted when it leaves stays in the sum. */
  read(value: () => number, ...labels: LabelArguments<Label>): () => void;
}

export interface DeclaredMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * The numbers of one process, for Prometheus to scrape. Composition roots make one and hand it to the parts, in their
 * options next to `logger`; a part that is given none has one of its own, which nobody reads.
 *
 * A metric is declared by the part that knows it, where the part is made, and again by each other instance of it:
 * the same declaration is the same metric. Errors: of a name that is declared in another way.
 *
 *     const sent = metrics.counter({ name: 'parley_mail_sent_total', help: 'Mails sent', labels: ['outcome'] });
 *     sent.add(1, { outcome: 'done' });
 *
 *     const waiting = metrics.gauge({ name: 'parley_mail_waiting_items', help: 'Mails that wait' });
 *     const stopReading = waiting.read(() => queue.length); // in `start`; `stopReading()` in `stop`
 *
 * A number that changes thousands of times a second is better counted in a variable and read: `tally`, `gauge`.
 * Queues and caches have metrics of their own: `bounded.ts`. All of them are listed in docs/metrics.md.
 */
export interface Metrics {
  /** Something that happened, counted here. */
  counter<Label extends string = never>(declaration: Declaration<CounterName, Label>): Counter<Label>;
  /** Something that happened, counted by whoever it happened to. */
  tally<Label extends string = never>(declaration: Declaration<CounterName, Label>): Tally<Label>;
  /** How something is at this moment. */
  gauge<Label extends string = never>(declaration: Declaration<MeasureName, Label>): Gauge<Label>;
  /** How often something was how large, or took how long. */
  histogram<Label extends string = never>(declaration: HistogramDeclaration<MeasureName, Label>): Histogram<Label>;
  /** Whatever is declared. */
  declared(): DeclaredMetric[];
  /** All of them in Prometheus's text format. Callers at the same time share one scrape. */
  scrape(): Promise<{ contentType: string; text: string }>;
}

/** Upper bounds for sizes of batches. */
export const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
