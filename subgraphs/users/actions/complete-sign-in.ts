import { timingSafeEqual } from 'node:crypto';
import { unauthenticated } from '@parley/contracts/errors';
import { hashToken } from '@parley/identity/opaque-token';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { findUser } from '../store/accounts';
import type { PendingSignIn } from '../store/challenges';
import { spendCode } from '../store/second-factors';
import { openSession, type SessionTokens } from './open-session';

export interface CompleteSignIn {
  challengeId: string;
  code: string;
}

const refused = () => unauthenticated('The code is wrong, was used before, or came too late');

/**
 * Completes a sign-in by a code of the authenticator, a recovery code, or the code that was mailed; none counts twice.
 * Errors: UNAUTHENTICATED; RATE_LIMITED after too many wrong codes for one person, over all their sign-ins.
 */
export const completeSignIn = action(
  'completeSignIn',
  async (context: Context, { challengeId, code }: CompleteSignIn): Promise<SessionTokens> => {
    const pending = await context.challenges.find(challengeId);
    if (!pending) throw refused();
    await requireCode(context, pending, code);
    if (!(await context.challenges.close(challengeId))) throw refused();
    const database = context.databases.of(pending.tenant);
    const user = await findUser(database, pending.tenant, pending.user);
    if (!user) throw refused();
    await context.suspicion.clear(pending);
    const { credentialsVersion, device } = pending;
    return database.transaction((tx) => openSession(tx, context, { user, credentialsVersion, device }));
  },
  { subject: (_, session) => session?.user.id },
);

async function requireCode(context: Context, pending: PendingSignIn, code: string): Promise<void> {
  const { databases, encryptionKeys, codeAttempts, now } = context;
  const { tenant, user, mailedCode } = pending;
  const attempt = await codeAttempts.begin(user);
  const isRight = mailedCode
    ? isCode(mailedCode, code)
    : await spendCode(databases.of(tenant), encryptionKeys, { user, code, now: now() });
  if (!isRight) {
    await attempt.failed();
    throw refused();
  }
  await attempt.succeeded();
}

/** `hash`: SHA-256, in hexadecimal. */
const isCode = (hash: string, code: string): boolean =>
  timingSafeEqual(hashToken(code.trim()), Buffer.from(hash, 'hex'));
