import { createLimiter, UNLIMITED, type Limiter } from '@parley/gateway/connection/limits/limiter';
import type { ActionLimit, RequestLimits } from '@parley/gateway/connection/limits/limits';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Settings } from '@parley/runtime/settings';
import type { Adapters } from './adapters';

interface Action extends Pick<ActionLimit, 'name' | 'per' | 'fields'> {
  setting: keyof Settings & `LIMIT_${string}`;
}

/** What is limited beside its cost, by the root fields that do it. All others are limited by their cost. */
export const ACTIONS: readonly Action[] = [
  {
    name: 'signIns',
    setting: 'LIMIT_SIGN_INS',
    per: 'network',
    fields: [
      ...['Mutation.signUp', 'Mutation.signIn', 'Mutation.completeSignIn', 'Mutation.refreshSession'],
      ...['Mutation.exchangeKey', 'Mutation.resetPassword', 'Mutation.unlockAccount', 'Mutation.verifyEmail'],
      ...['Mutation.requestPasswordReset', 'Query.invitation'],
    ],
  },
  { name: 'tokens', setting: 'LIMIT_TOKENS', per: 'person', fields: ['Mutation.createSocketToken'] },
  {
    name: 'messages',
    setting: 'LIMIT_MESSAGES',
    per: 'person',
    fields: [
      ...['Mutation.sendMessage', 'Mutation.editMessage', 'Mutation.deleteMessage'],
      ...['Mutation.pinMessage', 'Mutation.unpinMessage'],
    ],
  },
  {
    name: 'reactions',
    setting: 'LIMIT_REACTIONS',
    per: 'person',
    fields: ['Mutation.addReaction', 'Mutation.removeReaction'],
  },
  {
    name: 'conversations',
    setting: 'LIMIT_CONVERSATIONS',
    per: 'person',
    fields: ['Mutation.createConversation', 'Mutation.updateConversation'],
  },
  {
    name: 'invitations',
    setting: 'LIMIT_INVITATIONS',
    per: 'person',
    fields: [
      ...['Mutation.addMembers', 'Mutation.removeMember', 'Mutation.setMemberRole'],
      ...['Mutation.joinConversation', 'Mutation.leaveConversation', 'Mutation.acceptInvitation'],
      ...['Mutation.sanction', 'Mutation.liftSanction', 'Mutation.setSlowMode'],
    ],
  },
  { name: 'uploads', setting: 'LIMIT_UPLOADS', per: 'person', fields: ['Mutation.createUpload'] },
  { name: 'searches', setting: 'LIMIT_SEARCHES', per: 'person', fields: ['Query.searchMessages'] },
];

export const requestLimits = (settings: Settings): RequestLimits => ({
  address: settings.LIMIT_ADDRESS,
  anonymous: settings.LIMIT_ANONYMOUS,
  session: settings.LIMIT_SESSION,
  user: settings.LIMIT_USER,
  tenant: settings.LIMIT_TENANT,
  actions: ACTIONS.flatMap(({ setting, ...action }) => {
    const bucket = settings[setting];
    return bucket ? [{ ...action, bucket }] : [];
  }),
});

/** Limits as the settings say, counted in the state that processes share. */
export function createLimits({ settings, ephemeral, logger, metrics }: Adapters): Limiter {
  if (settings.LIMITS === 'on') return createLimiter({ limits: requestLimits(settings), ephemeral, logger, metrics });
  logger.warn('LIMITS=off: clients are not limited in how much they do');
  return UNLIMITED;
}

/** For `/readyz`: whether there are limits. */
export const limitsReadiness = ({ LIMITS }: Settings): Readiness => ({
  name: 'limits',
  check: async () => (LIMITS === 'on' ? undefined : 'LIMITS=off: clients are not limited in how much they do'),
});
