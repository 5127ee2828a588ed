import { connect, type ParleyClient } from '@parley/client';

/** A bot that says back, in a thread, what is said in one conversation. Resolves to what ends it. */
export async function echoBot(options: {
  url: string;
  tenant: string;
  email: string;
  password: string;
  conversationId: string;
}): Promise<() => Promise<void>> {
  const { url, tenant, email, password, conversationId } = options;
  const parley: ParleyClient = connect({ url, device: { name: 'echo', platform: 'BOT' } });
  await parley.signIn({ tenant, email, password });
  const { session } = parley;
  const conversation = parley.conversation(conversationId);
  const echoed = new Set<string>();

  const echo = () => {
    const { items, status } = conversation.timeline.get();
    if (status !== 'ready') return;
    for (const item of items) {
      if (item.kind !== 'message' || echoed.has(item.message.id)) continue;
      echoed.add(item.message.id);
      const { id, author, text, thread } = item.message;
      const me = session.get();
      const isOwn = me.status === 'signedIn' && author?.id === me.userId;
      if (!isOwn && !thread) conversation.send({ text: `You said: ${text}`, threadId: id });
    }
  };
  const stop = conversation.timeline.subscribe(echo);
  return async () => {
    stop();
    await parley.close();
  };
}
