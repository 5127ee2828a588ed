import { setTimeout as delay } from 'node:timers/promises';
import { isErrorCode } from '@parley/contracts/errors';
import type { ExecutionResult } from 'graphql';
import { request as send, type Dispatcher } from 'undici';
import { toJson } from '../../execution/lossless';
import { resultOf } from '../../federation/http-subgraph';
import { createReconnect } from './reconnect';
import { eventsOf } from './event-stream';
import type { ConnectionOptions } from './web-socket-connection';
import type { UpstreamConnection, UpstreamOperation, UpstreamSink } from './upstream';
import { asPushed, isFinalStatus, isRefusal, ofStatus, outOfReach, subgraphErrors } from './upstream-error';

interface Options extends ConnectionOptions {
  /** Takes as long as a stream lasts, and as many at once as there are operations. */
  dispatcher: Dispatcher;
}

interface Subscription extends Options {
  operation: UpstreamOperation;
  sink: UpstreamSink;
  /** Aborted once the sink has been left. */
  left: AbortSignal;
}

/** A subgraph by GraphQL over SSE, in distinct connections mode: one request for each operation. */
export function eventStreamConnection(options: Options): UpstreamConnection {
  const open = new Set<AbortController>();
  return {
    subscribe(operation, sink) {
      const leaving = new AbortController();
      open.add(leaving);
      const end = (error?: unknown) => {
        open.delete(leaving);
        if (!leaving.signal.aborted) sink.end(error);
      };
      follow({ ...options, operation, sink, left: leaving.signal }).then(() => end(), end);
      return () => leaving.abort();
    },
    close() {
      for (const leaving of open) leaving.abort();
    },
  };
}

/** Resolves once the subgraph has completed the operation, or it was left. Errors: as they are for the sink. */
async function follow(subscription: Subscription): Promise<void> {
  const { left, patienceMs, logger } = subscription;
  const reconnect = createReconnect(patienceMs);
  for (;;) {
    try {
      await delay(reconnect.pauseMs(), undefined, { signal: left });
      return await listen(subscription, reconnect.opened);
    } catch (error) {
      if (left.aborted) return;
      if (isForSink(error)) throw error;
      reconnect.lost();
      logger.warn({ err: error }, 'a stream of a subgraph broke off');
      if (reconnect.hopeless) throw outOfReach(error);
    }
  }
}

/** Errors: for the sink, or any other where it may be tried again. */
async function listen(subscription: Subscription, opened: () => void): Promise<void> {
  const response = await sendRequest(subscription);
  const { headers, body } = response;
  // whatever its status: GraphQL Yoga streams refusals too, with 500
  if (!String(headers['content-type']).startsWith('text/event-stream')) return readResult(response, subscription.sink);
  opened();
  for await (const { name, data } of eventsOf(body)) {
    if (name === 'complete') return;
    if (name === 'next') pushed(JSON.parse(data) as ExecutionResult, subscription.sink);
  }
  throw new Error('The stream ended before it was complete');
}

function sendRequest({
  url,
  headers,
  timeoutMs,
  dispatcher,
  left,
  operation,
}: Subscription): Promise<Dispatcher.ResponseData> {
  return send(url, {
    dispatcher,
    method: 'POST',
    signal: left,
    headersTimeout: timeoutMs,
    headers: { ...headers, accept: 'text/event-stream', 'content-type': 'application/json' },
    body: toJson(operation),
  });
}

function pushed(result: ExecutionResult, sink: UpstreamSink): void {
  if (isRefusal(result)) throw subgraphErrors(result.errors!);
  sink.event(asPushed(result));
}

/** It is no stream: one result, errors, or nothing of GraphQL. */
async function readResult({ statusCode, headers, body }: Dispatcher.ResponseData, sink: UpstreamSink): Promise<void> {
  const text = await textOf(body);
  let result: ExecutionResult;
  try {
    result = resultOf({ statusCode, headers, text });
  } catch (error) {
    throw isFinalStatus(statusCode) ? ofStatus(statusCode) : error;
  }
  pushed(result, sink);
}

const MAX_RESULT_BYTES = 16_777_216;

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_RESULT_BYTES) throw new Error('The result is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const isForSink = (error: unknown): boolean =>
  error instanceof AggregateError || isErrorCode((error as { code?: unknown }).code);
