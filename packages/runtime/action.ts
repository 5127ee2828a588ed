import type { RequestContext } from './request';

/** What every action is given: the request it belongs to, and a way to drop what was loaded before it. */
export interface ActionContext {
  readonly request: RequestContext;
  /** Drops the request's loaders: what is read after a change must not come from before it. */
  forget(): void;
}

type Action<Context, Input, Output> = (context: Context, input: Input) => Promise<Output>;

/**
 * A command of the write side, named after its file: authorize → validate → transact → append.
 * Every one runs through here, so that what all of them need is in one place.
 */
export function action<Context extends ActionContext, Input, Output>(
  name: string,
  perform: Action<Context, Input, Output>,
): Action<Context, Input, Output> {
  return async (context, input) => {
    const started = performance.now();
    let outcome = 'done';
    try {
      return await perform(context, input);
    } catch (error) {
      outcome = (error as { code?: string }).code ?? 'INTERNAL';
      throw error;
    } finally {
      context.forget();
      const ms = Math.round(performance.now() - started);
      context.request.log.debug({ action: name, outcome, ms }, 'action');
    }
  };
}
