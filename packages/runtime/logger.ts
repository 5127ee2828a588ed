import pino, { type Logger } from 'pino';
import type { Settings } from './settings';

export type { Logger };

/** Lines of many requests are written together, at most so late. What is left is written when the process exits. */
const BUFFERED_BYTES = 8_192;
const BUFFERED_MS = 100;

/** Structured JSON lines on standard output; in a terminal, lines for people. Never give it a token or what people wrote. */
export function createLogger({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>): Logger {
  const options = { level: LOG_LEVEL, base: undefined };
  if (process.stdout.isTTY) {
    const pretty = { ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' };
    return pino({ ...options, transport: { target: 'pino-pretty', options: pretty } });
  }
  const buffering = { sync: false, minLength: BUFFERED_BYTES, periodicFlush: BUFFERED_MS };
  return pino(options, pino.destination({ dest: process.stdout.fd, ...buffering }));
}
