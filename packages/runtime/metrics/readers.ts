import type { LabelsOf } from './metrics';

type Labels = LabelsOf<string>;

interface Reader {
  labels: Labels;
  read(): number | Promise<number>;
  /** A reading that is under way. */
  pending?: Promise<number>;
}

export interface Reading {
  labels: Labels;
  value: number;
}

interface ReadersOptions {
  /** Hears of a reader that failed, or took too long. */
  onFailure(error: unknown): void;
  /** The counts of a reader that has left are kept. */
  keep: boolean;
}

/** Those who know the values of one metric. */
export interface Readers {
  add(read: Reader['read'], labels: Labels): () => void;
  /** The sums by labels; without those of which any reader failed. */
  readings(): Promise<Reading[]>;
}

const TIMEOUT_MS = 2_000;

/** Invariant: a reader is called again only after it has returned, so that calls of one that hangs do not pile up. */
export function createReaders({ onFailure, keep }: ReadersOptions): Readers {
  const readers = new Set<Reader>();
  /** The counts of readers that have left. */
  const kept = new Map<string, Reading>();

  function leave(reader: Reader): void {
    if (!readers.delete(reader) || !keep) return;
    const { labels, read } = reader;
    const before = kept.get(keyOf(labels))?.value ?? 0;
    kept.set(keyOf(labels), { labels, value: before + (read() as number) });
  }

  async function valueOf(reader: Reader): Promise<number | undefined> {
    try {
      return await inTime(request(reader));
    } catch (error) {
      onFailure(error);
      return undefined;
    }
  }

  return {
    add(read, labels) {
      const reader: Reader = { read, labels };
      readers.add(reader);
      return () => leave(reader);
    },
    async readings() {
      const asked = [...readers].map(async (reader) => ({ labels: reader.labels, value: await valueOf(reader) }));
      return sums([...kept.values(), ...(await Promise.all(asked))]);
    },
  };
}

function request(reader: Reader): Promise<number> {
  reader.pending ??= (async () => reader.read())().finally(() => (reader.pending = undefined));
  return reader.pending;
}

async function inTime(value: Promise<number>): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No value within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

function sums(values: readonly { labels: Labels; value: number | undefined }[]): Reading[] {
  const byLabels = new Map<string, Reading>();
  for (const { labels, value = NaN } of values) {
    const sum = (byLabels.get(keyOf(labels))?.value ?? 0) + value;
    byLabels.set(keyOf(labels), { labels, value: sum });
  }
  return [...byLabels.values()].filter(({ value }) => !Number.isNaN(value));
}

const keyOf = (labels: Labels): string => JSON.stringify(Object.entries(labels).toSorted());
