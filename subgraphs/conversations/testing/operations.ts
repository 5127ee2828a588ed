import type { Principal, Viewer } from '@parley/contracts/principal';
import type { Answer, Execute } from './world';

const LOOKS = 'id kind title topic public seq epoch memberCount';

export const LOOK = `query ($id: ID!) { conversation(id: $id) { ${LOOKS} members { edges { node { id role user { id } } } } } }`;

/** What clients do to conversations, with the answers that they get. */
export const operationsOf = (execute: Execute) => {
  const change = (field: string, declared: string, given: string, selection: string) => {
    const source = `mutation (${declared}) { ${field}(${given}) ${selection} }`;
    return async (viewer: Principal, variables: Record<string, unknown>): Promise<Answer> => {
      const answer = await execute(viewer, source, variables);
      return { ...answer, data: answer.data[field] };
    };
  };
  const create = change('createConversation', '$input: CreateConversationInput!', 'input: $input', `{ ${LOOKS} }`);
  const update = change('updateConversation', '$input: UpdateConversationInput!', 'input: $input', `{ ${LOOKS} }`);
  const join = change('joinConversation', '$id: ID!', 'conversationId: $id', `{ ${LOOKS} }`);
  const leave = change('leaveConversation', '$id: ID!', 'conversationId: $id', '');
  const add = change('addMembers', '$id: ID!, $users: [ID!]!', 'conversationId: $id, userIds: $users', `{ ${LOOKS} }`);
  const remove = change('removeMember', '$id: ID!, $user: ID!', 'conversationId: $id, userId: $user', `{ ${LOOKS} }`);
  const setRole = change(
    'setMemberRole',
    '$id: ID!, $user: ID!, $role: ConversationRole!',
    'conversationId: $id, userId: $user, role: $role',
    '{ id role user { id } }',
  );

  return {
    create: (viewer: Principal, input: Record<string, unknown>) => create(viewer, { input }),
    update: (viewer: Principal, id: string, looks: Record<string, unknown>) =>
      update(viewer, { input: { id, ...looks } }),
    join: (viewer: Principal, id: string) => join(viewer, { id }),
    leave: (viewer: Principal, id: string) => leave(viewer, { id }),
    add: (viewer: Principal, id: string, ...people: Viewer[]) =>
      add(viewer, { id, users: people.map(({ user }) => user) }),
    remove: (viewer: Principal, id: string, { user }: Viewer) => remove(viewer, { id, user }),
    setRole: (viewer: Principal, id: string, { user }: Viewer, role: string) => setRole(viewer, { id, user, role }),

    /** A group of the owner with everybody else as MEMBER. Gives its id. */
    async group(owner: Viewer, ...others: Viewer[]): Promise<string> {
      const memberIds = others.map(({ user }) => user);
      return (await create(owner, { input: { kind: 'GROUP', title: 'Group', memberIds } })).data.id as string;
    },

    /** An empty public channel but for its owner. Gives its id. */
    async channel(owner: Viewer): Promise<string> {
      return (await create(owner, { input: { kind: 'CHANNEL', title: 'Channel', public: true } })).data.id as string;
    },

    /** Everybody's role, as one of the members sees it. */
    async roles(viewer: Principal, id: string): Promise<Record<string, string>> {
      const { data } = await execute(viewer, LOOK, { id });
      const edges = data.conversation.members.edges as { node: { role: string; user: { id: string } } }[];
      return Object.fromEntries(edges.map(({ node }) => [node.user.id, node.role]));
    },
  };
};
