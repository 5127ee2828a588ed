import { randomUUID } from 'node:crypto';
import type { Entry } from '@parley/contracts/events';
import type { DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import type { Principal, Viewer } from '@parley/contracts/principal';
import { createStream } from '@parley/log/streams';
import { createCommits, type Commits } from '@parley/log/commits';
import type { Database } from '@parley/database/database';
import type { LatestEnvelope } from '@parley/contracts/live';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { RequestContext } from '@parley/runtime/request';
import { freshDatabase } from '@parley/testing/database';
import { parse } from 'graphql';
import pino from 'pino';
import { ENTITIES } from '../store/entities';
import { createTyping, type Typing } from '../store/typing';
import { createConversationsSubgraph } from '../subgraph';

/** An answer as a client sees it. */
export interface Answer {
  data: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- its shape is the operation's
  /** Code of the first error. */
  code?: unknown;
}

/** Asks for something as somebody; `root` is what a subscription is answered from. */
export type Execute = (
  principal: Principal,
  source: string,
  variables?: Variables,
  root?: LatestEnvelope,
) => Promise<Answer>;

type Variables = Record<string, unknown>;

export interface World {
  database: Database;
  /** Everything committed so far, as the process was told. */
  entries: Entry[];
  bus: LiveBus;
  typing: Typing;
  /** Milliseconds by which the clock of what is short-lived moves on. */
  pass(ms: number): void;
  commits: Commits;
  execute: Execute;
  /** What all operations of one gateway request share. */
  request(principal: Principal): (source: string, variables?: Variables, root?: LatestEnvelope) => Promise<Answer>;
  /** Signs people up in a tenant. */
  people(count: number, tenant?: TenantId): Promise<Viewer[]>;
  close(): Promise<void>;
}

/** The conversations subgraph on a database of its own. */
export async function createWorld(): Promise<World> {
  const { database, close } = await freshDatabase({ entities: ENTITIES });
  const commits = createCommits();
  const entries: Entry[] = [];
  commits.onCommit((committed) => entries.push(...committed.map(({ entry }) => entry)));
  let now = 0;
  const nowMs = () => now;
  const bus = inProcessBus();
  const typing = createTyping({ ephemeral: inProcessStore({ nowMs }), bus, nowMs });
  const subgraph = createConversationsSubgraph({ database, commits, bus, typing });
  const logger = pino({ level: 'silent' });

  const request: World['request'] = (principal) => {
    const context: RequestContext = { principal, correlationId: randomUUID(), logger };
    return async (source, variables, root) => {
      const answer = await subgraph.execute({ document: parse(source), variables, request: context, root });
      const [error] = answer.errors ?? [];
      return { data: answer.data ?? {}, code: error && (error.extensions.code ?? error.message) };
    };
  };

  return {
    database,
    entries,
    request,
    bus,
    typing,
    commits,
    pass(ms) {
      now += ms;
    },
    execute: (principal, source, variables, root) => request(principal)(source, variables, root),
    people: (count, tenant = randomUUID() as TenantId) =>
      Promise.all(Array.from({ length: count }, () => signUp(database, tenant))),
    close,
  };
}

/** Users are another subgraph's: what is known of them here is their stream. */
async function signUp(database: Database, tenant: TenantId): Promise<Viewer> {
  const user = randomUUID() as UserId;
  await createStream(database, { stream: user, tenant });
  return {
    kind: 'viewer',
    tenant,
    user,
    session: randomUUID() as SessionId,
    device: randomUUID() as DeviceId,
    scopes: [],
    bot: false,
    expiresAt: 2 ** 31,
  };
}
