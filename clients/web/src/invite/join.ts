import { request } from './request';

export interface Invitation {
  tenantName: string;
  conversationTitle: string | null;
  invitedBy: string | null;
}

/** Null for an invitation that is not valid any more. */
export const readInvitation = async (code: string): Promise<Invitation | null> =>
  (
    await request<{ invitation: Invitation | null }>(
      'query Invitation($code: String!) { invitation(code: $code) { tenantName conversationTitle invitedBy } }',
      { code },
    )
  ).invitation;

const SESSION = 'accessToken';

interface Session {
  accessToken: string;
}

/** Where people join, and by which invitation. */
export interface Invited {
  tenant: string;
  code: string;
}

/** Creates an account. Errors: with a message for people. */
export async function joinAsNew(
  { tenant, code: invitationCode }: Invited,
  account: { displayName: string; email: string; password: string },
): Promise<void> {
  const { signUp } = await request<{ signUp: Session }>(
    `mutation SignUp($input: SignUpInput!) { signUp(input: $input) { ${SESSION} } }`,
    { input: { tenant, ...account, invitationCode } },
  );
  await end(signUp);
}

/** Completes a sign-in with a code of the second factor, or of a mail. */
export type WithCode = (code: string) => Promise<void>;

/** Accepts with an account that exists; returns what takes the code if the sign-in needs one. Errors: with a message for people. */
export async function joinAsMember(
  { tenant, code }: Invited,
  { email, password }: { email: string; password: string },
): Promise<WithCode | undefined> {
  const { signIn } = await request<{ signIn: Session & { challengeId?: string } }>(
    `mutation SignIn($input: SignInInput!) { signIn(input: $input) {
      ... on Session { ${SESSION} } ... on MfaChallenge { challengeId } } }`,
    { input: { tenant, email, password } },
  );
  const { challengeId } = signIn;
  if (challengeId === undefined) return void (await accept(signIn, code));
  return async (mfaCode) => {
    const { completeSignIn } = await request<{ completeSignIn: Session }>(
      `mutation Complete($input: CompleteSignInInput!) { completeSignIn(input: $input) { ${SESSION} } }`,
      { input: { challengeId, code: mfaCode } },
    );
    await accept(completeSignIn, code);
  };
}

async function accept(session: Session, code: string): Promise<void> {
  try {
    const query = 'mutation Accept($code: String!) { acceptInvitation(code: $code) { id } }';
    await request(query, { code }, session.accessToken);
  } finally {
    await end(session);
  }
}

/** The page keeps no session: the app begins its own. */
const end = ({ accessToken }: Session): Promise<unknown> =>
  request('mutation SignOut { signOut }', {}, accessToken).catch(() => undefined);
