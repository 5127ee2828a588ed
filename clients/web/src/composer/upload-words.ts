import type { UploadState } from '@parley/client';
import { problemOf } from '../app/problem';

/** How far an upload is; null where there is nothing to tell. */
export function stateInWords({ status, sent, size, error }: UploadState): string | null {
  switch (status) {
    case 'hashing':
      return 'Preparing …';
    case 'sending':
      return `${size === 0 ? 0 : Math.floor((100 * sent) / size)} %`;
    case 'checking':
      return 'Being checked …';
    case 'failed':
      return problemOf(error);
    case 'cancelled':
      return 'Cancelled';
    case 'done':
      return null;
  }
}
