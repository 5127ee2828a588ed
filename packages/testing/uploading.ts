import { createHash } from 'node:crypto';
import { value } from './acting';
import type { TestClient } from './client';

interface Upload {
  id: string;
  url: string;
  method: string;
  headers: { name: string; value: string }[];
}

const CREATE = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { id url method headers { name value } }
}`;

/** The announcement of an upload. */
export const announcementOf = (fileName: string, bytes: Uint8Array, mimeType = 'text/plain') => ({
  fileName,
  mimeType,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** Sends bytes to the URL of an upload. */
export const sendBytes = ({ url, method, headers }: Upload, body: RequestInit['body']): Promise<Response> =>
  fetch(url, { method, headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])), body });

/** Uploads a text file, and returns the attachment's id. */
export async function uploadFile(client: TestClient, fileName: string): Promise<string> {
  const input = announcementOf(fileName, Buffer.from(fileName));
  const upload = await value(client.request<Record<string, Upload>>(CREATE, { input }));
  await sendBytes(upload, fileName);
  const source = 'mutation ($id: ID!) { completeUpload(uploadId: $id) { id } }';
  return (await value(client.request<Record<string, { id: string }>>(source, { id: upload.id }))).id;
}
