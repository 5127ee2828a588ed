import pino, { type Logger } from 'pino';
import type { Settings } from './settings';

export type { Logger };

/** Structured JSON lines on standard output; in a terminal, lines for people. Never give it a token or what people wrote. */
export function createLogger({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>): Logger {
  const terminal = process.stdout.isTTY
    ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' } } }
    : {};
  return pino({ level: LOG_LEVEL, base: undefined, ...terminal });
}
