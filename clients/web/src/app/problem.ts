import { ParleyError } from '@parley/client';

/** What went wrong, for who reads it. */
export function problemOf(error: unknown): string {
  if (!(error instanceof ParleyError)) return 'Something went wrong. Try again.';
  switch (error.code) {
    case 'NETWORK':
      return 'No connection to the server. Try again in a moment.';
    case 'RATE_LIMITED':
      return `Too many tries. ${waitOf(error.retryAfterMs)}`;
    case 'VALIDATION_FAILED':
      return error.fields[0] ? `${nameOf(error.fields[0].field)} ${error.fields[0].problem}` : error.message;
    default:
      return error.message;
  }
}

const waitOf = (ms: number | undefined): string =>
  ms === undefined ? 'Try again later.' : `Try again in ${Math.ceil(ms / 1_000)} seconds.`;

/** `input.displayName` as it is called on the page. */
function nameOf(field: string): string {
  const words = field
    .split('.')
    .at(-1)!
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
