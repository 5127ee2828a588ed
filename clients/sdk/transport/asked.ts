/** A TypedDocumentString. */
interface Document {
  readonly __meta__?: unknown;
  toString(): string;
}

/** An operation as it is asked for. A bot may send nothing but the hash, without a text. */
export interface Asked {
  readonly query?: string;
  readonly extensions?: { readonly persistedQuery: { readonly version: 1; readonly sha256Hash: string } };
}

/** By its hash alone, where it has one. */
export function byHash(document: Document): Asked {
  const hash = hashOf(document);
  return hash === undefined ? { query: document.toString() } : persisted(hash);
}

/** By its text, with its hash, so that the service knows both from then on. */
export function byText(document: Document): Asked {
  const hash = hashOf(document);
  return { query: document.toString(), ...(hash !== undefined && persisted(hash)) };
}

/** Whether the service does not know the text to a hash. */
export const isUnknown = (error: { readonly message: string } | undefined): boolean =>
  error?.message === 'PersistedQueryNotFound';

const hashOf = ({ __meta__ }: Document): string | undefined =>
  (__meta__ as { hash?: string } | undefined)?.hash?.replace('sha256:', '');

const persisted = (sha256Hash: string): Asked => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
