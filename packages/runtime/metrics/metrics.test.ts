import pino from 'pino';
import { measureCache, measureQueue } from './bounded';
import type { Metrics } from './metrics';
import { createMetrics, createProcessMetrics } from './prom-registry';

/** The samples of a scrape, by name and labels as they are written. */
async function samples(metrics: Metrics): Promise<Record<string, string>> {
  const { text } = await metrics.scrape();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.split(' ').at(-1)!]));
}

const MAILS = { name: 'parley_mail_sent_total', help: 'Mails sent', labels: ['outcome'] } as const;
const WAITING = { name: 'parley_mail_waiting_items', help: 'Mails that wait' } as const;

describe('a declaration', () => {
  it('made again is the same metric', async () => {
    const metrics = createMetrics();
    metrics.counter(MAILS).add(1, { outcome: 'done' });
    metrics.counter({ ...MAILS }).add(2, { outcome: 'done' });
    expect(await samples(metrics)).toMatchObject({ 'parley_mail_sent_total{outcome="done"}': '3' });
  });

  it('of the same name in another way is refused', () => {
    const metrics = createMetrics();
    metrics.counter(MAILS);
    expect(() => metrics.counter({ ...MAILS, labels: ['other'] })).toThrow(/declared twice/);
    expect(() => metrics.tally(MAILS)).toThrow(/declared twice/);
  });

  it('is one of a registry, not of the process', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.counter(MAILS).add(1, { outcome: 'done' });
    other.counter(MAILS).add(5, { outcome: 'done' });
    expect(await samples(one)).toMatchObject({ 'parley_mail_sent_total{outcome="done"}': '1' });
  });
});

describe('a histogram', () => {
  it('counts what is at most as large as each bucket', async () => {
    const metrics = createMetrics();
    const sizes = metrics.histogram({ name: 'parley_mail_bytes', help: 'Mails by size', buckets: [10, 100] });
    for (const bytes of [10, 11, 1_000]) sizes.observe(bytes);
    expect(await samples(metrics)).toMatchObject({
      'parley_mail_bytes_bucket{le="10"}': '1',
      'parley_mail_bytes_bucket{le="100"}': '2',
      'parley_mail_bytes_bucket{le="+Inf"}': '3',
      parley_mail_bytes_sum: '1021',
    });
  });
});

describe('a gauge', () => {
  it('is read at each scrape, until its owner stops, and then has no value', async () => {
    const metrics = createMetrics();
    const queue = ['a'];
    const stop = metrics.gauge(WAITING).read(() => queue.length);
    expect(await samples(metrics)).toMatchObject({ parley_mail_waiting_items: '1' });
    queue.push('b');
    expect(await samples(metrics)).toMatchObject({ parley_mail_waiting_items: '2' });
    stop();
    expect(await samples(metrics)).not.toHaveProperty('parley_mail_waiting_items');
  });

  it('is the sum of its readers', async () => {
    const metrics = createMetrics();
    const gauge = metrics.gauge({ ...WAITING, labels: ['kind'] });
    gauge.read(async () => 2, { kind: 'letter' });
    gauge.read(() => 3, { kind: 'letter' });
    gauge.read(() => 4, { kind: 'card' });
    expect(await samples(metrics)).toMatchObject({
      'parley_mail_waiting_items{kind="letter"}': '5',
      'parley_mail_waiting_items{kind="card"}': '4',
    });
  });

  it('that cannot be read is left out, counted and logged, and the rest is there', async () => {
    const lines: string[] = [];
    const metrics = createMetrics(pino({ base: undefined }, { write: (line) => lines.push(line) }));
    metrics.gauge(WAITING).read(() => Promise.reject(new Error('the database is away')));
    metrics.gauge({ name: 'parley_mail_open_connections', help: 'Connections' }).read(() => 7);
    expect(await samples(metrics)).toMatchObject({ parley_mail_open_connections: '7' });
    const { parley_mail_waiting_items: left, ...rest } = await samples(metrics);
    expect(left).toBeUndefined();
    expect(rest).toMatchObject({
      'parley_metrics_unread_total{metric="parley_mail_waiting_items"}': expect.any(String),
    });
    expect(lines.join('')).toContain('the database is away');
  });

  it('that does not respond in time holds nothing up, and is not asked again meanwhile', async () => {
    jest.useFakeTimers();
    try {
      const metrics = createMetrics();
      const read = jest.fn(() => new Promise<number>(() => undefined));
      metrics.gauge(WAITING).read(read);
      for (let scrape = 0; scrape < 2; scrape++) {
        const scraped = samples(metrics);
        await jest.advanceTimersByTimeAsync(2_000);
        expect(await scraped).not.toHaveProperty('parley_mail_waiting_items');
      }
      expect(read).toHaveBeenCalledTimes(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is read once for all who scrape at the same time', async () => {
    const metrics = createMetrics();
    const read = jest.fn(() => 1);
    metrics.gauge(WAITING).read(read);
    await Promise.all([metrics.scrape(), metrics.scrape(), metrics.scrape()]);
    expect(read).toHaveBeenCalledTimes(1);
  });
});

describe('a tally', () => {
  it('never falls: what an owner had counted stays when it leaves', async () => {
    const metrics = createMetrics();
    const tally = metrics.tally({ name: 'parley_mail_read_total', help: 'Mails read' });
    let [first, second] = [3, 4];
    const leave = tally.read(() => first);
    tally.read(() => second);
    expect(await samples(metrics)).toMatchObject({ parley_mail_read_total: '7' });
    first = 5;
    leave();
    leave();
    [first, second] = [100, 6];
    expect(await samples(metrics)).toMatchObject({ parley_mail_read_total: '11' });
  });
});

describe('what is bounded', () => {
  it('shows how full it is, and what it is good for', async () => {
    const metrics = createMetrics();
    const stopQueue = measureQueue(metrics, { name: 'mails', entries: () => 8, maxEntries: 10 });
    const cache = measureCache(metrics, { name: 'addresses', entries: () => 2, maxEntries: 5 });
    for (const found of [true, true, false]) cache.looked(found);
    expect(await samples(metrics)).toEqual({
      'parley_queue_entries{queue="mails"}': '8',
      'parley_queue_max_entries{queue="mails"}': '10',
      'parley_cache_entries{cache="addresses"}': '2',
      'parley_cache_max_entries{cache="addresses"}': '5',
      'parley_cache_lookups_total{cache="addresses",result="hit"}': '2',
      'parley_cache_lookups_total{cache="addresses",result="miss"}': '1',
    });
    stopQueue();
    cache.stop();
    expect(Object.keys(await samples(metrics))).toEqual([
      expect.stringContaining('result="hit"'),
      expect.stringContaining('result="miss"'),
    ]);
  });
});

it('knows what Node knows of the process', async () => {
  const metrics = createProcessMetrics(pino({ level: 'silent' }));
  const { contentType, text } = await metrics.scrape();
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  for (const name of [
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_gc_duration_seconds',
  ])
    expect(text).toContain(`# HELP ${name} `);
  for (const { name, help } of metrics.declared()) {
    expect(name).toMatch(/^(parley|process|nodejs)_[a-z\d_]+$/);
    expect(help).not.toBe('');
  }
});
