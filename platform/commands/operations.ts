import { getOperationAST, parse } from 'graphql';
import { readPersistedOperations } from '../persisted-operations';

/** Prints each persisted operation on a line: its id, what kind it is, and its name. */
export async function showOperations(): Promise<void> {
  for (const [id, text] of await readPersistedOperations()) {
    const operation = getOperationAST(parse(text));
    process.stdout.write(`${id}  ${operation?.operation ?? ''} ${operation?.name?.value ?? ''}\n`);
  }
}
