import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  isIntrospectionType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLOutputType,
} from 'graphql';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** Every argument and input field of the contract that may be null and has a default: null is that default. */

const schema = buildSchema(readFileSync(require.resolve('@parley/contracts/api.graphql'), 'utf8'));
const hasDefault = ({ type, defaultValue }: GraphQLArgument | GraphQLInputField) =>
  !isNonNullType(type) && defaultValue !== undefined;

let platform: RunningPlatform;
let ann: TestClient;
let bob: TestClient;
/** What required arguments are given, by name. */
const values: Record<string, unknown> = { query: 'badger', after: 0 };

beforeAll(async () => {
  platform = await runningPlatform();
  [ann, bob] = await platform.people('Ann', 'Bob');
  const conversationId = await createConversation(ann, { members: [bob] });
  const { id } = await sendMessage(ann, conversationId, 'badger');
  await value(bob.request('mutation ($id: ID!) { addReaction(messageId: $id, emoji: "🦡") { id } }', { id }));
  Object.assign(values, { conversationId, messageId: id });
});
afterAll(() => platform.close());

/** Around a field of each type, how it is reached. */
const REACHED: Record<string, (field: string) => string> = {
  Query: (field) => `{ ${field} }`,
  Mutation: (field) => `mutation { ${field} }`,
  Conversation: (field) => `{ conversation(id: ${text('conversationId')}) { ${field} } }`,
  Message: (field) => `{ message(id: ${text('messageId')}) { ${field} } }`,
  Reaction: (field) => `{ message(id: ${text('messageId')}) { reactions { ${field} } } }`,
};
const text = (name: string) => JSON.stringify(values[name]);

/** The mutation that takes an input, and what else it needs. */
const INPUTS: Record<string, (given: string, argument: string) => string> = {
  CreateConversationInput: (given) =>
    `mutation { createConversation(input: { kind: CHANNEL title: "All" ${given} }) { public members { edges { node { user { id } } } } } }`,
  CreateInvitationInput: (given) => `mutation { createInvitation(input: { ${given} }) { maxUses uses } }`,
  SendMessageInput: (given, argument) =>
    `mutation { sendMessage(input: { conversationId: ${text('conversationId')} clientMessageId: "${randomUUID()}" ${argument === 'text' ? '' : 'text: "x"'} ${given} })
      { message { text attachments { id } } } }`,
};

function selection(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  const fields = isObjectType(named) ? named.getFields() : {};
  return fields.edges ? '{ edges { cursor } pageInfo { hasNextPage } }' : '{ __typename }';
}

function call(field: GraphQLField<unknown, unknown>, given: string): string {
  const required = field.args.filter(isRequiredArgument).map(({ name }) => `${name}: ${text(name)}`);
  const args = [...required, given].filter(Boolean).join(' ');
  return `${field.name}${args && `(${args})`} ${selection(field.type)}`;
}

interface Use {
  name: string;
  /** The operation, with the argument as it is given here, or without it. */
  operation(given: string): string;
  argument: string;
}

const USES = Object.values(schema.getTypeMap()).flatMap((type): Use[] => {
  if (isInputObjectType(type))
    return Object.values(type.getFields())
      .filter(hasDefault)
      .map(({ name: argument }) => {
        const name = `${type.name}.${argument}`;
        return { name, argument, operation: (given) => INPUTS[type.name]!(given, argument) };
      });
  if (!isObjectType(type) || isIntrospectionType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.filter(hasDefault).map(({ name: argument }) => ({
      name: `${type.name}.${field.name}(${argument})`,
      argument,
      operation: (given) => REACHED[type.name]!(call(field, given)),
    })),
  );
});

it.each(USES.map((use) => [use.name, use] as const))('%s', async (_, { argument, operation }) => {
  const answers: unknown[] = [];
  for (const given of ['', `${argument}: null`]) {
    // signing out is among them
    const caller = operation('').includes('signOut') ? await platform.person() : ann;
    const { data, errors } = await caller.request(operation(given));
    answers.push({ data, errors: errors?.map(({ message }) => message) });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(JSON.stringify(answers[1])).not.toContain('INTERNAL');
});

it('finds them all', () => {
  expect(USES.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Query.users(first)', 'Reaction.users(first)', 'SendMessageInput.text']),
  );
});
