import { topicOf } from '@parley/contracts/live';
import { openDatabase } from '@parley/database/database';
import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { runningIn } from '../running';

export interface ExplainOptions {
  url?: string;
  conversation: string;
  user: string;
  token?: string;
}

/**
 * Prints what each gateway process knows of a user's live subscriptions to a conversation, as JSON. Errors: also for ids that
 * are not in the database of the settings.
 */
export async function explainDelivery(
  settings: Settings,
  { url = `http://localhost:${settings.PORT}`, conversation, user, token = settings.METRICS_TOKEN }: ExplainOptions,
): Promise<void> {
  await requireKnown(settings, { conversation, user });
  const target = new URL('/live/explain', url);
  target.search = new URLSearchParams({ topic: topicOf(conversation), user }).toString();
  const response = await fetch(target, { headers: token ? { authorization: `Bearer ${token}` } : {} }).catch(
    (error: unknown) => {
      throw new Error(`${target.origin} can not be reached: say with --url or PORT where the gateway is`, {
        cause: error,
      });
    },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${target.origin} answers ${response.status}: ${text}`);
  process.stdout.write(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
}

const KNOWN = `select exists (select from conversations.conversation where id = $1) as conversation,
  exists (select from users.account where id = $2) as "user"`;

/** A gateway does not know which topics exist, so this checks the ids in the database. Without a database, it accepts all ids. */
async function requireKnown(settings: Settings, ids: { conversation: string; user: string }): Promise<void> {
  const url = settings.DATABASE_URL ?? (await runningIn(settings.PARLEY_DATA))?.databaseUrl;
  if (!url) return;
  const { system: database } = await openDatabase({ url, poolSize: 1, entities: [], logger: createLogger(settings) });
  try {
    const [known] = await database.query<Record<keyof typeof ids, boolean>>(KNOWN, [ids.conversation, ids.user]);
    for (const name of ['conversation', 'user'] as const)
      if (!known![name]) throw new Error(`There is no ${name} ${ids[name]}`);
  } finally {
    await database.close();
  }
}
