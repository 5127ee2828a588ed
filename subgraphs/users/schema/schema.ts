import 'reflect-metadata';
import { buildSubgraph } from '@parley/subgraph/build-subgraph';
import type { Context } from '../context';
import { AccountOperations } from './account-operations';
import { InvitationOperations } from './invitation-operations';
import { Keys } from './key-session';
import { OpenIdOperations } from './openid-operations';
import { OwnAccount } from './own-account';
import { findUser, People } from './people';
import { PresenceOperations } from './presence-operations';
import { SessionFields } from './session';
import { SigningIn } from './signing-in';
import { TenantOperations } from './tenant-operations';
import { UserFields } from './user';

/** People, and how they sign in. */
export const buildUsersSchema = () =>
  buildSubgraph<Context>({
    resolvers: [
      People,
      UserFields,
      SigningIn,
      OpenIdOperations,
      OwnAccount,
      SessionFields,
      Keys,
      PresenceOperations,
      TenantOperations,
      InvitationOperations,
      AccountOperations,
    ],
    references: { User: findUser },
  });
