import { join } from 'node:path';
import { connect, ConversationSummaryDocument, PersonDocument } from '@parley/client';
import type { Logger } from 'pino';
import type { MakeBot, Service } from '../bot.js';
import type { Settings } from '../settings.js';
import { openBotState } from '../state/bot-state.js';
import { fileStorage } from '../state/file-storage.js';
import { jsonFile } from '../state/json-file.js';
import { createResponder } from './respond.js';
import { createFollower } from './follower.js';
import { createSay } from './say.js';
import { sayOffline } from './say-offline.js';
import { signIn } from './sign-in.js';
import { retrying } from './retrying.js';

interface Options {
  readonly name: string;
  readonly make: MakeBot;
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
  readonly logger: Logger;
  /** Stops the bot, also before it runs. */
  readonly signal: AbortSignal;
}

export interface RunningBot {
  /** Accepts no new work, finishes work in progress for at most ten seconds, and stores its positions. */
  stop(): Promise<void>;
  /** Resolves with the error if the bot cannot continue. */
  readonly failed: Promise<unknown>;
}

const DRAIN_MS = 10_000;

/** Resolves once the bot is signed in and runs, or when the signal aborts. Errors: of the sign-in and the state's files, SettingsError. */
export async function runBot({ name, make, settings, environment, logger, signal }: Options): Promise<RunningBot> {
  const { url, state: folder, ...who } = settings;
  // the stored positions belong to the account
  const own = (file: string) => jsonFile(join(folder, name, encodeURIComponent(`${who.tenant} ${who.email}`), file));
  const state = await openBotState(own('state.json'));
  const storage = await fileStorage(own('session.json'));
  const parley = connect({ url, storage, device: { name, platform: 'BOT' } });
  const stopped = new AbortController();
  const say = createSay(parley, stopped.signal);
  const timeZoneOf = async (id: string) => (await parley.request(PersonDocument, { id })).user?.timeZone ?? 'UTC';
  const patience = { url, logger, signal: AbortSignal.any([signal, stopped.signal]) };
  const isMemberOf = async (id: string): Promise<boolean> => {
    const found = await retrying(patience, () => parley.request(ConversationSummaryDocument, { id }));
    return found === undefined || (found.conversation?.readState ?? null) !== null;
  };
  const services: Service[] = [];

  const endSaying = sayOffline({ parley, url, logger });

  async function stop(): Promise<void> {
    endSaying();
    const giveUp = setTimeout(() => stopped.abort(), DRAIN_MS);
    for (const service of services.splice(0).reverse()) await service.stop();
    clearTimeout(giveUp);
    stopped.abort();
    await parley.close();
    await state.save();
  }

  try {
    const { commands, service } = make({
      say,
      isMemberOf,
      people: { timeZoneOf },
      own: state.own,
      environment,
      logger,
    });
    if (service) services.push(service);
    if (commands)
      services.push(
        createFollower({ parley, state, logger, respond: createResponder({ name, commands, say, logger }) }),
      );
    await signIn(parley, who, patience);
    for (const one of services) if (!signal.aborted) await one.start();
  } catch (error) {
    await stop();
    throw error;
  }

  const failed = new Promise((resolve) => {
    parley.session.subscribe(() => {
      if (parley.session.get().status === 'signedOut') signIn(parley, who, patience).catch(resolve);
    });
  });
  return { stop, failed };
}
