import type { StreamId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { ReadModel } from '@parley/database/read-model';
import { lockStreams } from './streams';

interface StreamModel {
  database: Database;
  name: string;
  meaning: string;
  /**
   * Rows of `Differing`, of the streams `any ($1::uuid[])`. One statement, which sees one moment: what changes together, in
   * one transaction, never differs while it does.
   */
  differing: string;
  /** Statements that make it again for the streams `any ($1::uuid[])`, whose heads are locked. */
  repair?: readonly string[];
  /** Streams that one statement checks, and one transaction locks. */
  batch?: number;
}

interface Differing {
  stream: StreamId;
  what: string;
  is: string | null;
  should: string | null;
}

const NEXT = 'select stream from log.stream_head where $1::uuid is null or stream > $1 order by stream limit $2';

/** A read model of streams that each transaction keeps up to date, such as counts. */
export function streamModel({ database, differing, repair, batch = 200, ...model }: StreamModel): ReadModel {
  const differencesOf = (streams: readonly StreamId[]) => database.query<Differing>(differing, [streams]);

  async function* pages(): AsyncIterable<StreamId[]> {
    for (let last: StreamId | null = null; ;) {
      const page: { stream: StreamId }[] = await database.query(NEXT, [last, batch]);
      if (page.length === 0) return;
      yield page.map(({ stream }) => stream);
      last = page.at(-1)!.stream;
    }
  }

  return {
    ...model,
    async *verify() {
      for await (const streams of pages())
        for (const { stream, what, is, should } of await differencesOf(streams))
          yield `${stream}: ${what} is ${is ?? 'nothing'}, should be ${should ?? 'nothing'}`;
    },
    ...(repair && {
      async rebuild() {
        for await (const page of pages()) {
          const streams = [...new Set((await differencesOf(page)).map(({ stream }) => stream))];
          if (streams.length > 0) await remake(streams);
        }
      },
    }),
  };

  /** Locks only streams that differ, so that no append waits for the others. */
  async function remake(streams: readonly StreamId[]): Promise<void> {
    await database.transaction(async (tx) => {
      await lockStreams(tx, streams);
      for (const statement of repair!) await tx.query(statement, [streams]);
    });
  }
}
