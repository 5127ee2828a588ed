import type { EventPartsFragment } from '../generated/graphql.js';

export type ConversationEvent = EventPartsFragment;

export type EventOf<Name extends ConversationEvent['__typename']> = Extract<ConversationEvent, { __typename: Name }>;

/**
 * For the `default` of a switch over event types: `event satisfies EventOf<…>` names those that change nothing, and the compiler
 * rejects it while a known type is missing. At run time a newer server may send types that this release does not know: they move the
 * position and change nothing else.
 */
export const unchanged = <State>(_event: ConversationEvent, state: State): State => state;
