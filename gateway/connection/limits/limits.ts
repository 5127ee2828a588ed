import type { TokenBucket } from '@parley/ports/ephemeral/token-bucket';

/** Of an action: root fields that do what is limited, whatever they cost. */
export interface ActionLimit {
  /** In errors, metrics and keys. */
  readonly name: string;
  /** Root fields that are charged one token each, as `Mutation.sendMessage`. */
  readonly fields: readonly string[];
  /** Whom one bucket is for. A person who is not signed in is their network. */
  readonly per: 'person' | 'network';
  readonly bucket: TokenBucket;
}

/** All limits of requests. What is left out is not limited. */
export interface RequestLimits {
  /** Requests and sockets from one network, charged one token each before anything of them is read. */
  readonly address?: TokenBucket;
  /** Cost of operations of all callers from one network who are not signed in. */
  readonly anonymous?: TokenBucket;
  /** Cost of operations and events of one session. */
  readonly session?: TokenBucket;
  /** The same of one person. */
  readonly user?: TokenBucket;
  /** The same of all people of a tenant together. */
  readonly tenant?: TokenBucket;
  readonly actions: readonly ActionLimit[];
}
