import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { serviceUrl } from './services';

/** The settings of a new, empty bucket of the tests' S3. It is deleted with the server. */
export async function aBucket() {
  const settings = {
    S3_ENDPOINT: serviceUrl('s3'),
    S3_BUCKET: `test-${randomUUID()}`,
    S3_REGION: process.env.S3_REGION!,
    S3_ACCESS_KEY: process.env.S3_ACCESS_KEY!,
    S3_SECRET_KEY: process.env.S3_SECRET_KEY!,
  };
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_BUCKET: Bucket } = settings;
  const credentials = { accessKeyId: settings.S3_ACCESS_KEY, secretAccessKey: settings.S3_SECRET_KEY };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket }));
  client.destroy();
  return settings;
}
