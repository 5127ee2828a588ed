import { Partitioners } from 'kafkajs';

/** What Java's client takes them for: org.apache.kafka.common.utils.UtilsTest, testMurmur2. */
const MURMUR2: Record<string, number> = {
  '21': -973932308,
  foobar: -790332482,
  'a-little-bit-long-string': -985981536,
  'a-little-bit-longer-string': -1486304829,
  lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
  abc: 479470107,
};

it.each(Object.entries(MURMUR2))('brings the key %s where Java would', (key, hash) => {
  const partition = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({ partitionId, leader: 1 }));
  const placed = partition({
    topic: 'entries',
    partitionMetadata: partitionMetadata as never,
    message: { key, value: '' },
  });
  expect(placed).toBe((hash & 0x7fffffff) % 12);
});
