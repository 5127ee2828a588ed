import type { Page } from 'playwright-core';
import { openConversation } from './browser';
import { groupOf, sendAll, type Browsing, type WebPerson } from './browsing';

const LAST =
  'query ($id: ID!) { conversation(id: $id) { messages(first: 1) { edges { node { text mentions { id } } } } } }';

interface LastMessage {
  data: { conversation: { messages: { edges: { node: { text: string; mentions: { id: string }[] } }[] } } };
}

export interface Writing {
  ada: WebPerson;
  bo: WebPerson;
  /** Ada's page. */
  page: Page;
  /** Makes a group of Ada and others in which Bo has written, and opens it. Returns its id. */
  talk(title: string, others?: readonly WebPerson[]): Promise<string>;
  /** The text of the last message of a conversation, and the ids of the people that it mentions. */
  lastMessage(conversationId: string): Promise<{ text: string; mentions: string[] }>;
}

/** Ada and Bo, with a page of Ada's. */
export async function openWriting(browsing: Browsing): Promise<Writing> {
  const [ada, bo] = await Promise.all([browsing.person('Ada'), browsing.person('Bo Berg')]);
  const page = await browsing.pageOf(ada);
  return {
    ...{ ada, bo, page },
    async talk(title, others = [bo]) {
      const id = await groupOf(ada, title, others);
      await sendAll(bo, id, ['begun']);
      await openConversation(page, title);
      return id;
    },
    async lastMessage(conversationId) {
      const response = await fetch(`${browsing.parley.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await ada.client.accessToken()}`,
        },
        body: JSON.stringify({ query: LAST, variables: { id: conversationId } }),
      });
      const { data } = (await response.json()) as LastMessage;
      const { text, mentions } = data.conversation.messages.edges[0]!.node;
      return { text, mentions: mentions.map(({ id }) => id) };
    },
  };
}
