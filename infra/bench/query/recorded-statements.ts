import type { Pool } from 'pg';
import type { Statement } from './statement-recorder';

/** What an operation came to: the statements that it ran, and its result. */
export interface RecordedOperation {
  name: string;
  /** Of each wave, the statements run at the same time. */
  waves: Statement[][];
  result: unknown;
}

/** Runs the statements of an operation again, prepared, so that PostgreSQL plans each once on a connection. */
export async function runAgain(pool: Pool, { name, waves }: RecordedOperation): Promise<void> {
  for (const [number, wave] of waves.entries())
    await Promise.all(
      wave.map(({ text, values }, n) =>
        pool.query({ name: `${name} ${number} ${n}`, text, values: values as unknown[] }),
      ),
    );
}

/** Of a request to Apollo Server: which operation it is. */
export const OPERATION_HEADER = 'x-operation';
