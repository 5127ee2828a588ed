import { databaseProxy, type DatabaseProxy } from '../../database-proxy';

/** A proxy between a server and its database that counts statements. */
export interface StatementCounter extends DatabaseProxy {
  /** Statements that were executed through it. */
  count(): number;
}

export async function countStatements(databaseUrl: string): Promise<StatementCounter> {
  let statements = 0;
  const proxy = await databaseProxy(databaseUrl, () => ({ sent: messageCounter(() => statements++) }));
  return { ...proxy, count: () => statements };
}

const QUERY = 'Q'.charCodeAt(0);
const EXECUTE = 'E'.charCodeAt(0);

/**
 * Reads the client's messages of PostgreSQL's protocol (its manual, chapter 54). The first message has a length and no type; all
 * others have a type of one byte before the length. The length includes itself. `Query` and `Execute` run a statement.
 */
export function messageCounter(counted: () => void): (piece: Buffer) => void {
  let typed = false;
  let type = 0;
  let length = 0;
  let headerSeen = 0;
  let skip = 0;
  return (piece) => {
    for (let at = 0; at < piece.length;) {
      const skipped = Math.min(skip, piece.length - at);
      skip -= skipped;
      at += skipped;
      if (at === piece.length) return;
      const byte = piece[at++]!;
      if (typed && headerSeen === 0) type = byte;
      else length = length * 256 + byte;
      if (++headerSeen < (typed ? 5 : 4)) continue;
      if (type === QUERY || type === EXECUTE) counted();
      skip = length - 4;
      typed = true;
      type = length = headerSeen = 0;
    }
  };
}
