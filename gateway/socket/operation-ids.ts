import { CloseCode, MessageType } from 'graphql-ws';
import { SocketClosure } from './close';

/** What a socket received: parsed, or as text where it is no JSON. */
export type Received = object | string | null;
type Receive = (message: Received) => Promise<void>;

/** What an id stands for, from its `subscribe` until nothing of the operation is under way any more. */
interface Running {
  /** The client has completed it: to the client, the id is free. */
  left: boolean;
  /** The next `subscribe` with the id. */
  waiting?: Received;
}

const FROM_SERVERS: readonly unknown[] = [MessageType.ConnectionAck, MessageType.Next, MessageType.Error];

/**
 * A client that completed an operation may use its id again at once, but graphql-ws's server tells operations apart by
 * their ids alone: the end of the one before would end the next, and its late result would be taken for the next one's.
 * Here the next one waits until that is over. What only servers send is refused with 4400.
 * `receive`: resolves for a `subscribe` when its operation is over.
 */
export function operationIds(receive: Receive, onLeft: (id: string) => void): Receive {
  const byId = new Map<string, Running>();

  async function run(id: string, message: Received): Promise<void> {
    const running: Running = { left: false };
    byId.set(id, running);
    try {
      await receive(message);
    } finally {
      byId.delete(id);
    }
    if (running.waiting !== undefined) await run(id, running.waiting);
  }

  return async (message) => {
    const { type, id } = partsOf(message);
    if (FROM_SERVERS.includes(type)) throw new SocketClosure(CloseCode.BadRequest, 'Invalid message received');
    const running = typeof id === 'string' ? byId.get(id) : undefined;
    if (type === MessageType.Subscribe && typeof id === 'string') {
      if (!running) return run(id, message);
      if (running.left && running.waiting === undefined) {
        running.waiting = message;
        return;
      }
      throw new SocketClosure(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    }
    if (type === MessageType.Complete && running) {
      running.left = true;
      delete running.waiting;
      onLeft(id as string);
    }
    return receive(message);
  };
}

/** Of a message; of what is none, nothing: graphql-ws's server refuses it. */
const partsOf = (message: Received): { type?: unknown; id?: unknown } => (typeof message === 'object' && message) || {};
