import { unauthenticated } from '@parley/contracts/errors';
import { PARTNER_SCOPE } from '@parley/contracts/principal';
import type { SignedToken } from '@parley/identity/access-tokens';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { isBotKey } from '../domain/bot-key';
import { openBotSession, type BotSession } from '../store/bot-sessions';

/** An access token, and the account that it is of. */
type Exchanged = SignedToken & Pick<BotSession, 'user'>;

/**
 * Exchanges the key of a bot or partner for an access token, which expires with the key at the latest. Each key has one
 * session and no refresh token: clients exchange the key again. Errors: UNAUTHENTICATED, the same for every reason.
 */
export const exchangeKey = action(
  'exchangeKey',
  async ({ databases, accessTokens }: Context, { key }: { key: string }): Promise<Exchanged> => {
    // only the key says whose session it is
    const session = isBotKey(key) ? await openBotSession(databases.system, key, accessTokens.seconds) : undefined;
    if (!session) throw unauthenticated('This key is not valid, or no longer');
    const { kind, keyExpiresAt, scopes: given, ...claims } = session;
    const isPartner = kind === 'PARTNER';
    const scopes = isPartner ? [...given, PARTNER_SCOPE] : given;
    const token = await accessTokens.sign({ ...claims, scopes, bot: !isPartner }, keyExpiresAt ?? undefined);
    return { ...token, user: session.user };
  },
  { subject: (_, exchanged) => exchanged?.user },
);
