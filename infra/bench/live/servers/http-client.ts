import { Agent, request } from 'node:http';

export interface JsonPost {
  path: string;
  headers?: Record<string, string>;
  body: unknown;
}

export interface HttpClient {
  post<T>(asked: JsonPost): Promise<T>;
  close(): void;
}

/** JSON over kept-alive connections. */
export function createHttpClient(port: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });

  const exchange = ({ path, headers, body }: JsonPost) =>
    new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const payload = Buffer.from(JSON.stringify(body));
      const asked = request(
        {
          ...{ agent, path, host: '127.0.0.1', port, method: 'POST' },
          headers: { 'content-type': 'application/json', 'content-length': payload.length, ...headers },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.once('end', () => resolve({ status: response.statusCode, text })).once('error', reject);
        },
      );
      asked.once('error', reject).end(payload);
    });

  return {
    async post<T>(asked: JsonPost) {
      const { status, text } = await exchange(asked);
      if (status !== 200) throw new Error(`HTTP ${status}: ${text}`);
      return JSON.parse(text) as T;
    },
    close: () => agent.destroy(),
  };
}
