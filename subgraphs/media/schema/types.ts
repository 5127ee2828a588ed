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
      'Lower case. An image has the type of its bytes, whatever it was announced as; an image that was announced as no ' +
      'image is application/octet-stream.',
  })
  mimeType!: string;

  @Field(() => Int, { description: 'Bytes that were uploaded, as announced. Of an image fewer or more are served.' })
  size!: number;

  @Field(() => String, {
    description: 'Of the bytes that were uploaded, as announced; not of an image as it is served.',
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
