import { randomUUID } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { announcementOf } from '../uploading';
import { codeOf, post, type Attack, type Attacker } from './attacker';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const CREATE = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id url method headers { name value } } }`;
const COMPLETE = 'mutation ($id: ID!) { completeUpload(uploadId: $id) { status rejectedBecause } }';
/** A square that a decoder may still accept: a hundred million pixels, in about a hundred kilobytes. */
const SIDE = 10_000;

/** A grey PNG of that many pixels, which deflates to nearly nothing. */
export function largePicture(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((side + 1) * side))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

interface Upload {
  id: string;
  url: string;
  method: string;
  headers: readonly { name: string; value: string }[];
}

let picture: Buffer | undefined;

async function uploadLarge(attacker: Attacker): Promise<string | undefined> {
  picture ??= largePicture(SIDE);
  const input = announcementOf(`${randomUUID()}.png`, picture, 'image/png');
  const created = await post(attacker, { query: CREATE, variables: { input } });
  const upload = created.data?.['createUpload'] as Upload | undefined;
  if (!upload) return codeOf(created);
  const { pathname, search } = new URL(upload.url);
  const headers = Object.fromEntries(upload.headers.map(({ name, value }) => [name, value]));
  await fetch(new URL(pathname + search, attacker.url), {
    method: upload.method,
    headers,
    body: new Uint8Array(picture),
  }).catch(() => undefined);
  const completed = await post(attacker, { query: COMPLETE, variables: { id: upload.id } });
  return codeOf(completed);
}

/** Uploads eight large pictures at once. */
export const eightPictures: Attack = async (attacker) => {
  const codes = await Promise.all(Array.from({ length: 8 }, () => uploadLarge(attacker)));
  return codes.find((code) => code !== undefined);
};
