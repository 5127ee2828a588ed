import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a server that a test may cut. */
export interface CuttableLink {
  readonly url: string;
  /** Ends the connections that there are, and all that come. */
  cut(): void;
  /** What is asked arrives, and no answer does. */
  loseResponses(): void;
  /** `to`: another server from now on. */
  mend(to?: string): void;
  close(): Promise<void>;
}

export async function cuttableLink(target: string): Promise<CuttableLink> {
  let to = new URL(target);
  let state: 'fine' | 'cut' | 'losing' = 'fine';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (state === 'cut') return near.destroy();
    const far = connect(Number(to.port), to.hostname);
    keep(far);
    near.pipe(far);
    far.on('data', (bytes) => state !== 'losing' && near.write(bytes));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    return near;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      state = 'cut';
      destroyAll();
    },
    loseResponses() {
      state = 'losing';
    },
    mend(other) {
      if (other) to = new URL(other);
      // whoever still waits for an answer has lost it
      if (state === 'losing') destroyAll();
      state = 'fine';
    },
    async close() {
      destroyAll();
      server.close();
      await once(server, 'close');
    },
  };
}
