import { ParleyError } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import type { Outlet } from '../delivery/outlet';

/** Topics that subscriptions follow, each as often as it is followed. */
export interface TopicQuotas {
  /** Counts so many topics of a subscription until the callback is called. Errors: QUOTA_EXCEEDED. */
  claim(subscription: { outlet: Outlet; request: RequestContext }, topics: number): () => void;
}

interface Limits {
  /** Of one connection. */
  perConnection: number;
  /** Of one person, in this process. */
  perUser: number;
}

/** Bounds what the topics of one connection, and of one person, can hold. */
export function createTopicQuotas({ perConnection, perUser }: Limits): TopicQuotas {
  const ofConnections = new WeakMap<Outlet, number>();
  const ofUsers = new Map<string, number>();
  return {
    claim({ outlet, request: { principal } }, topics) {
      const user = principal.kind === 'viewer' ? principal.user : undefined;
      const before = ofConnections.get(outlet) ?? 0;
      const beforeOfUser = user === undefined ? 0 : (ofUsers.get(user) ?? 0);
      if (before + topics > perConnection) throw tooMany(perConnection, 'of one connection');
      if (beforeOfUser + topics > perUser) throw tooMany(perUser, 'of one person');
      ofConnections.set(outlet, before + topics);
      if (user !== undefined) ofUsers.set(user, beforeOfUser + topics);
      let released = false;
      return () => {
        if (released) return;
        released = true;
        ofConnections.set(outlet, ofConnections.get(outlet)! - topics);
        if (user === undefined) return;
        const left = ofUsers.get(user)! - topics;
        if (left > 0) ofUsers.set(user, left);
        else ofUsers.delete(user);
      };
    },
  };
}

const tooMany = (most: number, whose: string): ParleyError =>
  new ParleyError('QUOTA_EXCEEDED', `Subscriptions ${whose} may follow ${most} topics at once`);
