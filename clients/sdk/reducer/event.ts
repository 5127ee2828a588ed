import type { EventPartsFragment } from '../generated/graphql.js';

export type ConversationEvent = EventPartsFragment;

/**
 * For the `default` of a switch over event types. The compiler rejects it while a known type has no case. At run time a newer
 * server may send types that this release does not know: they move the position and change nothing else.
 */
export const afterUnknown = <State>(_event: never, state: State): State => state;
