import type { RequestContext } from '@parley/runtime/request';
import type { GraphQLSchema } from 'graphql';
import { limitVariableErrors } from '../../federation/limits';
import { rootFields } from '../../federation/root-fields';
import type { Live } from '../../live/live';
import type { SubscriptionRequest } from './subscription-request';
import { resumed, resumeVariable } from './resume';
import type { StreamFormat } from './stream-format';
import type { StreamedResponse } from './streamed-response';

export interface StreamedSubscription extends SubscriptionRequest {
  format: StreamFormat;
  api: GraphQLSchema;
  request: RequestContext;
  /** The `Last-Event-ID` that the client came with. */
  lastEventId?: string;
}

/** Writes a subscription's frames into a response, until either is over; then the response is ended accordingly. */
export async function runSubscription(
  live: Pick<Live, 'connect' | 'subscribe'>,
  subscription: StreamedSubscription,
  response: StreamedResponse,
): Promise<void> {
  const { document, operation, operationName, traced, format, api, request, lastEventId } = subscription;
  try {
    const [fields] = [...(rootFields(api, { document, operation, variables: subscription.variables })?.values() ?? [])];
    const after = resumeVariable(operation, fields?.[0]);
    const variables = resumed(subscription.variables, after, lastEventId);
    const unfit = limitVariableErrors(api, operation, variables);
    if (unfit.length > 0) return response.fail(unfit);
    const framing = format.framing({ resumable: after !== undefined });
    const outlet = live.connect(response.transport);
    const stream = await live.subscribe({ document, operationName, variables, request, traced, outlet, framing });
    if (!('run' in stream)) return response.fail(stream.errors ?? []);
    response.onEnd(() => stream.end());
    await stream.run();
    response.complete();
  } catch (error) {
    response.fail([error]);
  }
}
