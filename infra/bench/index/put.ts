import { sourceOf } from '@parley/ports/search/elasticsearch/document';
import { median, round, type Report } from '../report';
import { documents } from './documents';
import { withScratchIndex } from './scratch-index';

const DOCUMENTS = 20_000;
const ROUNDS = 3;
/** Batch size of a consumer. */
const BATCH = 500;

/**
 * Documents a second through the port's `put`, as the indexer uses it. Baseline: a bare loop that writes the same documents,
 * already serialized, to a fixed index. Rounds alternate; figures are medians.
 */
export const put = (scale: number): Promise<Report> =>
  withScratchIndex(async ({ client, names, index }) => {
    const count = Math.max(BATCH, Math.round(DOCUMENTS * scale));
    const [through, bare]: [number[], number[]] = [[], []];
    for (let n = 0; n < ROUNDS; n++) {
      const ours = documents(count);
      through.push(await rate(ours, (batch) => index.put(batch)));
      const ready = documents(count).map((document) => [{ index: { _id: document.id } }, sourceOf(document)]);
      bare.push(
        await rate(ready, async (batch) => {
          const { errors } = await client.bulk({ index: names.read, operations: batch.flat() });
          if (errors) throw new Error('The bare loop has failed');
        }),
      );
    }
    const figures = {
      'put.documentsPerSecond': round(median(through), 0),
      'put.bare.documentsPerSecond': round(median(bare), 0),
      'put.putVsBare': round(median(through) / median(bare), 2),
    };
    const rows = [
      { way: 'put', 'documents at once': BATCH, 'documents/s': figures['put.documentsPerSecond'] },
      { way: 'bare bulk', 'documents at once': BATCH, 'documents/s': figures['put.bare.documentsPerSecond'] },
    ];
    return { rows, figures };
  });

/** Items a second. */
async function rate<Item>(items: readonly Item[], write: (batch: Item[]) => Promise<void>): Promise<number> {
  const started = performance.now();
  for (let at = 0; at < items.length; at += BATCH) await write(items.slice(at, at + BATCH));
  return (items.length / (performance.now() - started)) * 1_000;
}
