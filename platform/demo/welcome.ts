import { DEMO_PASSWORD } from './people';

/** A shell command that stores an access token in a variable. */
const tokenOf = (url: string, variable: string, name: string): string =>
  `${variable}=$(curl -s ${url}/graphql -H 'content-type: application/json' -d '{ "query": "mutation { signIn(input: { ` +
  `tenant: \\"demo\\", email: \\"${name}@demo.example\\", password: \\"${DEMO_PASSWORD}\\" }) ` +
  `{ ... on Session { accessToken } } }" }' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`;

/** The start-up banner: URLs, demo sign-ins, and commands to try. */
export function welcome(url: string, development: boolean): string {
  if (!development) return `Parley serves ${url}/graphql`;
  return `
  Parley is running.

    Web client     ${url}/
    GraphiQL       ${url}/graphql
    Subscriptions  ${url.replace(/^http/, 'ws')}/graphql   (graphql-transport-ws)
    Schema         ${url}/schema.graphql
    Health         ${url}/healthz  ${url}/readyz

    Sign in to the tenant "demo", with the password "${DEMO_PASSWORD}", as

      ada@demo.example, mateo@demo.example, yuki@demo.example …   a person; or sign up as somebody new
      owner@, admin@, moderator@, guest@demo.example             somebody with that role in the tenant
      partner@demo.example                                       a partner, who sees the contract variant of the schema
      bot@demo.example                                           a bot, which runs persisted operations only: send the id of one
                                                                 of clients/sdk/generated/persisted-documents.json, and no query

  Try this:

    curl -s ${url}/graphql -H 'content-type: application/json' -d '{
      "query": "mutation { signIn(input: { tenant: \\"demo\\", email: \\"ada@demo.example\\", password: \\"${DEMO_PASSWORD}\\" }) { ... on Session { accessToken } } }"
    }'

    ${tokenOf(url, 'PARTNER_TOKEN', 'partner')}
    curl -s ${url}/schema.graphql -H "authorization: Bearer $PARTNER_TOKEN"

    ${tokenOf(url, 'BOT_TOKEN', 'bot')}
    OPERATION=$(npm run --silent parley -- operations | awk '$3 == "Me" { sub("sha256:", "", $1); print $1 }')
    curl -s ${url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $BOT_TOKEN" -d '{
      "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "'$OPERATION'" } }, "variables": {}
    }'

  Stop with Ctrl-C.
`;
}
