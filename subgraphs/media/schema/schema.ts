import 'reflect-metadata';
import { buildSubgraph } from '@parley/subgraph/build-subgraph';
import type { Context } from '../context';
import { AttachmentResolver, referencedAttachment } from './attachment-resolver';
import { UploadResolver } from './upload-resolver';

/** The media subgraph's schema, and its SDL for composition. */
export const buildMediaSchema = () =>
  buildSubgraph<Context>({
    resolvers: [AttachmentResolver, UploadResolver],
    references: { Attachment: referencedAttachment },
  });
