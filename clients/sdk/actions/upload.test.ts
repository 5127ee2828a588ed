import { ParleyError } from '../errors.js';
import type { SendRequest } from '../transport/request.js';
import { uploadFile } from './upload.js';

/** The type that a file is announced with. */
async function announcedType(type: string): Promise<string> {
  let announced = '';
  const request = ((_: unknown, { input }: { input: { mimeType: string } }) => {
    announced = input.mimeType;
    return Promise.reject(new ParleyError('Enough', { code: 'VALIDATION_FAILED' }));
  }) as unknown as SendRequest;
  const file = { name: 'a', type, size: 1, arrayBuffer: async () => new ArrayBuffer(1) };
  await expect(uploadFile(request, file).done).rejects.toThrow('Enough');
  return announced;
}

it.each([
  ['text/plain', 'text/plain'],
  ['text/plain;charset=utf-8', 'text/plain'],
  ['text/html; charset=utf-8', 'text/html'],
  ['', 'application/octet-stream'],
  ['no type', 'application/octet-stream'],
])('a file of type %j is announced as %s', async (type, announced) => {
  expect(await announcedType(type)).toBe(announced);
});
