import { join } from 'node:path';
import { noCdn, type Cdn } from '@parley/ports/objects/cdn';
import { downloadRoute } from '@parley/ports/objects/download-route';
import { localDiskStore } from '@parley/ports/objects/local-disk';
import { objectRoutes } from '@parley/ports/objects/local-disk-routes';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import { purgeByWebhook } from '@parley/ports/objects/purge-by-webhook';
import { s3Store } from '@parley/ports/objects/s3';
import { withSignedDownloads } from '@parley/ports/objects/signed-downloads';
import type { SigningKeys } from '@parley/ports/objects/signed-url';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Settings } from '@parley/runtime/settings';
import type { FastifyPluginAsync } from 'fastify';

/** The store of uploaded files, and the gateway's routes for them. */
export interface Files {
  readonly objects: ObjectStore;
  readonly cdn: Cdn;
  readonly routes: readonly FastifyPluginAsync[];
  /** Origins of uploads and downloads that pages use, beside the page's own. */
  origins(): string[];
  readonly readiness: Readiness;
  close(): Promise<void>;
}

/** URL of the gateway for clients. `origin`: where the client of this request reached it, if known. */
export type PublicUrl = (origin?: string) => string;

type FileSettings = Pick<
  Settings,
  | 'PARLEY_DATA'
  | 'PUBLIC_URL'
  | 'S3_BUCKET'
  | 'S3_ENDPOINT'
  | 'S3_REGION'
  | 'S3_ACCESS_KEY'
  | 'S3_SECRET_KEY'
  | 'URL_KEYS'
  | 'CDN_URL'
  | 'CDN_PURGE_URL'
>;

interface Options {
  settings: FileSettings;
  publicUrl: PublicUrl;
}

const NAME = 'files';

/** On S3 if the settings have a bucket, and otherwise on this machine. Errors: if settings contradict each other. */
export async function openFiles(options: Options): Promise<Files> {
  const { S3_BUCKET, CDN_PURGE_URL: url } = options.settings;
  const files = await (S3_BUCKET ? onS3(options) : onLocalDisk(options));
  return { ...files, cdn: url ? purgeByWebhook({ url }) : noCdn };
}

async function onLocalDisk({ settings, publicUrl }: Options): Promise<Omit<Files, 'cdn'>> {
  const { PARLEY_DATA, PUBLIC_URL, CDN_URL } = settings;
  const folder = join(PARLEY_DATA, 'objects');
  const objects = await localDiskStore({ folder, publicUrl, cdnUrl: CDN_URL, keys: keysOf(settings) });
  return {
    objects,
    routes: [objectRoutes(objects)],
    origins: () => given(PUBLIC_URL, CDN_URL).map(originOf),
    readiness: { name: NAME, check: async () => 'in PARLEY_DATA' },
    close: async () => undefined,
  };
}

async function onS3({ settings, publicUrl }: Options): Promise<Omit<Files, 'cdn'>> {
  const { PUBLIC_URL, CDN_URL, S3_BUCKET, S3_ENDPOINT: endpoint, S3_REGION: region } = settings;
  const store = await s3Store({ endpoint, region, bucket: S3_BUCKET!, credentials: credentialsOf(settings) });
  const readiness: Readiness = { name: NAME, optional: true, check: () => store.check().then(() => 'on S3') };
  const close = async () => store.close();
  const keys = keysOf(settings);
  if (!keys && CDN_URL) throw new Error('CDN_URL needs URL_KEYS, where files are on S3');
  const bucket = endpoint ?? `https://${S3_BUCKET}.s3.${region}.amazonaws.com`;
  if (!keys) return { objects: store, routes: [], origins: () => [originOf(bucket)], readiness, close };
  const served = { keys, shared: CDN_URL !== undefined, publicUrl: (origin?: string) => CDN_URL ?? publicUrl(origin) };
  const objects = withSignedDownloads(store, served);
  const origins = () => given(bucket, CDN_URL ?? PUBLIC_URL).map(originOf);
  return { objects, routes: [downloadRoute(objects)], origins, readiness, close };
}

const given = (...urls: readonly (string | undefined)[]): string[] => urls.filter((url) => url !== undefined);

const originOf = (url: string): string => new URL(url).origin;

function credentialsOf({ S3_ACCESS_KEY: accessKeyId, S3_SECRET_KEY: secretAccessKey }: FileSettings) {
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId || !secretAccessKey) throw new Error('S3_ACCESS_KEY and S3_SECRET_KEY need each other');
  return { accessKeyId, secretAccessKey };
}

function keysOf({ URL_KEYS }: FileSettings): SigningKeys | undefined {
  const [first, ...others] = URL_KEYS.map((key) => Buffer.from(key));
  return first && [first, ...others];
}
