import { ParleyError } from '../errors.js';
import type { Session } from '../session/session.js';
import type { AskOptions } from '../api.js';
import type { TypedDocumentString } from '../generated/graphql.js';
import type { Post } from './http.js';

/** Asks as the viewer. */
export type Ask = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  options?: AskOptions,
) => Promise<Result>;

/** With a token that is good; one that is refused all the same is replaced once. */
export function createAsk(post: Post, session: Session): Ask {
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
