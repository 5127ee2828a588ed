import { parseId, type AttachmentId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { listOfAbout } from '@parley/subgraph/connection';
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { contentTypeOf, dispositionOf, downloadExpiry } from '../domain/download';
import { AttachmentStatus } from '../domain/status';
import type { Attachment } from '../store/entities';
import { keyOf, shownKeyOf, thumbnailKeyOf } from '../store/objects';
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
    description:
      'Signed for the conversation, not for one viewer, and valid for at most 5 minutes. Null unless READY.\n' +
      'An image (JPEG, PNG, GIF, WebP or AVIF) is served upright and without metadata, such as the place where it was taken.',
  })
  async url(@Root() attachment: Attachment, @Ctx() context: Context): Promise<string | null> {
    const { objects, now, downloads, request } = context;
    const { status, fileName, mimeType, sha256, shownSha256 } = attachment;
    if (status !== AttachmentStatus.READY) return null;
    downloads.given(request, attachment.id);
    const shown = shownSha256
      ? { key: shownKeyOf(attachment), sha256: shownSha256 }
      : { key: keyOf(attachment), sha256 };
    const offered = {
      ...{ ...shown, fileName, mimeType: contentTypeOf(attachment) },
      disposition: dispositionOf(mimeType),
    };
    return objects.presignDownload(offered, downloadExpiry(now()), request.origin);
  }

  @listOfAbout(4)
  @FieldResolver(() => [ThumbnailType], {
    description:
      'Thumbnails of an image, smallest first: longest sides of 320 and 960 pixels, each as WebP and as JPEG; never larger than the image.\n' +
      'Empty unless READY.',
  })
  thumbnails(@Root() attachment: Attachment, @Ctx() context: Context): Promise<ThumbnailType[]> {
    const { objects, now, downloads, request } = context;
    if (attachment.status !== AttachmentStatus.READY) return Promise.resolve([]);
    if (attachment.thumbnails.length > 0) downloads.given(request, attachment.id);
    const expiresAt = downloadExpiry(now());
    const signed = attachment.thumbnails.map(async ({ name, ...thumbnail }) => {
      const fileName = `${name}.${thumbnail.mimeType.replace('image/', '')}`;
      const offered = { ...thumbnail, fileName, key: thumbnailKeyOf(attachment, name), disposition: 'inline' } as const;
      return { ...thumbnail, url: await objects.presignDownload(offered, expiresAt, request.origin) };
    });
    return Promise.all(signed);
  }
}

/** The attachment, or null for one that the principal may not see. */
export async function referencedAttachment({ id }: { id: string }, { loaders }: Context): Promise<Attachment | null> {
  const attachment = parseId<AttachmentId>(id);
  return attachment ? loaders.attachment.load(attachment) : null;
}
