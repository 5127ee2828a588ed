import type { Client, estypes } from '@elastic/elasticsearch';
import { unavailable } from '@parley/contracts/errors';
import type { MessageDocument } from '../search-index';
import { reached } from './client';
import { sourceOf } from './document';

/** Characters of one request; the server takes a hundred megabytes, and some time for each. */
const MAX_REQUEST = 2_000_000;

/** Milliseconds. Given up too soon, the same would be sent again, and given up again. */
const WRITE_MS = 60_000;

const CONFLICT = 409;

interface Target {
  index: string;
  /** Whether searches have to see it once this has resolved. */
  visible: boolean;
}

/**
 * Brings documents, the latest of each message, into an index; those that are older than what is there change nothing.
 * Errors: UNAVAILABLE, when some of them may be there; others for a document that it does not take.
 */
export async function write(client: Client, documents: readonly MessageDocument[], target: Target): Promise<void> {
  for (const operations of requests(documents.map(operationOf))) {
    const { errors, items } = await reached(
      client.bulk(
        { index: target.index, operations: operations.flat(), refresh: target.visible },
        { requestTimeout: WRITE_MS },
      ),
    );
    if (errors) for (const { index } of items) judge(index!);
  }
}

type Operation = [estypes.BulkOperationContainer, object];

const operationOf = (document: MessageDocument): Operation => [
  { index: { _id: document.id, version: document.version, version_type: 'external_gte' } },
  sourceOf(document),
];

function* requests(operations: readonly Operation[]): Iterable<Operation[]> {
  let request: Operation[] = [];
  let size = 0;
  for (const operation of operations) {
    const more = JSON.stringify(operation[1]).length;
    if (request.length > 0 && size + more > MAX_REQUEST) {
      yield request;
      [request, size] = [[], 0];
    }
    request.push(operation);
    size += more;
  }
  if (request.length > 0) yield request;
}

function judge({ status, error, _id }: estypes.BulkResponseItem): void {
  if (error === undefined || status === CONFLICT) return;
  const said = `${error.type}: ${error.reason ?? ''}`;
  if (status === 400) throw new Error(`The search index does not take message ${_id}: ${said}`);
  throw unavailable('The search index can not be written to', new Error(said));
}
