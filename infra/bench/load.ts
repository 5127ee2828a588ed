import { Agent, request, type RequestOptions } from 'node:http';
import type { Usage } from './live/processes/usage';
import { quantile, round, type Figures } from './report';

export interface Target {
  readonly port: number;
  readonly path: string;
  readonly headers: Record<string, string>;
  /** Sent in turn. */
  readonly bodies: readonly string[];
  usage(): Promise<Usage>;
}

export interface Measured extends Figures {
  requestsPerSecond: number;
  /** CPU time of the server for one request, its database aside. */
  cpuMs: number;
  p50Ms: number;
  p99Ms: number;
}

export interface LoadOptions {
  connections?: number;
  seconds?: number;
}

/** Sends requests over so many connections, on each the next one as soon as the response is there. */
export async function load(target: Target, { connections = 50, seconds = 3 }: LoadOptions = {}): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const payloads = target.bodies.map((body) => Buffer.from(body));
  let sent = 0;
  const options: RequestOptions = {
    ...{ agent, host: '127.0.0.1', port: target.port, path: target.path, method: 'POST' },
    headers: { 'content-type': 'application/json', ...target.headers },
  };
  const times: number[] = [];
  const before = await target.usage();
  const start = performance.now();
  const end = start + seconds * 1_000;
  async function connection(): Promise<void> {
    while (performance.now() < end) {
      const sentAt = performance.now();
      await exchange(options, payloads[sent++ % payloads.length]!);
      times.push(performance.now() - sentAt);
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    agent.destroy();
  }
  const elapsed = performance.now() - start;
  const { cpuMs } = await target.usage();
  return {
    requestsPerSecond: round((times.length / elapsed) * 1_000),
    cpuMs: round((cpuMs - before.cpuMs) / times.length, 3),
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(quantile(times, 0.99)),
  };
}

/** Errors: another status than 200. */
function exchange(options: RequestOptions, payload: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode}`));
      response.resume().once('end', resolve).once('error', reject);
    });
    sent.setHeader('content-length', payload.length);
    sent.once('error', reject).end(payload);
  });
}
