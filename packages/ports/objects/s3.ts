import type { Readable } from 'node:stream';
import type { S3ServiceException } from '@aws-sdk/client-s3';
import { unavailable } from '@parley/contracts/errors';
import { dispositionHeader } from './disposition-header';
import { measure } from './measure';
import { MAX_DOWNLOAD_SECONDS, MAX_UPLOAD_SECONDS, type ObjectKey, type ObjectStore } from './object-store';

export interface S3Options {
  /** Where this process and clients reach it; Amazon's own without one. */
  endpoint?: string;
  bucket: string;
  region: string;
  /** Without them, those that the AWS SDK finds: of the environment, of the machine's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Longer than a working store needs to begin a response; each of three tries has it. */
  timeoutMs?: number;
}

export interface S3Store extends ObjectStore {
  /** Errors: UNAVAILABLE where the bucket is not there or may not be used. */
  check(): Promise<void>;
  close(): void;
}

/**
 * Objects of a bucket of S3, or of what speaks its API. The server itself refuses an upload of another size, type or
 * SHA-256 than was announced: all of them are signed, and it computes the last one.
 */
export async function s3Store({
  endpoint,
  bucket: Bucket,
  region,
  credentials,
  timeoutMs = 10_000,
}: S3Options): Promise<S3Store> {
  // slow to load: only where it is used
  const { DeleteObjectCommand, GetObjectCommand, HeadBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } =
    await import('@aws-sdk/client-s3');
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const client = new S3Client({
    ...{ endpoint, region, credentials },
    forcePathStyle: endpoint !== undefined,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    // other servers than Amazon's know nothing of CRC trailers
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const head = (key: ObjectKey) =>
    reached(unlessMissing(client.send(new HeadObjectCommand({ Bucket, Key: nameOf(key), ChecksumMode: 'ENABLED' }))));
  const stream: ObjectStore['stream'] = async (key, range) => {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const { Body } = await reached(client.send(new GetObjectCommand({ Bucket, Key: nameOf(key), Range })));
    return Body as Readable;
  };

  return {
    async presignUpload({ key, mimeType, size, sha256 }, expiresAt) {
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      const command = new PutObjectCommand({
        ...{ Bucket, Key: nameOf(key), ContentType: mimeType, ContentLength: size, ChecksumSHA256: checksum },
      });
      const url = await getSignedUrl(client, command, {
        ...lifeUntil(expiresAt, MAX_UPLOAD_SECONDS),
        signableHeaders: new Set(['host', 'content-type', 'content-length']),
        unhoistableHeaders: new Set([CHECKSUM]),
      });
      const headers = [
        { name: 'Content-Type', value: mimeType },
        { name: CHECKSUM, value: checksum },
      ];
      return { url, method: 'PUT', headers };
    },
    async presignDownload(object, expiresAt) {
      const command = new GetObjectCommand({
        ...{ Bucket, Key: nameOf(object.key), ResponseContentType: object.mimeType },
        ResponseContentDisposition: dispositionHeader(object),
        // kept for as long as the URL lives, and the same for all who get it
        ResponseCacheControl: 'private',
        ResponseExpires: expiresAt,
      });
      return getSignedUrl(client, command, lifeUntil(expiresAt, MAX_DOWNLOAD_SECONDS));
    },
    stream,
    size: async (key) => (await head(key))?.ContentLength,
    async inspect(key) {
      const found = await head(key);
      if (!found) return undefined;
      const { ContentLength: size = 0, ChecksumSHA256: checksum, ChecksumType: type } = found;
      if (checksum && type !== 'COMPOSITE') return { size, sha256: Buffer.from(checksum, 'base64').toString('hex') };
      return measure(await stream(key));
    },
    read: async (key, limit) =>
      Buffer.concat(await reached((await stream(key, { start: 0, end: limit - 1 })).toArray())),
    async put({ key, mimeType }, bytes) {
      await reached(
        client.send(
          new PutObjectCommand({
            Bucket,
            Key: nameOf(key),
            ContentType: mimeType,
            Body: bytes,
            ChecksumAlgorithm: 'SHA256',
          }),
        ),
      );
    },
    async delete(key) {
      await reached(client.send(new DeleteObjectCommand({ Bucket, Key: nameOf(key) })));
    },
    async check() {
      await reached(client.send(new HeadBucketCommand({ Bucket })));
    },
    close: () => client.destroy(),
  };
}

/**
 * `a/b/c` is `a/b.c` there, and no name has another one for its folder: servers that keep objects as files have not both
 * `a/b` and `a/b/c`.
 */
const nameOf = (key: ObjectKey): string => {
  const [first, ...others] = key.split('/');
  return others.length > 0 ? `${first}/${others.join('.')}` : key;
};

const CHECKSUM = 'x-amz-checksum-sha256';

/** A URL says when it was signed, and for how long: counted back from its end, the same for everybody. */
const lifeUntil = (expiresAt: Date, expiresIn: number) => ({
  expiresIn,
  signingDate: new Date(expiresAt.getTime() - expiresIn * 1_000),
});

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error as S3ServiceException).$metadata?.httpStatusCode === 404;

async function unlessMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function reached<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw unavailable('The object store can not be reached', error);
  }
}
