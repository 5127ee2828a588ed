import type { MessageId } from '@parley/contracts/ids';
import type { MessageDocument } from './search-index';

/** The latest of each message. */
export function latest(documents: readonly MessageDocument[]): MessageDocument[] {
  const byId = new Map<MessageId, MessageDocument>();
  for (const document of documents) {
    const other = byId.get(document.id);
    if (!other || other.version <= document.version) byId.set(document.id, document);
  }
  return [...byId.values()];
}
