import { LRUCache } from 'lru-cache';

/** Texts that clients registered, by hash, each on somebody's account. */
export interface RegisteredOperations {
  get(hash: string): string | undefined;
  /** Registers it on the account of whoever sends it first. It evicts the oldest of theirs before anybody else's. */
  set(hash: string, text: string, registrant: string): void;
  readonly size: number;
}

/** Bounds of texts, and of their characters together. */
interface Bounds {
  max: number;
  maxCharacters: number;
}

/** `ofOne`: of one registrant. A text that is longer than theirs together is not kept. */
export function createRegisteredOperations({
  max,
  maxCharacters,
  ofOne,
}: Bounds & { ofOne: Bounds }): RegisteredOperations {
  const owners = new Map<string, Owned>();
  const texts = new LRUCache<string, Registered>({
    max,
    maxSize: maxCharacters,
    sizeCalculation: ({ text }) => text.length,
    dispose({ text, registrant }, hash) {
      const owned = owners.get(registrant);
      if (!owned?.hashes.delete(hash)) return;
      owned.characters -= text.length;
      if (owned.hashes.size === 0) owners.delete(registrant);
    },
  });

  function makeRoom(registrant: string, characters: number): void {
    for (let owned = owners.get(registrant); owned; owned = owners.get(registrant)) {
      if (owned.hashes.size < ofOne.max && owned.characters + characters <= ofOne.maxCharacters) return;
      const [oldest] = owned.hashes;
      texts.delete(oldest!);
    }
  }

  return {
    get: (hash) => texts.get(hash)?.text,
    get size() {
      return texts.size;
    },
    set(hash, text, registrant) {
      if (texts.get(hash) || text.length > ofOne.maxCharacters) return;
      makeRoom(registrant, text.length);
      const owned = owners.get(registrant) ?? { hashes: new Set(), characters: 0 };
      owners.set(registrant, owned);
      owned.hashes.add(hash);
      owned.characters += text.length;
      texts.set(hash, { text, registrant });
    },
  };
}

interface Registered {
  readonly text: string;
  readonly registrant: string;
}

/** What one registrant has there: a set keeps its order of insertion. */
interface Owned {
  readonly hashes: Set<string>;
  characters: number;
}
