import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { breakingApiChanges } from './api-changes';

const sdl = readFileSync(join(__dirname, '../../packages/contracts/api.graphql'), 'utf8');
const released = buildSchema(sdl);

function changed(from: string | RegExp, to: string): string[] {
  const next = sdl.replace(from, to);
  expect(next).not.toBe(sdl);
  return breakingApiChanges(released, buildSchema(next));
}

test('additions break nobody', () => {
  expect(changed('type Device {', 'type Device { model: String, ')).toEqual([]);
  expect(changed('enum DevicePlatform {', 'enum DevicePlatform { WATCH ')).toEqual([]);
});

test.each([
  ['a field is removed', '  lastMessage: Message\n', '', 'FIELD_REMOVED: Conversation.lastMessage was removed.'],
  [
    'a field may now be null',
    'author: User\n  "Markdown',
    'author: String\n  "Markdown',
    'FIELD_CHANGED_KIND: Message.author',
  ],
  [
    'an argument is now required',
    'query: String, first',
    'query: String!, first',
    'ARG_CHANGED_KIND: Query.users arg query',
  ],
  [
    'a default of an argument changes',
    'members(first: Int = 50',
    'members(first: Int = 10',
    'ARG_DEFAULT_VALUE_CHANGE',
  ],
  [
    'a default of an input field changes',
    'public: Boolean = false',
    'public: Boolean = true',
    'CreateConversationInput.public',
  ],
  [
    'a value is taken out of an enum',
    'enum AttachmentStatus { PENDING',
    'enum AttachmentStatus {',
    'VALUE_REMOVED_FROM_ENUM',
  ],
])('%s', (_what, from, to, change) => {
  expect(changed(from, to)).toEqual([expect.stringContaining(change)]);
});

test('the contract describes what both have as the code does', () => {
  const generated = buildSchema(readFileSync(join(__dirname, '../../gateway/generated/api.graphql'), 'utf8'));
  const served = descriptionsOf(generated);
  const described = [...descriptionsOf(released)].filter(([name]) => served.has(name));
  expect(Object.fromEntries(described)).toEqual(
    Object.fromEntries(described.map(([name]) => [name, served.get(name)])),
  );
});

/** Descriptions of types and fields by name, without line breaks. */
function descriptionsOf(schema: GraphQLSchema): Map<string, string | undefined> {
  const inOneLine = (text: string | null | undefined) => text?.replace(/\s+/g, ' ').trim();
  return new Map(
    Object.values(schema.getTypeMap()).flatMap((type) => [
      [type.name, inOneLine(type.description)] as const,
      ...Object.values('getFields' in type ? type.getFields() : {}).map(
        (field) => [`${type.name}.${field.name}`, inOneLine(field.description)] as const,
      ),
    ]),
  );
}
