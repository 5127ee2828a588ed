import { notFound } from '@parley/contracts/errors';
import { parseId, type AttachmentId } from '@parley/contracts/ids';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { completeUpload } from '../actions/complete-upload';
import { createUpload, type Upload } from '../actions/create-upload';
import type { Context } from '../context';
import type { Attachment } from '../store/entities';
import { AttachmentType, CreateUploadInputType, UploadType } from './types';

@Resolver()
export class UploadResolver {
  @Mutation(() => UploadType)
  createUpload(
    @Arg('input', () => CreateUploadInputType) input: CreateUploadInputType,
    @Ctx() context: Context,
  ): Promise<Upload> {
    return createUpload(context, input);
  }

  @Mutation(() => AttachmentType)
  async completeUpload(@Arg('uploadId', () => ID) uploadId: string, @Ctx() context: Context): Promise<Attachment> {
    const id = parseId<AttachmentId>(uploadId);
    if (!id) throw notFound('Upload');
    await completeUpload(context, id);
    const attachment = await context.loaders.attachment.load(id);
    if (!attachment) throw notFound('Upload');
    return attachment;
  }
}
