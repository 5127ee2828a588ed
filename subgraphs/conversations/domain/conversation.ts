import { invalid } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { topicText, titleText } from './text';

export const KINDS = ['DIRECT', 'GROUP', 'CHANNEL'] as const;
export type ConversationKind = (typeof KINDS)[number];

/** Most people that one call may name. */
export const MAX_PEOPLE = 1_000;

/** The input of a new conversation, before validation. */
export interface ConversationInput {
  kind: ConversationKind;
  title?: string | null;
  topic?: string | null;
  public: boolean;
  people: readonly UserId[];
}

/** A conversation that may be made. */
export type Draft =
  | { kind: 'DIRECT'; other: UserId }
  | { kind: 'GROUP' | 'CHANNEL'; title: string; topic: string | null; public: boolean; others: readonly UserId[] };

/** Errors: VALIDATION_FAILED for what does not fit its kind. */
export function draftOf({ kind, title, topic, public: isPublic, people }: ConversationInput, creator: UserId): Draft {
  if (isPublic && kind !== 'CHANNEL') throw invalid({ field: 'input.public', problem: 'is only for a CHANNEL' });
  const others = [...new Set(people)].filter((person) => person !== creator);
  if (kind !== 'DIRECT') return { kind, title: titleText(title), topic: topicText(topic), public: isPublic, others };

  if (title != null) throw invalid({ field: 'input.title', problem: 'is not for a DIRECT' });
  if (topic != null) throw invalid({ field: 'input.topic', problem: 'is not for a DIRECT' });
  if (others.length > 1 || people.length === 0)
    throw invalid({ field: 'input.memberIds', problem: 'must name one other person, or oneself' });
  return { kind, other: others[0] ?? creator };
}

/** The two of a DIRECT in the one order that both of them come to. */
export const pairOf = (one: UserId, other: UserId): readonly [low: UserId, high: UserId] =>
  one < other ? [one, other] : [other, one];
