/** A TypedDocumentString. */
interface Document {
  readonly __meta__?: unknown;
  toString(): string;
}

/** How a request names its operation. A bot may only send the hash, without a text. */
export interface OperationReference {
  readonly query?: string;
  readonly extensions?: { readonly persistedQuery: { readonly version: 1; readonly sha256Hash: string } };
}

/** By its hash alone, if it has one. */
export function byHash(document: Document): OperationReference {
  const hash = hashOf(document);
  return hash === undefined ? { query: document.toString() } : persisted(hash);
}

/** By its text and its hash: the service then stores both. */
export function byText(document: Document): OperationReference {
  const hash = hashOf(document);
  return { query: document.toString(), ...(hash !== undefined && persisted(hash)) };
}

/** Whether the service does not know the text of a hash. */
export const isUnknown = (error: { readonly message: string } | undefined): boolean =>
  error?.message === 'PersistedQueryNotFound';

const hashOf = ({ __meta__ }: Document): string | undefined =>
  (__meta__ as { hash?: string } | undefined)?.hash?.replace('sha256:', '');

const persisted = (sha256Hash: string): OperationReference => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});
