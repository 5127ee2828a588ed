import { randomUUID } from 'node:crypto';
import type { ConversationId, TenantId } from '@parley/contracts/ids';
import { createCommits } from '@parley/log/commits';
import { addMembers } from '@parley/log/members';
import { createStream } from '@parley/log/streams';
import { ENTITIES } from '@parley/messages/store/entities';
import { createSendLanes } from '@parley/messages/store/send-batch';
import { createMessagesSubgraph } from '@parley/messages/subgraph';
import { openDatabase, type Database } from '@parley/database/database';
import { aViewer } from '@parley/testing/viewers';
import { parse } from 'graphql';
import pino from 'pino';
import type { SendTo } from './loops';

const PEOPLE = 64;
const SEND = parse(`mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq } } }`);

export interface Lanes {
  /** Through lanes that commit so many sends at once. */
  sendIn(batch: number): SendTo;
  close(): Promise<void>;
}

/** The messages subgraph in this process, without gateway and network. */
export async function lanesAlone(url: string, { conversations, text }: { conversations: number; text: string }) {
  const { system: database } = await openDatabase({
    url,
    poolSize: 20,
    entities: ENTITIES,
    logger: pino({ level: 'error' }),
  });
  const { viewers, ids } = await populate(database, conversations);
  const logger = pino({ level: 'silent' });
  return {
    sendIn(batch) {
      const commits = createCommits();
      const subgraph = createMessagesSubgraph({
        ...{ database, commits },
        lanes: createSendLanes(database, commits, { batch }),
      });
      let next = 0;
      return async (conversation) => {
        const principal = viewers[next++ % viewers.length]!;
        const { errors } = await subgraph.execute({
          document: SEND,
          variables: { input: { conversationId: ids[conversation], clientMessageId: randomUUID(), text } },
          request: { principal, correlationId: '', logger },
        });
        if (errors) throw errors[0]!;
      };
    },
    close: () => database.close(),
  } satisfies Lanes as Lanes;
}

async function populate(database: Database, conversations: number) {
  const tenant = randomUUID() as TenantId;
  const viewers = Array.from({ length: PEOPLE }, () => aViewer({ tenant }));
  const ids = Array.from({ length: conversations }, () => randomUUID() as ConversationId);
  for (const conversation of ids) {
    await createStream(database, { stream: conversation, tenant });
    await addMembers(database, { conversation, people: viewers.map(({ user }) => user), role: 'MEMBER' });
  }
  return { viewers, ids };
}
