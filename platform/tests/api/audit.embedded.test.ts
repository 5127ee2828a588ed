import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '@parley/testing/until';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const api = join(dirname(require.resolve('@parley/gateway/package.json')), 'generated/api.graphql');
const mutations = Object.values(buildSchema(readFileSync(api, 'utf8')).getMutationType()!.getFields());

/** Words that must not be found in the trail. */
const WRITTEN = 'words of somebody';
const SCALARS: Record<string, () => unknown> = {
  ID: () => randomUUID(),
  String: () => WRITTEN,
  Int: () => 1,
  Seq: () => 0,
  Boolean: () => true,
  DateTime: () => new Date(Date.now() + 60_000).toISOString(),
};

/** Something that can be given for an argument: of input objects what they need. */
function valueFor(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType);
  if (isListType(type)) return [valueFor(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (!isInputObjectType(type)) return SCALARS[type.name]!();
  const fields = Object.values(type.getFields()).filter(({ type: of }) => isNonNullType(of));
  return Object.fromEntries(fields.map(({ name, type: of }) => [name, valueFor(of)]));
}

function operationOf({ name, args, type }: GraphQLField<unknown, unknown>) {
  const declared = args.map((arg: GraphQLArgument) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const given = args.map((arg: GraphQLArgument) => `${arg.name}: $${arg.name}`).join(', ');
  const named = isNonNullType(type) ? type.ofType : type;
  const selection = isObjectType(named) || isUnionType(named) ? '{ __typename }' : '';
  return {
    query: `mutation${declared && `(${declared})`} { ${name}${given && `(${given})`} ${selection} }`,
    variables: Object.fromEntries(args.map((arg: GraphQLArgument) => [arg.name, valueFor(arg.type)])),
  };
}

interface Row {
  action: string;
  actor: string | null;
  address: string;
  subject: string | null;
  outcome: string;
}

describe('the audit trail', () => {
  let platform: RunningPlatform;
  beforeAll(async () => {
    platform = await runningPlatform();
  });
  afterAll(() => platform.close());

  async function post(body: object, token?: string): Promise<string> {
    const correlationId = randomUUID();
    const answer = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-correlation-id': correlationId,
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    // what GraphQL itself refuses reaches no action
    expect(await answer.json()).toHaveProperty('data');
    return correlationId;
  }
  const rowsOf = (correlationId: string) =>
    until(async () => {
      const rows = await platform.database.query<Row>('select * from audit.entry where correlation_id = $1', [
        correlationId,
      ]);
      return rows.length > 0 && rows;
    });

  // a socket's own: it changes nothing else, and no subgraph sees it
  it.each(mutations.filter(({ name }) => name !== 'renewSocket').map((field) => [field.name, field] as const))(
    'has one row for %s',
    async (_, field) => {
      const client = await platform.person();
      const rows = await rowsOf(await post(operationOf(field), client.token));
      expect(rows).toMatchObject([{ action: expect.any(String), actor: client.userId, address: '127.0.0.1' }]);
      expect(JSON.stringify(rows)).not.toContain(WRITTEN);
    },
  );

  it('has who signed in, and who could not', async () => {
    const ann = await platform.person();
    const input = { tenant: 'demo', email: `${randomUUID()}@example.org`, password: randomUUID(), displayName: 'Bob' };
    const signUp = {
      query: 'mutation ($input: SignUpInput!) { signUp(input: $input) { __typename } }',
      variables: { input },
    };
    const [signedUp] = await rowsOf(await post(signUp));
    expect(signedUp).toMatchObject({ action: 'signUp', actor: null, subject: expect.any(String), outcome: 'done' });
    expect(signedUp?.subject).not.toBe(ann.userId);
    expect((await rowsOf(await post(signUp)))[0]).toMatchObject({ subject: null, outcome: 'CONFLICT' });
  });
});
