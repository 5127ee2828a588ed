import { invalid } from '@parley/contracts/errors';
import { MARKS } from '@parley/subgraph/text';
import { isBlank } from '@parley/text/visible';
import { z } from 'zod';
import { registeredType } from './media-types';

/** A client's description of a file before the upload. */
export interface Announcement {
  fileName: string;
  /** Lower case, without parameters; of some types that have several names, the registered one. */
  mimeType: string;
  /** Bytes. */
  size: number;
  /** Hex, lower case. */
  sha256: string;
}

const MAX_NAME = 255;

/** Controls, line separators, path separators, and what turns the direction of text around, to show another extension. */
const UNSAFE_IN_NAME = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}/\\\u202A-\u202E\u2066-\u2069]/u;

/** RFC 6838, section 4.2: restricted names. */
const MIME_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

const fileName = z
  .string()
  // code points are never more than code units, so a very long name is not taken apart
  .refine(
    (name) => name.length <= 2 * MAX_NAME && Array.from(name).length <= MAX_NAME,
    `must have at most ${MAX_NAME} characters`,
  )
  .refine((name) => !UNSAFE_IN_NAME.test(name), 'has a character that no file name may have')
  .refine((name) => !MARKS.test(name), 'has too many combining marks on one character')
  .refine((name) => !isBlank(name.replaceAll('.', '')), 'must not be empty');

const mimeType = z
  .string()
  .toLowerCase()
  .regex(MIME_TYPE, 'is not a media type like image/png')
  .transform(registeredType);
const sha256 = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

/** Errors: VALIDATION_FAILED, with every field that is wrong; also for a file that is larger than `maxBytes`. */
export function parseAnnouncement(input: Announcement, maxBytes: number): Announcement {
  const size = z.int().min(1, 'must be at least 1').max(maxBytes, `must be at most ${maxBytes}`);
  const parsed = z.object({ fileName, mimeType, size, sha256 }).safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(
    ...parsed.error.issues.map(({ path, message }) => ({ field: `input.${path.join('.')}`, problem: message })),
  );
}
