import { DEVELOPMENT_PASSWORD } from '@parley/users/seed';

/** What `npm start` ends with: where things are, how to sign in, and something to try. */
export function welcome(url: string, development: boolean): string {
  if (!development) return `Parley serves ${url}/graphql`;
  return `
  Parley is running.

    GraphiQL       ${url}/graphql
    Subscriptions  ${url.replace(/^http/, 'ws')}/graphql   (graphql-transport-ws)
    Schema         ${url}/schema.graphql
    Health         ${url}/healthz  ${url}/readyz

    Sign in to the tenant "demo" as ada@demo.example, mateo@demo.example, yuki@demo.example … with the password
    "${DEVELOPMENT_PASSWORD}", or sign up as somebody new.

  Try this:

    curl -s ${url}/graphql -H 'content-type: application/json' -d '{
      "query": "mutation { signIn(input: { tenant: \\"demo\\", email: \\"ada@demo.example\\", password: \\"${DEVELOPMENT_PASSWORD}\\" }) { ... on Session { accessToken } } }"
    }'

  Stop with Ctrl-C.
`;
}
