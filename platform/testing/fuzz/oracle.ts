import { ERROR_CODES } from '@parley/contracts/errors';

/** Codes that an error may have. INTERNAL is a fault of the server, whatever the client sent. */
const ALLOWED = new Set<unknown>(ERROR_CODES.filter((code) => code !== 'INTERNAL'));

interface Received {
  status?: number;
  body: string;
  markers: readonly string[];
}

/** Describes what is wrong with a response or a frame. Undefined if nothing is. */
export function wrongIn({ status = 200, body, markers }: Received): string | undefined {
  if (markers.some((marker) => body.includes(marker))) return "has somebody else's secret";
  const codes = codesIn(body);
  if (status >= 500 && !(status === 503 && codes.length > 0 && codes.every((code) => code === 'UNAVAILABLE')))
    return `has the status ${status}`;
  const wrong = codes.find((code) => !ALLOWED.has(code));
  return wrong === undefined ? undefined : `has the error code ${JSON.stringify(wrong)}`;
}

/** Codes of all errors of a response or of a socket's message. */
export function codesIn(body: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [];
  }
  const { errors, payload } = (parsed ?? {}) as { errors?: unknown; payload?: unknown };
  const of = Array.isArray(payload) ? payload : (payload as { errors?: unknown } | undefined)?.errors;
  return [errors, of].flatMap((list) =>
    Array.isArray(list) ? list.map((error: { extensions?: { code?: unknown } }) => error.extensions?.code) : [],
  );
}
