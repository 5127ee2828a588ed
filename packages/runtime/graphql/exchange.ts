import type { IncomingHttpHeaders } from 'node:http';
import { util, type Dispatcher } from 'undici';

export interface HttpResponse {
  statusCode: number;
  headers: IncomingHttpHeaders;
  text: string;
}

interface HttpRequest {
  url: URL;
  headers: Record<string, string>;
  body: string;
  /** For the whole exchange. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * A POST with its whole response as text, on undici's lowest level: without a stream, and without signals of its own.
 * Errors: of the network, the signal's reason, and a TimeoutError.
 */
export function exchange(dispatcher: Dispatcher, request: HttpRequest): Promise<HttpResponse> {
  const { url, headers, body, timeoutMs, signal } = request;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const response: HttpResponse = { statusCode: 0, headers: {}, text: '' };
    const chunks: Buffer[] = [];
    let failure: Error | undefined;
    let abort: ((reason: Error) => void) | undefined;

    const timer = setTimeout(() => cancel(new DOMException('The response is late', 'TimeoutError')), timeoutMs);
    const leave = () => cancel(signal!.reason as Error);
    signal?.addEventListener('abort', leave);

    function settle(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
    }
    function cancel(reason: Error): void {
      failure = reason;
      settle();
      reject(reason);
      abort?.(reason);
    }

    dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers,
        body,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onConnect(cut) {
          abort = cut;
          // cancelled while it waited for a connection
          if (failure) cut(failure);
        },
        onHeaders(statusCode, raw) {
          if (statusCode < 200) return true;
          response.statusCode = statusCode;
          response.headers = util.parseHeaders(raw);
          return true;
        },
        onData(chunk) {
          chunks.push(chunk);
          return true;
        },
        onComplete() {
          settle();
          response.text = textOf(chunks);
          resolve(response);
        },
        onError(error) {
          settle();
          reject(error);
        },
      },
    );
  });
}

const BYTE_ORDER_MARK = 0xfe_ff;

function textOf(chunks: readonly Buffer[]): string {
  const text = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}
