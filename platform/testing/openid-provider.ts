import { fork } from 'node:child_process';
import { join } from 'node:path';

export interface OpenIdProviderProcess {
  readonly issuer: string;
  close(): Promise<void>;
}

interface Options {
  redirectUri: string;
  /** Addresses are not in ID tokens. */
  claimsByUserInfo?: boolean;
}

/** A real OpenID provider (oidc-provider) in a process of its own, as it is an ES module. */
export async function openIdProvider({
  redirectUri,
  claimsByUserInfo = false,
}: Options): Promise<OpenIdProviderProcess> {
  const child = fork(join(__dirname, 'openid-server.mjs'), [redirectUri], {
    env: { ...process.env, CLAIMS_BY_USERINFO: String(claimsByUserInfo) },
    // it warns of keys and storage that are only for development
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const issuer = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { issuer: string }).issuer));
    child.once('exit', (code) => reject(new Error(`The OpenID provider ended with ${code}`)));
  });
  return {
    issuer,
    async close() {
      child.disconnect();
      await ended;
    },
  };
}
