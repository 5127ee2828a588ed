import { bench } from '../run-bench.fixture';

it('measures the way from the outbox into Kafka next to a bare producer, with nothing lost', async () => {
  const { bench: name, figures } = await bench('relay', '--scale', '0.005');
  expect(name).toBe('relay');
  expect(figures).toMatchObject({ 'steady.events': 1_000, 'steady.lost': 0, 'catch-up.events': 500 });
  for (const figure of [
    'steady.p99Ms',
    'steady.bare.p99Ms',
    'catch-up.eventsPerSecond',
    'catch-up.bareEventsPerSecond',
  ])
    expect(figures[figure]).toBeGreaterThan(0);
});
