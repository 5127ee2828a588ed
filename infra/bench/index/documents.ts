import { randomUUID } from 'node:crypto';
import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import type { MessageDocument } from '@parley/ports/search/search-index';
import { realText, SCRIPTS, type Script } from '@parley/testing/real-text';

const LANGUAGES: Partial<Record<Script, string>> = {
  Latin: 'de',
  English: 'en',
  Cyrillic: 'ru',
  Chinese: 'zh',
  Thai: 'th',
};

const ROOMS = 100;
/** Maximum length in characters: messages are shorter than a paragraph of the source text. */
const LONGEST = 160;

/** Messages in many scripts and a hundred conversations, as the indexer reads them. */
export function documents(count: number): MessageDocument[] {
  const tenant = randomUUID() as string as TenantId;
  const [rooms, authors] = [ids<ConversationId>(), ids<UserId>()];
  const texts = SCRIPTS.flatMap((script) => realText(script).map((text) => ({ script, text: text.slice(0, LONGEST) })));
  return Array.from({ length: count }, (_, n) => {
    const { script, text } = texts[(n * 7919) % texts.length]!;
    const language = LANGUAGES[script];
    return {
      id: randomUUID() as string as MessageId,
      tenant,
      conversation: rooms[n % ROOMS]!,
      author: authors[n % ROOMS]!,
      text: `${text.toWellFormed()} ${n}`,
      mentions: [],
      hasAttachment: false,
      ...(language ? { language } : {}),
      createdAt: new Date(),
      version: n + 1,
    };
  });
}

const ids = <T extends string>(): T[] => Array.from({ length: ROOMS }, () => randomUUID() as string as T);
