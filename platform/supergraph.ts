import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The supergraph that `npm run compose` made of the subgraphs. */
export const readSupergraph = (): Promise<string> =>
  readFile(join(dirname(require.resolve('@parley/gateway/package.json')), 'generated/supergraph.graphql'), 'utf8');
