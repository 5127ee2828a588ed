import { z } from 'zod';
import type { JsonFile } from './json-file.js';

/** Up to where a conversation has been dealt with. */
export interface Position {
  readonly seq: number;
  readonly epoch: string;
}

/** What a bot keeps of its own, as plain data. */
export interface OwnState {
  get(): unknown;
  /** Kept with the next `save`. */
  set(value: unknown): void;
  /** Resolves once all that was set is on the disk. */
  save(): Promise<void>;
}

/**
 * What a bot has to know after a restart. A position and what was made of the messages up to it are kept together, so that
 * whatever is dealt with again after a crash is dealt with on the state that it was dealt with on at first.
 */
export interface BotState {
  readonly own: OwnState;
  position(conversationId: string): Position | undefined;
  /** Kept with the next `save`. */
  move(conversationId: string, position: Position): void;
  forget(conversationId: string): void;
  save(): Promise<void>;
}

const STATE = z.object({
  positions: z.record(z.string(), z.object({ seq: z.number(), epoch: z.string() })),
  own: z.unknown().optional(),
});

/** Errors: of the file system, and where the file is not what was written. */
export async function openBotState(file: JsonFile): Promise<BotState> {
  const found = STATE.parse((await file.read()) ?? { positions: {} });
  const positions = new Map<string, Position>(Object.entries(found.positions));
  let { own } = found;
  const save = () => file.write({ positions: Object.fromEntries(positions), own });
  return {
    own: { get: () => own, set: (value) => void (own = value), save },
    position: (id) => positions.get(id),
    move: (id, position) => void positions.set(id, position),
    forget: (id) => void positions.delete(id),
    save,
  };
}
