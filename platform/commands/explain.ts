import { topicOf } from '@parley/contracts/live';

interface Asked {
  url: string;
  conversation: string;
  user: string;
  token?: string;
}

/** Prints what each gateway process knows of a user's live subscriptions to a conversation, as JSON. */
export async function explainDelivery({ url, conversation, user, token }: Asked): Promise<void> {
  const target = new URL('/live/explain', url);
  target.search = new URLSearchParams({ topic: topicOf(conversation), user }).toString();
  const answer = await fetch(target, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${target.origin} answers ${answer.status}: ${text}`);
  process.stdout.write(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
}
