import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { monotonicMs } from '../clock';
import { FrameReader } from '../wire/frame-reader';
import { clientFrame, OPCODE } from '../wire/frames';
import { needle, numberAfter, type Payload } from '../wire/numbers';
import type { Tally } from './tally';

/** Shared read buffer of all sockets of a process, so that an event costs no allocation. */
const INBOX = Buffer.allocUnsafeSlow(262_144);
/** One address has fewer ports than a process needs sockets. */
const SOCKETS_PER_ADDRESS = 10_000;

/** `{"id":"UUID","type":"next"…`: where the type begins, and the bytes that identify the common case. */
const TYPE_AT = '{"id":"","type":"'.length + randomUUID().length;
const [N, I] = Buffer.from('ni');
const SEQ = needle('"seq":');
const SENT_AT = needle('"@');

export interface SocketOptions {
  n: number;
  port: number;
  token: string;
  query: string;
  room: string;
  after: number;
  sampled: boolean;
  deaf: boolean;
  tally: Tally;
  /** It has subscribed, failed to subscribe, or lost its subscription. */
  changed(socket: LoadSocket): void;
}

/**
 * One socket with one subscription, as cheap as possible: it counts frames, and parses only messages that are not events.
 * `closed` → `upgrading` → `initialising` → `subscribed` → `closed`.
 * Invariant: `position` is that of the last event received; a subscription resumes after it.
 */
export class LoadSocket {
  readonly n: number;
  state: 'closed' | 'upgrading' | 'initialising' | 'subscribed' = 'closed';
  position: number;
  /** Events since the last mark. */
  events = 0;
  private socket: Socket | undefined;
  private reader = new FrameReader();

  constructor(readonly options: SocketOptions) {
    this.n = options.n;
    this.position = options.after;
  }

  open(): void {
    const { n } = this;
    const { port } = this.options;
    this.state = 'upgrading';
    this.reader = new FrameReader();
    const socket: Socket = connect({
      host: '127.0.0.1',
      port,
      localAddress: `127.0.0.${2 + (Math.floor(n / SOCKETS_PER_ADDRESS) % 250)}`,
      noDelay: true,
      onread: { buffer: INBOX, callback: (length, inbox) => this.read(socket, (inbox as Buffer).subarray(0, length)) },
    });
    this.socket = socket;
    socket.once('connect', () => socket.write(upgradeRequest(port)));
    socket.once('error', ({ message }) => this.options.tally.because(message));
    socket.once('close', () => this.gone(socket));
  }

  /** Ends without a close frame, as a broken network does. */
  drop(): void {
    const socket = this.socket;
    if (!socket) return;
    this.gone(socket);
    socket.destroy();
  }

  private gone(socket: Socket): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    this.become('closed');
  }

  private become(state: LoadSocket['state']): void {
    const { tally, changed } = this.options;
    if (this.state === 'subscribed') tally.subscribed--;
    if (state === 'subscribed') tally.subscribed++;
    this.state = state;
    if (state === 'closed' || state === 'subscribed') changed(this);
  }

  /** Returns false to stop reading. */
  private read(socket: Socket, piece: Buffer): boolean {
    if (this.socket !== socket) return false;
    const { deaf, tally } = this.options;
    tally.bytes += piece.length;
    const frames = this.state === 'upgrading' ? this.upgraded(piece) : piece;
    if (frames) this.take(frames);
    return !(deaf && this.state === 'subscribed');
  }

  /** Handles bytes after the response to the upgrade, if the upgrade succeeded. */
  private upgraded(piece: Buffer): Buffer | undefined {
    const end = piece.indexOf('\r\n\r\n');
    const status = piece.toString('latin1', 9, 12);
    if (end === -1 || status !== '101') {
      this.options.tally.because(`HTTP ${status}`);
      this.socket?.destroy();
      return undefined;
    }
    this.become('initialising');
    this.say({ type: 'connection_init', payload: { token: this.options.token } });
    return piece.subarray(end + 4);
  }

  private take(piece: Buffer): void {
    const { reader } = this;
    const { sampled, tally } = this.options;
    const nowMs = monotonicMs();
    const last = { bytes: piece, start: 0, end: 0 };
    reader.feed(piece);
    while (reader.next()) {
      const { bytes, start, end, opcode } = reader;
      const isEvent = opcode === OPCODE.text && bytes[start + TYPE_AT] === N && bytes[start + 2] === I;
      if (!isEvent && !this.otherwise(reader)) continue;
      [last.bytes, last.start, last.end] = [bytes, start, end];
      this.position++;
      tally.got(this.events, nowMs);
      if (sampled) {
        this.compare(reader);
        tally.sample(this.events, numberAfter(SENT_AT, reader), nowMs);
      }
      this.events++;
    }
    if (last.end === 0) return;
    tally.lastAtMs = nowMs;
    // only the last event of a chunk is read: each one before it moved the position by one
    if (!sampled) this.compare(last);
  }

  private compare(event: Payload): void {
    const position = numberAfter(SEQ, event);
    if (position === this.position) return;
    if (Number.isNaN(position)) return this.options.tally.because('no position');
    this.options.tally.astray(position, this.position);
    this.position = position;
  }

  /** Handles whatever does not look like an event; returns true if it is one after all. */
  private otherwise({ opcode, bytes, start, end }: FrameReader): boolean {
    const payload = bytes.subarray(start, end);
    if (opcode === OPCODE.ping) this.socket?.write(clientFrame(payload, OPCODE.pong));
    if (opcode === OPCODE.close && payload.length >= 2) this.options.tally.because(String(payload.readUInt16BE(0)));
    return opcode === OPCODE.text && this.hear(JSON.parse(payload.toString()) as Message);
  }

  private hear({ type, payload }: Message): boolean {
    if (type === 'ping') this.say({ type: 'pong' });
    if (type === 'connection_ack') this.subscribe();
    if (type === 'error') this.options.tally.because(payload?.[0]?.extensions?.code ?? payload?.[0]?.message ?? type);
    if (type === 'error' || type === 'complete') this.socket?.destroy();
    return type === 'next';
  }

  private subscribe(): void {
    const { query, room: id } = this.options;
    const payload = { query, variables: { id, after: this.position } };
    this.say({ id: randomUUID(), type: 'subscribe', payload });
    this.become('subscribed');
  }

  private say(message: object): void {
    this.socket?.write(clientFrame(Buffer.from(JSON.stringify(message))));
  }
}

interface Message {
  type: string;
  /** Payload of an `error`. */
  payload?: { message: string; extensions?: { code?: string } }[];
}

const upgradeRequest = (port: number): string =>
  [
    'GET /graphql HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');
