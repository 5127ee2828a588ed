import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath } from '@parley/testing/browser';
import { bench } from './run-bench.fixture';

it('measures fan-out next to bare writes and the stock way', async () => {
  const { bench: name, figures } = await bench('fanout', '--only', 'room', '--scale', '0.02');
  expect(name).toBe('fanout');
  expect(figures).toMatchObject({ 'room.lost': 0, 'room.repeated': 0, 'room.bare.lost': 0, 'room.stock.lost': 0 });
  expect(Object.keys(figures)).toEqual(expect.arrayContaining(['cpuPerDeliveryVsBareWrite', 'stockVsOurs']));
  for (const server of ['room', 'room.bare', 'room.stock'])
    for (const figure of ['deliveriesPerSecond', 'p50Ms', 'p99Ms'])
      expect(figures[`${server}.${figure}`]).toBeGreaterThan(0);
});

it('brings everybody back after a storm, with nothing lost or repeated', async () => {
  const { figures } = await bench('resume', '--scale', '0.005');
  expect(figures).toMatchObject({ lost: 0, repeated: 0, away: 0, behind: 0 });
  expect(figures.statements).toBeGreaterThan(0);
});

it('measures queries next to hand-written routes and Apollo Server', async () => {
  const { figures } = await bench('query', '--only', 'open', '--scale', '0.01');
  for (const server of ['parley', 'handWritten', 'handWrittenWarm', 'apollo'])
    for (const figure of ['requestsPerSecond', 'cpuMs', 'p50Ms', 'p99Ms'])
      expect(figures[`open.${server}.${figure}`]).toBeGreaterThan(0);
  for (const baseline of ['HandWritten', 'HandWrittenWarm', 'Apollo'])
    expect(figures[`open.requestsVs${baseline}`]).toBeGreaterThan(0);
});

it('measures sends through lanes, over HTTP and over sockets', async () => {
  const { figures } = await bench('send', '--only', 'one', '--scale', '0.1');
  for (const way of ['oneByOne', 'lanes', 'http', 'sockets'])
    for (const figure of ['sendsPerSecond', 'p50Ms', 'p99Ms', 'vsLanes'])
      expect(figures[`one.${way}.${figure}`]).toBeGreaterThan(0);
});

it('measures sends, reads and live delivery together', async () => {
  const { figures } = await bench('mixed', '--scale', '0.02');
  expect(figures).toMatchObject({ failed: 0, lost: 0, repeated: 0 });
  for (const figure of ['requests', 'deliveries', 'cpuMsPerRequest', 'peakMegabytes'])
    expect(figures[figure]).toBeGreaterThan(0);
});

it('measures what protection costs, and sends next to attacks', async () => {
  const { figures } = await bench('guard', '--scale', '0.02');
  for (const figure of ['open.onVsOff', 'send.onVsOff', 'quiet.p99Ms', 'sending and deleting.p99VsQuiet'])
    expect(figures[figure]).toBeGreaterThan(0);
});

it('measures a federated query next to Apollo Gateway, and profiles both', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-test-'));
  try {
    const { figures } = await bench('gateway', '--only', 'apollo', '--scale', '0.01', '--profile', folder);
    for (const server of ['parley', 'apollo']) {
      for (const figure of ['requestsPerSecond', 'cpuMs', 'p50Ms', 'p99Ms'])
        expect(figures[`${server}.${figure}`]).toBeGreaterThan(0);
      const { samples } = JSON.parse(await readFile(join(folder, `${server}.cpuprofile`), 'utf8')) as Profile;
      expect(samples.length).toBeGreaterThan(0);
    }
    expect(figures['requestsVs.apollo']).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true });
  }
});

interface Profile {
  samples: number[];
}

const itWithBrowser = browserPath() ? it : it.skip;

itWithBrowser('looks at a long conversation and a short one, in a browser', async () => {
  const { figures } = await bench('web', '--scale', '0.002');
  expect(figures).toMatchObject({ messages: 2_000, scrolled: 100 });
  for (const size of ['long', 'short'])
    for (const figure of ['openMs', 'frameMs', 'cpuMsAFrame', 'openHeapMb', 'scrolledHeapMb'])
      expect(figures[`${size}.${figure}`]).toBeGreaterThan(0);
  for (const ratio of ['openMs', 'frameMs', 'worstFrameMs', 'scrolledHeapMb'])
    expect(figures[`${ratio}LongVsShort`]).toBeGreaterThan(0);
});
