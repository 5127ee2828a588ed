import { isErrorCode } from '@parley/contracts/errors';
import { parseId } from '@parley/contracts/ids';
import type { Audit, AuditEntry } from '@parley/ports/audit/audit-trail';
import type { RequestContext } from '@parley/runtime/request';

/** The context of every action: its request, and a function that drops what was loaded before it. */
export interface ActionContext {
  readonly request: RequestContext;
  /** Where it is taken down who did what; without one nothing is. */
  readonly audit?: Audit;
  /** Drops the request's loaders: what is read after a change must not come from before it. */
  forget(): void;
}

type Action<Context, Input, Output> = (context: Context, input: Input) => Promise<Output>;

interface ActionOptions<Context, Input, Output> {
  /**
   * Id of what it is done to, for the audit trail: from the input, or from what was made (not there after an
   * error). Left out where that is the viewer's own account. What can't be an id is not taken down.
   */
  subject?(input: Input, output: Output | undefined): string | undefined;
  /** Gives the rest of the request what was read with the change, once everything older is forgotten. */
  remember?(context: Context, output: Output): void;
}

/**
 * A command of the write side, named after its file: authorize → validate → transact → append.
 * Every one runs through here, so that what all of them need is in one place.
 */
export function action<Context extends ActionContext, Input, Output>(
  name: string,
  perform: Action<Context, Input, Output>,
  { subject, remember }: ActionOptions<Context, Input, Output> = {},
): Action<Context, Input, Output> {
  return async (context, input) => {
    const { start } = context.request;
    await start?.turn;
    const started = performance.now();
    let outcome = 'done';
    let output: Output | undefined;
    try {
      const performing = perform(context, input);
      start?.leave();
      output = await performing;
      context.forget();
      remember?.(context, output);
      return output;
    } catch (error) {
      context.forget();
      outcome = codeOf(error);
      throw error;
    } finally {
      const ms = Math.round(performance.now() - started);
      context.request.logger.debug({ action: name, outcome, ms }, 'action');
      context.audit?.record({
        ...callerOf(context.request),
        at: new Date(),
        action: name,
        subject: parseId(subject?.(input, output) ?? ''),
        outcome,
      });
    }
  };
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return isErrorCode(code) ? code : 'INTERNAL';
}

/** The caller of a request and their address, for the audit trail. */
export function callerOf({
  principal,
  address,
  correlationId,
}: RequestContext): Omit<AuditEntry, 'at' | 'action' | 'outcome'> {
  if (principal.kind !== 'viewer') return { address, correlationId };
  const { tenant, user: actor, session } = principal;
  return { tenant, actor, session, address, correlationId };
}
