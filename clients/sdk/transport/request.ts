import { ParleyError } from '../errors.js';
import type { Session } from '../session/session.js';
import type { RequestOptions } from '../api.js';
import type { TypedDocumentString } from '../generated/graphql.js';
import type { Post } from './http.js';

/** Sends an operation as the viewer. */
export type SendRequest = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  options?: RequestOptions,
) => Promise<Result>;

/** Sends operations with a valid access token. If the service refuses the token, it is renewed and the operation sent again, once. */
export function createRequest(post: Post, session: Session): SendRequest {
  return async (document, variables, options) => {
    const token = await session.token();
    try {
      return await post(document, variables, { ...options, token });
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'UNAUTHENTICATED' || token === null) throw error;
      const another = await session.tokenInsteadOf(token);
      if (another === null || another === token) throw error;
      return post(document, variables, { ...options, token: another });
    }
  };
}
