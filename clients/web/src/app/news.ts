import type { Message } from '@parley/client';
import { previewOf } from '../message/preview';

export type News = Message;

const READ_OUT = 3;

/** What is read out of what came together: a few messages as they are, of more only how many and by whom. */
export function summaryOf(news: readonly News[]): string {
  if (news.length <= READ_OUT) return news.map((one) => `${nameOf(one)}: ${previewOf(one)}`).join('. ');
  const names = [...new Set(news.map(nameOf))];
  return `${news.length} new messages from ${new Intl.ListFormat('en').format(names)}`;
}

const nameOf = ({ author }: News): string => author?.displayName ?? 'Somebody';
