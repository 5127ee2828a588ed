import { Supergraph } from '@apollo/federation-internals';
import type { UpstreamAddress } from '../live/upstream/upstream';

/**
 * Where subgraphs push the events of their subscriptions, by name: as `given` says, and otherwise at their routing URL
 * by graphql-transport-ws. Given may be `ws://` or `wss://`; GraphQL over SSE at `sse+http://` or `sse+https://`, and at
 * the routing URL with `sse` alone. Errors: for what is none of these.
 */
export function subscriptionAddresses(
  supergraphSdl: string,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, UpstreamAddress> {
  const services = Supergraph.build(supergraphSdl).subgraphsMetadata();
  return new Map(services.map(({ name, url }) => [name, addressOf(url, given.get(name))]));
}

/** Errors: for a name that no subgraph has, or what is no address. */
export function checkAddresses(supergraphSdl: string, given: ReadonlyMap<string, string>): void {
  const known = subscriptionAddresses(supergraphSdl, given);
  for (const name of given.keys())
    if (!known.has(name))
      throw new Error(`The supergraph has no subgraph ${name}, whose subscriptions are to be served`);
}

function addressOf(routingUrl: string, given: string | undefined): UpstreamAddress {
  if (given === undefined) return { protocol: 'graphql-transport-ws', url: routingUrl.replace(/^http/, 'ws') };
  if (given === 'sse') return { protocol: 'graphql-sse', url: routingUrl };
  const { scheme, rest } = /^(?<scheme>wss?|sse\+https?)(?<rest>:\/\/.+)$/.exec(given)?.groups ?? {};
  if (!scheme || !URL.canParse(given)) throw new Error(`No address of subscriptions: ${given}`);
  return scheme.startsWith('sse')
    ? { protocol: 'graphql-sse', url: `${scheme.slice('sse+'.length)}${rest}` }
    : { protocol: 'graphql-transport-ws', url: given };
}
