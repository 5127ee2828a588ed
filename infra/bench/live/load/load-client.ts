import { serveParent } from '../processes/child';
import { LoadSocket } from './load-socket';
import type { Counts, Part, Samples } from './plan';
import { Tally } from './tally';

/** Sockets that this process opens concurrently. */
const OPENING = 200;
/** Delay before a socket that the server dropped reconnects. */
const COME_BACK_MS = 200;

/** The API of a load process. */
export type LoadClient = typeof api;

const tally = new Tally();
let part: Part | undefined;
let sockets: LoadSocket[] = [];
let waiting: LoadSocket[] = [];
const opening = new Set<LoadSocket>();
/** Whether sockets reconnect. */
let lasting = true;

function openMore(): void {
  while (opening.size < OPENING && waiting.length > 0) {
    const socket = waiting.pop()!;
    if (socket.state !== 'closed') continue;
    opening.add(socket);
    socket.open();
  }
}

function changed(socket: LoadSocket): void {
  opening.delete(socket);
  if (socket.state === 'closed' && lasting && !part?.deaf) {
    tally.dropped++;
    setTimeout(() => {
      waiting.push(socket);
      openMore();
    }, COME_BACK_MS);
  }
  openMore();
}

const behind = (position: number, head: number) => Math.max(0, head - position);

const api = {
  /** Starts to open the sockets; `counts` tells how many are open. */
  open(asked: Part): void {
    part = asked;
    const { first, sockets: many, port, tokens, queries, rooms, after, sampleEvery, deaf = false } = asked;
    sockets = Array.from({ length: many }, (_, index) => {
      const n = first + index;
      return new LoadSocket({
        n,
        port,
        deaf,
        tally,
        changed,
        token: tokens[n % tokens.length]!,
        query: queries[n % queries.length]!,
        room: rooms[n % rooms.length]!,
        after: after[n % rooms.length]!,
        sampled: n % sampleEvery === 0,
      });
    });
    waiting = [...sockets];
    openMore();
  },
  /** `heads`: by room, the last position that sockets must receive. */
  counts(heads: readonly number[]): Counts {
    const missing =
      heads.length > 0
        ? sockets.reduce((sum, { n, position }) => sum + behind(position, heads[n % heads.length]!), 0)
        : 0;
    return tally.counts(missing);
  },
  /** Sockets that are ahead of the heads received events that nobody sent. */
  excess(heads: readonly number[]): number {
    return sockets.filter(({ n, position }) => position > heads[n % heads.length]!).length;
  },
  mark(_: undefined): void {
    for (const socket of sockets) socket.events = 0;
    tally.mark();
  },
  samples: (_: undefined): Samples => tally.samples(),
  /** Drops all sockets at the same time; each reconnects and resumes after its last position. */
  drop(_: undefined): void {
    lasting = false;
    for (const socket of sockets) socket.drop();
    lasting = true;
    waiting = [...sockets];
    openMore();
  },
};

serveParent<typeof api>(api);
