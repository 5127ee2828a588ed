import 'reflect-metadata';
import { buildSubgraph } from '@parley/subgraph/build-subgraph';
import type { Context } from '../context';
import { MessageSearchResolver } from './message-search';

export const buildSearchSchema = () => buildSubgraph<Context>({ resolvers: [MessageSearchResolver] });
