import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createContext, type Dependencies } from './context';
import { buildMediaSchema } from './schema/schema';

/** Uploads and attachments. */
export const createMediaSubgraph = (dependencies: Dependencies): LocalSubgraph =>
  localSubgraph({ name: 'media', ...buildMediaSchema() }, (request) => createContext(dependencies, request));
