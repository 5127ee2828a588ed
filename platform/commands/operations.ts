import { getOperationAST, parse } from 'graphql';
import { readPersistedOperations } from '../persisted-operations';

/** Prints each persisted operation on a line: id, kind and name. */
export async function showOperations(): Promise<void> {
  for (const [id, text] of await readPersistedOperations()) {
    const operation = getOperationAST(parse(text));
    process.stdout.write(`${id}  ${operation?.operation ?? ''} ${operation?.name?.value ?? ''}\n`);
  }
}
