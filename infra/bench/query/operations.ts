import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Kind, parse, print, separateOperations, visit, type SelectionSetNode } from 'graphql';

const FOLDER = join(dirname(require.resolve('@parley/client/package.json')), 'operations');

/** The client's own operations by name, each with its fragments. */
export function clientOperations(): Record<string, string> {
  const source = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => readFileSync(join(FOLDER, file), 'utf8'))
    .join('\n');
  const documents = Object.entries(separateOperations(parse(source)));
  return Object.fromEntries(documents.map(([name, document]) => [name, print(document)]));
}

export interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const TYPENAME = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;

/** The same, and of each object its type. */
export function withTypenames({ query, variables }: Operation): Operation {
  const SelectionSet = (node: SelectionSetNode) => ({ ...node, selections: [TYPENAME, ...node.selections] });
  return { query: print(visit(parse(query), { SelectionSet: { leave: SelectionSet } })), variables };
}

/** What is measured, by name: the client's operations for what people do most. */
export function measuredOperations(room: string): Record<string, Operation> {
  const { Conversations, ConversationWithMessages, ConversationChanges, SearchMessages, Me } = clientOperations();
  return {
    profile: { query: Me!, variables: {} },
    list: { query: Conversations!, variables: { first: 20 } },
    open: { query: ConversationWithMessages!, variables: { id: room, first: 50 } },
    changes: { query: ConversationChanges!, variables: { conversationId: room, after: '0', first: 50 } },
    search: { query: SearchMessages!, variables: { query: 'lighthouse', first: 20 } },
  };
}
