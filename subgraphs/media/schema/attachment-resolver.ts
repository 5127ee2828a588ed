import { parseId, type AttachmentId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { dispositionOf, downloadExpiry } from '../domain/download';
import { AttachmentStatus } from '../domain/status';
import { keyOf } from '../store/attachments';
import type { Attachment } from '../store/entities';
import { AttachmentType, ThumbnailType } from './types';

@Resolver(() => AttachmentType)
export class AttachmentResolver {
  @Query(() => AttachmentType, { nullable: true })
  async attachment(@Arg('id', () => ID) id: string, @Ctx() context: Context): Promise<Attachment | null> {
    viewerOf(context.principal);
    return referencedAttachment({ id }, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Signed for its conversation, not for one viewer, good for at most 5 minutes; null unless READY.',
  })
  async url(@Root() attachment: Attachment, @Ctx() { objects, now }: Context): Promise<string | null> {
    const { status, fileName, mimeType, sha256 } = attachment;
    if (status !== AttachmentStatus.READY) return null;
    const offered = { key: keyOf(attachment), fileName, mimeType, sha256, disposition: dispositionOf(mimeType) };
    return objects.presignDownload(offered, downloadExpiry(now()));
  }

  @FieldResolver(() => [ThumbnailType])
  thumbnails(): ThumbnailType[] {
    return [];
  }
}

/** The attachment, or null for one that the principal may not see. */
export async function referencedAttachment({ id }: { id: string }, { loaders }: Context): Promise<Attachment | null> {
  const attachment = parseId<AttachmentId>(id);
  return attachment ? loaders.attachment.load(attachment) : null;
}
