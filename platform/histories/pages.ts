import type { Client } from './client';
import { EVENT, eventOf, type EventResult } from './event';
import type { Event, History, Message } from './history';
import { insist } from './insist';

const FIRST = 200;

const CHANGES = `query ($id: ID!, $after: Seq!) {
  page: conversationChanges(conversationId: $id, after: $after, first: ${FIRST}) { resync hasMore events { ${EVENT} } }
}`;
const MESSAGES = `query ($id: ID!, $after: Seq, $before: Seq) {
  conversation(id: $id) {
    page: messages(first: ${FIRST}, after: $after, before: $before) {
      edges { node { seq id text } } pageInfo { hasNextPage endCursor }
    }
  }
}`;

interface Asked {
  client: Client;
  room: string;
  patienceMs: number;
}

/** Reads a room by queries, and records the results. */
export async function readPages(history: History, asked: Asked): Promise<void> {
  const { client, room } = asked;
  try {
    history.pages.push({
      room,
      person: client.userId,
      changes: await changes(asked),
      forwards: await messages(asked, 'after'),
      backwards: await messages(asked, 'before'),
    });
  } catch (error) {
    history.troubles.push(`${client.userId} could not read the pages of ${room}: ${String(error)}`);
  }
}

interface Changes {
  page: { resync: boolean; hasMore: boolean; events: EventResult[] };
}

async function changes({ client, room, patienceMs }: Asked): Promise<Event[]> {
  const events: Event[] = [];
  for (let more = true; more;) {
    const variables = { id: room, after: events.at(-1)?.seq ?? 0 };
    const { page } = await insist<Changes>(client, { query: CHANGES, variables, patienceMs });
    if (page.resync) throw new Error('the log does not reach back to its beginning');
    events.push(...page.events.map(eventOf));
    more = page.hasMore && page.events.length > 0;
  }
  return events;
}

interface Messages {
  conversation: {
    page: { edges: { node: Message }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
  } | null;
}

async function messages({ client, room, patienceMs }: Asked, direction: 'after' | 'before'): Promise<Message[]> {
  const all: Message[] = [];
  // without `before`, a page starts at the newest message; `after` needs a position
  for (let cursor = direction === 'after' ? 0 : undefined, more = true; more;) {
    const variables = { id: room, [direction]: cursor };
    const { conversation } = await insist<Messages>(client, { query: MESSAGES, variables, patienceMs });
    if (!conversation) throw new Error('it is not there');
    const { edges, pageInfo } = conversation.page;
    all.push(...edges.map(({ node }) => node));
    more = pageInfo.hasNextPage && pageInfo.endCursor !== null;
    cursor = Number(pageInfo.endCursor);
  }
  return all;
}
