import { ENTITIES as CONVERSATIONS } from '@parley/conversations/store/entities';
import { ENTITIES as MEDIA } from '@parley/media/store/entities';
import { ENTITIES as MESSAGES } from '@parley/messages/store/entities';
import { ENTITIES as USERS } from '@parley/users/store/entities';

/** Those of every subgraph. */
export const ENTITIES = [...USERS, ...CONVERSATIONS, ...MESSAGES, ...MEDIA];
