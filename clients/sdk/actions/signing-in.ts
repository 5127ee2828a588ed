import type { ParleyClient, SignInOutcome } from '../api.js';
import {
  CompleteSignInDocument,
  SignInDocument,
  SignOutDocument,
  SignUpDocument,
  type DevicePlatform,
} from '../generated/graphql.js';
import type { Session } from '../session/session.js';
import type { SendRequest } from '../transport/request.js';
import type { Post } from '../transport/http.js';

/** How it is listed among a person's devices. */
export interface DeviceLook {
  readonly name?: string;
  readonly platform?: DevicePlatform;
}

interface Parts {
  readonly post: Post;
  readonly request: SendRequest;
  readonly session: Session;
  readonly device: DeviceLook;
}

type SigningIn = Pick<ParleyClient, 'signIn' | 'signUp' | 'signOut'>;

export function signingIn({ post, request, session, device: look }: Parts): SigningIn {
  const device = async () => ({ fingerprint: await session.fingerprint(), ...look });
  return {
    async signIn(input): Promise<SignInOutcome> {
      const { signIn } = await post(SignInDocument, { input: { ...input, device: await device() } });
      if (signIn.__typename === 'MfaChallenge') {
        const { challengeId, expiresAt } = signIn;
        const complete = async (code: string) =>
          session.begin((await post(CompleteSignInDocument, { input: { challengeId, code } })).completeSignIn);
        return { status: 'secondFactor', expiresAt, complete };
      }
      await session.begin(signIn);
      return { status: 'signedIn' };
    },
    async signUp(input) {
      await session.begin((await post(SignUpDocument, { input: { ...input, device: await device() } })).signUp);
    },
    async signOut({ everywhere = false } = {}) {
      // also without a line: the session ends here, and there by itself
      await request(SignOutDocument, { everywhere }).catch(() => undefined);
      await session.end({ expired: false });
    },
  };
}
