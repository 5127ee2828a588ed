import type { AttachmentId } from '@parley/contracts/ids';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { AttachmentStatus } from '../domain/status';

registerEnumType(AttachmentStatus, { name: 'AttachmentStatus' });

@ObjectType('Thumbnail')
export class ThumbnailType {
  @Field(() => Int)
  width!: number;

  @Field(() => Int)
  height!: number;

  @Field(() => String)
  mimeType!: string;

  @Field(() => String)
  url!: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Attachment')
export class AttachmentType {
  @Field(() => ID)
  id!: AttachmentId;

  @Field(() => String)
  fileName!: string;

  @Field(() => String, {
    description:
      'In lower case. The type of an image is detected from its bytes, whatever the client announced. If the client announced an image as\n' +
      'something else, the type is application/octet-stream.',
  })
  mimeType!: string;

  @Field(() => Int, {
    description: 'Size of the upload in bytes, as announced. The size of an image that is served differs.',
  })
  size!: number;

  @Field(() => String, {
    description: 'Hash of the upload, as announced; the hash of an image that is served differs.',
  })
  sha256!: string;

  @Field(() => AttachmentStatus)
  status!: AttachmentStatus;

  @Field(() => String, { nullable: true })
  rejectedBecause?: string | null;

  @Field(() => Int, { nullable: true })
  width?: number | null;

  @Field(() => Int, { nullable: true })
  height?: number | null;
}

@InputType('CreateUploadInput')
export class CreateUploadInputType {
  @Field(() => String)
  fileName!: string;

  @Field(() => String)
  mimeType!: string;

  @Field(() => Int)
  size!: number;

  @Field(() => String)
  sha256!: string;
}

@ObjectType('HttpHeader')
export class HttpHeaderType {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  value!: string;
}

@ObjectType('Upload', {
  description:
    'The client sends the bytes to `url` with `method` and exactly these headers, then calls completeUpload.',
})
export class UploadType {
  @Field(() => ID)
  id!: AttachmentId;

  @Field(() => String)
  url!: string;

  @Field(() => String)
  method!: string;

  @Field(() => [HttpHeaderType])
  headers!: HttpHeaderType[];

  @Field(() => Date)
  expiresAt!: Date;
}
