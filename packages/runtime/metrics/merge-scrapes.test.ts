import { mergeScrapes } from './merge-scrapes';
import { createMetrics } from './prom-registry';

it('gives each sample its worker, and keeps those of a metric together', async () => {
  const texts = await Promise.all(
    ['1', '2'].map(async (worker) => {
      const metrics = createMetrics();
      metrics.gauge({ name: 'parley_a_entries', help: 'Of {a} process' }).read(() => Number(worker));
      const counter = metrics.counter({ name: 'parley_b_total', help: 'Counted', labels: ['of'] });
      counter.add(3, { of: 'a "quoted" } brace' });
      return { worker, text: (await metrics.scrape()).text };
    }),
  );
  expect(mergeScrapes(texts)).toBe(
    [
      '# HELP parley_metrics_unread_total Values omitted from a scrape, because reading them failed or took too long',
      '# TYPE parley_metrics_unread_total counter',
      '',
      '# HELP parley_a_entries Of {a} process',
      '# TYPE parley_a_entries gauge',
      'parley_a_entries{worker="1"} 1',
      'parley_a_entries{worker="2"} 2',
      '',
      '# HELP parley_b_total Counted',
      '# TYPE parley_b_total counter',
      String.raw`parley_b_total{worker="1",of="a \"quoted\" } brace"} 3`,
      String.raw`parley_b_total{worker="2",of="a \"quoted\" } brace"} 3`,
      '',
    ].join('\n'),
  );
});

it('keeps what only one of them has', () => {
  const text = '# HELP x_total X\n# TYPE x_total counter\nx_total 1\n';
  expect(
    mergeScrapes([
      { worker: 'parent', text: '' },
      { worker: '2', text },
    ]),
  ).toBe('# HELP x_total X\n# TYPE x_total counter\nx_total{worker="2"} 1\n');
});
