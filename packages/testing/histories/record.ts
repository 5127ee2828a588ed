import type { TestClient } from '../client';
import { realText, SCRIPTS } from '../real-text';
import { newHistory, type History } from './history';
import { judge } from './judge';
import { read, write } from './roles';

interface Company {
  writers: readonly TestClient[];
  readers: readonly TestClient[];
  conversationId: string;
  /** Messages that each of the writers sends. */
  each: number;
}

/** Lets everybody write and read while `trouble` happens, and judges what they recorded: what is wrong with it, in words. */
export async function recordHistory(
  { writers, readers, conversationId, each }: Company,
  trouble: (history: History) => Promise<void>,
): Promise<string[]> {
  const history = newHistory();
  const writing = writers.map(async (client, w) => {
    for (let n = 0; n < each; n++) await write(history, client, conversationId, textOf(w, n));
  });
  const written = Promise.all(writing);
  const end: { seq?: number } = {};
  const reading = readers.map((client, n) =>
    read(history, {
      name: `reader ${n}`,
      client,
      conversationId,
      after: 0,
      drops: () => Math.random() < 0.05 * n,
      until: () => end.seq,
    }),
  );
  await trouble(history);
  await written;
  // one more, so that who waits for something to come gets it
  await write(history, writers[0]!, conversationId, 'the end');
  end.seq = history.acknowledged.at(-1)!.seq;
  await Promise.all(reading);
  const missing = writers.length * each + 1 - history.acknowledged.length;
  return [...(missing === 0 ? [] : [`${missing} sends were not acknowledged`]), ...judge(history)];
}

/** Real text, made unlike any other by who sends it when. */
function textOf(writer: number, n: number): string {
  const paragraphs = realText(SCRIPTS[(writer + n) % SCRIPTS.length]!);
  return `${writer}.${n} ${paragraphs[n % paragraphs.length]}`;
}
