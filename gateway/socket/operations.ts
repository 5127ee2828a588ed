import { ParleyError, unavailable } from '@parley/contracts/errors';
import { isPartner } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import type { Place, Sequence } from '@parley/runtime/sequence';
import {
  getOperationAST,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import { formatErrors, formatResult } from '../federation/format-error';
import type { Federation } from '../federation/federation';
import { limitVariableErrors } from '../federation/limits';
import { requestsTrace, correlationIdOf, traceparentOf } from '../connection/request-context';
import type { Live } from '../live/live';
import type { Stream } from '../live/delivery/stream';
import type { Outlet } from '../live/delivery/outlet';
import type { Rate } from './rate';
import { renewSocket, renewSocketField } from './renew-socket';
import type { Connection } from '../connection/connection';
import { principalOf } from './sign-in';
import { WebSocketFraming } from './web-socket-framing';

/** What graphql-ws hands through for each socket. */
export interface SocketState {
  readonly connection: Connection;
  /** The access token in the cookie of the upgrade request, until `connection_init`. */
  cookie?: string;
  /** The client's. */
  readonly address?: string;
  /** Where it reached the gateway. */
  readonly origin?: string;
  /** How fast its operations may come. */
  readonly rate: Rate;
  /** Headers that subgraphs over HTTP are sent with its operations. */
  forwarded?: Readonly<Record<string, string>>;
  /** Where live frames go. */
  readonly outlet: Outlet;
  /** Operations in progress, by the client's id. */
  readonly operations: Map<string, OpenOperation>;
  /** Order in which its mutations start. */
  readonly starts: Sequence;
  /** Order in which its mutations get their responses, refused ones too. */
  readonly responses: Sequence;
}

interface OpenOperation {
  /** The client's name for it. */
  readonly id: string;
  readonly request: RequestContext;
  /** Aborts the request. */
  readonly controller: AbortController;
  stream?: Stream;
  /** Of a mutation: its place among the responses. */
  response?: Place;
}

/** The client no longer waits for the result. A mutation that has started is finished nevertheless. */
export function abandon({ controller }: OpenOperation): void {
  controller.abort(unavailable('The client is gone'));
}

interface Parts {
  federation: Pick<Federation, 'api' | 'graph' | 'persisted' | 'execute'>;
  live: Pick<Live, 'subscribe'>;
  /** Of one socket, open at once: bounds what a socket can hold. */
  maxOperations: number;
  logger: Logger;
}

/** One operation on its way through graphql-ws, which hands on what `onSubscribe` gave. */
interface SocketOperation extends ExecutionArgs {
  source: string;
  operation: OperationDefinitionNode;
  contextValue: RequestContext;
  state: SocketState;
  open: OpenOperation;
  traced: boolean;
  /** Those of the request. */
  extensions?: Record<string, unknown>;
}

type Hooks = Pick<
  ServerOptions<Record<string, unknown>, SocketState>,
  'onSubscribe' | 'execute' | 'subscribe' | 'onNext' | 'onError' | 'onComplete'
>;

/** Executes the operations of graphql-ws's server: the federation runs queries and mutations, `live` subscriptions. */
export function operationHooks({ federation, live, maxOperations, logger }: Parts): Hooks {
  function admit({ rate, operations }: SocketState): void {
    rate.take();
    if (operations.size > maxOperations)
      throw new ParleyError('QUOTA_EXCEEDED', `At most ${maxOperations} operations at once on a socket`);
  }

  function prepare(
    payload: SubscribePayload,
    open: OpenOperation,
    state: SocketState,
  ): SocketOperation | readonly GraphQLError[] {
    const { request } = open;
    const forPartner = isPartner(request.principal);
    // graphql-ws requires a text in each operation; it is empty beside a hash
    const source = federation.persisted.textOf(payload, request) as string;
    const checked = federation.graph.read(source, forPartner);
    if ('errors' in checked) return checked.errors;
    // empty, it is none: GraphQL over HTTP
    const operationName = payload.operationName || undefined;
    const operation = getOperationAST(checked.document, operationName);
    if (!operation) return [asError(new ParleyError('VALIDATION_FAILED', 'Which of the operations is not clear'))];
    const api = forPartner ? federation.graph.partnerApi : federation.api;
    const unfit = limitVariableErrors(api, operation, payload.variables ?? {});
    if (unfit.length > 0 && operation.operation === 'subscription') return unfit;
    return {
      schema: federation.api,
      document: checked.document,
      operationName,
      variableValues: payload.variables,
      contextValue: operation.operation === 'mutation' ? { ...request, start: state.starts.take() } : request,
      rootValue: undefined,
      source,
      operation,
      state,
      open,
      traced: requestsTrace(payload.extensions),
      extensions: payload.extensions ?? undefined,
    };
  }

  async function execute(args: SocketOperation): Promise<ExecutionResult> {
    const { source, operation, operationName, variableValues, contextValue: request, state, extensions } = args;
    const renewal = renewSocketField(operation);
    if (renewal && state.connection.hasTokens)
      return renewSocket({
        field: renewal,
        args,
        async renew(token) {
          const until = await state.connection.renew(token);
          await reauthorizeStreams(state, request);
          return until;
        },
      });
    const variables = (variableValues ?? {}) as Record<string, unknown>;
    return (await federation.execute({
      source,
      operationName: operationName ?? undefined,
      variables,
      extensions,
      request,
    })) as ExecutionResult;
  }

  function tryPrepare(...asked: Parameters<typeof prepare>): ReturnType<typeof prepare> {
    try {
      return prepare(...asked);
    } catch (error) {
      return [asError(error)];
    }
  }

  return {
    async onSubscribe({ extra: state }, id, payload) {
      const controller = new AbortController();
      const request = { ...requestFor(payload, state, logger), signal: controller.signal };
      const open: OpenOperation = { id, request, controller };
      state.operations.set(id, open);
      try {
        admit(state);
        // messages of a socket keep their order: all of them wait for the same promise
        const ready = federation.persisted.ready(request.principal);
        if (ready) await ready;
        controller.signal.throwIfAborted();
      } catch (error) {
        if (controller.signal.aborted) state.operations.delete(id);
        return [asError(error)];
      }
      const prepared = tryPrepare(payload, open, state);
      if (!('operation' in prepared)) return refused(prepared, open, state);
      if (prepared.operation.operation === 'mutation') open.response = state.responses.take();
      return prepared;
    },
    async execute(args) {
      const operation = args as SocketOperation;
      const started = performance.now();
      const result = await execute(operation).catch((error: unknown) => ({ errors: [asError(error)] }));
      logLine(operation, { ms: Math.round(performance.now() - started), failed: Boolean(result.errors) });
      operation.contextValue.start?.leave();
      await operation.open.response?.turn;
      return result;
    },
    async subscribe(args) {
      const {
        document,
        operationName,
        variableValues,
        contextValue: request,
        open,
        state,
        traced,
      } = args as SocketOperation;
      const variables = (variableValues ?? {}) as Record<string, unknown>;
      logLine(args as SocketOperation, {});
      try {
        const to = { outlet: state.outlet, framing: new WebSocketFraming(open.id) };
        const operation = { document, operationName: operationName ?? undefined, variables, request, traced, ...to };
        const stream = await live.subscribe(operation);
        if (!('run' in stream)) return stream;
        open.stream = stream;
        // the socket may have been renewed meanwhile
        const principal = principalOf(state.connection);
        if (principal !== request.principal) await stream.reauthorize({ ...request, principal });
        return new UntilOver(stream);
      } catch (error) {
        return failing(error);
      }
    },
    onNext: (...[, , , args, result]) => formatResult(result, (args as SocketOperation).contextValue),
    onError(...[{ extra }, id, payload, errors]) {
      const { operations } = extra;
      const request = operations.get(id)?.request ?? requestFor(payload, extra, logger);
      operations.delete(id);
      return formatErrors(errors, request);
    },
    onComplete({ extra: { operations } }, id) {
      // graphql-ws has written its result by now
      operations.get(id)?.response?.leave();
      operations.delete(id);
    },
  };
}

/** The errors of an operation that is not executed, once all mutations before it have their responses. */
async function refused(errors: readonly GraphQLError[], { id, controller }: OpenOperation, state: SocketState) {
  const { turn, leave } = state.responses.take();
  await turn;
  leave();
  // graphql-ws calls no other hook for an operation that the client has left by now
  if (controller.signal.aborted) state.operations.delete(id);
  return errors;
}

function requestFor({ extensions }: SubscribePayload, state: SocketState, logger: Logger): RequestContext {
  const { connection, address, origin, forwarded } = state;
  return {
    principal: principalOf(connection),
    address,
    origin,
    correlationId: correlationIdOf(extensions?.correlationId),
    traceparent: traceparentOf(extensions?.traceparent),
    forwarded,
    logger,
  };
}

/** As whoever the newer token is of; a stream that may not go on ends with the error, and the others do not. */
async function reauthorizeStreams({ operations, connection }: SocketState, request: RequestContext): Promise<void> {
  // one request for all, so that what authorizes them is looked up together
  const renewed = { ...request, principal: principalOf(connection) };
  await Promise.all([...operations.values()].map(async ({ stream }) => stream?.reauthorize(renewed)));
}

function logLine({ operation, contextValue: { correlationId, logger } }: SocketOperation, more: object): void {
  logger.info(
    { correlationId, kind: operation.operation, operation: operation.name?.value, ...more },
    'socket operation',
  );
}

function asError(error: unknown): GraphQLError {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

const DONE = { done: true, value: undefined } as const;

/** What graphql-ws waits for: it gives nothing, as the frames are written past it, and ends as the stream does. */
class UntilOver implements AsyncIterableIterator<never> {
  constructor(private readonly stream: Stream) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<typeof DONE> {
    await this.stream.run();
    return DONE;
  }

  async return(): Promise<typeof DONE> {
    this.stream.end();
    return DONE;
  }
}

/** A stream that ends at once with the error: graphql-ws makes an `error` message of it. */
function failing(error: unknown): AsyncIterableIterator<never> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => Promise.reject(error),
    return: () => Promise.resolve(DONE),
  };
}
