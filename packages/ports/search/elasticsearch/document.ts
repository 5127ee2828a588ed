import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import type { MessageDocument } from '../search-index';
import { tokenize } from '../terms';
import { ANALYZED } from './analysis';

/** A message as Elasticsearch keeps it. */
export interface MessageSource {
  tenant: TenantId;
  conversation: ConversationId;
  id: MessageId;
  version: number;
  author: UserId;
  mentions: readonly UserId[];
  hasAttachment: boolean;
  language?: string;
  /** ISO 8601. */
  createdAt: string;
  /** In the field of its language. Nothing once it is deleted. */
  text: Record<string, string>;
}

const fieldOf = (language: string | undefined): string =>
  language !== undefined && ANALYZED.includes(language) ? language : 'other';

/** In NFC, as terms are made of it and as highlights are cut from it. */
export function sourceOf({ text, createdAt, ...document }: MessageDocument): MessageSource & { terms: string } {
  const normal = text.normalize('NFC').toWellFormed();
  return {
    ...document,
    createdAt: createdAt.toISOString(),
    text: normal === '' ? {} : { [fieldOf(document.language)]: normal },
    terms: tokenize(normal)
      .map(({ term }) => term)
      .join('\n'),
  };
}

export const textOf = ({ text }: MessageSource): string => Object.values(text)[0] ?? '';

export const documentOf = (source: MessageSource): MessageDocument => ({
  ...source,
  createdAt: new Date(source.createdAt),
  text: textOf(source),
});
