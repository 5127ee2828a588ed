import { round, type Figures, type Row } from '../report';
import type { Delivered } from './delivery';

/** Parameters of every scenario. */
export interface Run {
  /** URL of the database of the servers under test. */
  url: string;
  /** Scales a number of sockets, rooms, views or seconds. */
  scaled(sockets: number): number;
  seconds(full: number): number;
  /** Number of gateway processes, for the scenario that has several. */
  workers?: number;
}

export interface Measured {
  rows: Row[];
  figures: Figures;
}

export type Scenario = (run: Run) => Promise<Measured>;

const MB = 1e6;

export const rowOf = (server: string, sockets: number, found: Delivered): Row => ({
  server,
  sockets,
  'sends/s': round(found.sendsPerSecond),
  'deliveries/s': round(found.deliveriesPerSecond, 0),
  'µs CPU': round(found.cpuPerDelivery, 2),
  'net of sends': round(found.netCpuPerDelivery, 2),
  'p50 ms': round(found.p50Ms),
  'p99 ms': round(found.p99Ms),
  'caught up ms': round(found.caughtUpMs, 0),
  lost: found.lost,
  repeated: found.repeated,
  behind: found.behind,
  dropped: found.dropped,
  'peak MB': round(found.rssPeak / MB, 0),
  'load CPU s': round(found.loadCpuMs / 1_000),
});

export const figuresOf = (found: Delivered): Figures => ({
  sendsPerSecond: round(found.sendsPerSecond),
  deliveriesPerSecond: round(found.deliveriesPerSecond, 0),
  cpuMicrosPerDelivery: round(found.cpuPerDelivery, 3),
  netCpuMicrosPerDelivery: round(found.netCpuPerDelivery, 3),
  p50Ms: round(found.p50Ms, 2),
  p99Ms: round(found.p99Ms, 2),
  caughtUpMs: round(found.caughtUpMs, 0),
  lost: found.lost,
  repeated: found.repeated,
  behind: found.behind,
  peakMegabytes: round(found.rssPeak / MB, 0),
});

/** `p99Ms` of `wide` is `wide.p99Ms`. */
export const prefixed = (prefix: string, figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}.${name}`, value]));

/** Growth of resident memory per socket. */
export const memoryPerSocket = ({ rssBefore, rssSubscribed }: Delivered, sockets: number): number =>
  Math.round((rssSubscribed - rssBefore) / sockets);
