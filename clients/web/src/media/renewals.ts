import type { Attachment, ParleyClient } from '@parley/client';

/** Every URL of an attachment is good for at least this long after it was requested. */
export const GOOD_MS = 2 * 60_000;

/** Attachments that were requested again because their URLs had ended, for all that show them. */
export interface Renewals {
  /** The attachment with URLs that are good; null if it is gone. Those who come at the same time share one request. */
  readonly renew: (id: string) => Promise<Attachment | null>;
  /** What the last request within GOOD_MS gave. */
  readonly known: (id: string) => Attachment | undefined;
}

/** A failed URL is requested again at most this often. */
const SHARED_MS = 4_000;

interface Entry {
  readonly attachment: Attachment | null;
  readonly at: number;
}

export function createRenewals(request: (id: string) => Promise<Attachment | null>): Renewals {
  const entries = new Map<string, Entry>();
  const underWay = new Map<string, Promise<Attachment | null>>();

  const entryOf = (id: string, maxAgeMs: number): Entry | undefined => {
    const entry = entries.get(id);
    return entry && Date.now() - entry.at < maxAgeMs ? entry : undefined;
  };
  async function load(id: string): Promise<Attachment | null> {
    try {
      const attachment = await request(id);
      for (const old of entries.keys()) if (!entryOf(old, GOOD_MS)) entries.delete(old);
      entries.set(id, { attachment, at: Date.now() });
      return attachment;
    } finally {
      underWay.delete(id);
    }
  }
  return {
    known: (id) => entryOf(id, GOOD_MS)?.attachment ?? undefined,
    async renew(id) {
      const recent = entryOf(id, SHARED_MS);
      if (recent) return recent.attachment;
      const loading = underWay.get(id) ?? load(id);
      underWay.set(id, loading);
      return loading;
    },
  };
}

const ofClients = new WeakMap<ParleyClient, Renewals>();

export function renewalsOf(parley: ParleyClient): Renewals {
  const renewals = ofClients.get(parley) ?? createRenewals(parley.attachment);
  ofClients.set(parley, renewals);
  return renewals;
}
