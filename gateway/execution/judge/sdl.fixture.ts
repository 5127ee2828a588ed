import { keysIn, type Entity, type Field, type World } from './world.fixture';

const ARGS = '(n: Int = 3, s: String)';
const LEAF_TYPES = 'enum Color { RED GREEN BLUE }\nscalar Json\n';
const KEY_FIELDS: Record<string, string> = {
  id: 'id: ID!',
  'code region': 'code: String! region: String!',
  'ref { no }': 'ref: Ref!',
};

const signature = ({ name, args, type }: Field): string => `${name}${args ? ARGS : ''}: ${type}`;

/** One schema with all that clients may see. */
export function oneSchema(world: World): string {
  const extra = world.interfaceObject ? ` ${signature(world.interfaceObject.field)}` : '';
  const types = world.entities.map((entity) => {
    const isFruit = world.implementations.includes(entity.name);
    const keys = [...new Set([...entity.keys.values()].flat())].map((key) => KEY_FIELDS[key]!);
    const fields = entity.fields.filter(({ inaccessible }) => !inaccessible).map(signature);
    return `type ${entity.name}${isFruit ? ' implements Fruit' : ''} { ${[...keys, ...fields].join(' ')}${isFruit ? extra : ''} }`;
  });
  return `${LEAF_TYPES}
    type Query { ${world.roots.map(signature).join(' ')} }
    type Mutation { ${world.mutations.map(({ name }) => `${name}(n: Int): Int`).join(' ')} }
    type Ref { no: Int! } type Value { v: Int w: [String!] }
    interface Fruit { id: ID! name: String${extra} }
    union Some = ${world.members.join(' | ')}
    ${types.join('\n')}`;
}

/** What one subgraph has of it. */
export function subgraphSdl(world: World, subgraph: string): string {
  const roots = world.roots.filter(({ owner }) => owner === subgraph);
  const mutations = world.mutations.filter((one) => one.subgraph === subgraph);
  const { interfaceObject } = world;
  const own = interfaceObject?.subgraph === subgraph ? interfaceObject.field : undefined;
  const used = typesUsed(world, subgraph);
  const parts = [
    LEAF_TYPES,
    roots.length > 0 ? `type Query { ${roots.map(signature).join(' ')} }` : '',
    `type Mutation { ${mutations.map(({ name }) => `${name}(n: Int): Int`).join(' ')} }`,
    'type Ref @shareable { no: Int! } type Value @shareable { v: Int w: [String!] }',
    own ? `type Fruit @key(fields: "id") @interfaceObject { id: ID! ${signature(own)} }` : '',
    world.interfaceHome === subgraph ? 'interface Fruit @key(fields: "id") { id: ID! name: String }' : '',
    used.has('Some') ? `union Some = ${world.members.join(' | ')}` : '',
    ...world.entities.filter(({ name }) => used.has(name)).map((entity) => entitySdl(entity, world, subgraph)),
  ];
  return parts.filter(Boolean).join('\n');
}

/** Named types that a subgraph defines. */
function typesUsed(world: World, subgraph: string): Set<string> {
  const used = new Set(world.entities.filter(({ keys }) => keys.has(subgraph)).map(({ name }) => name));
  for (const { owner, of } of world.roots) if (owner === subgraph) used.add(of);
  for (const { fields } of world.entities) for (const field of fields) if (isIn(field, subgraph)) used.add(field.of);
  if (used.has('Some')) for (const name of world.members) used.add(name);
  if (world.interfaceHome === subgraph) for (const name of world.implementations) used.add(name);
  return used;
}

const isIn = ({ owner, sharedWith, overridden }: Field, subgraph: string): boolean =>
  owner === subgraph || sharedWith === subgraph || overridden === subgraph;

function entitySdl(entity: Entity, world: World, subgraph: string): string {
  const keys = keysIn(entity, subgraph);
  const unresolvable = entity.unresolvableKeys.get(subgraph) ?? [];
  const isFruit = world.interfaceHome === subgraph && world.implementations.includes(entity.name);
  const fields = entity.fields.flatMap((field) => {
    if (isIn(field, subgraph)) return [`${signature(field)}${directives(field, subgraph)}`];
    return isExternal(field, entity, world, subgraph) ? [`${signature(field)} @external`] : [];
  });
  const isResolvable = entity.keys.has(subgraph) || entity.hasResolvableStubs;
  const keyed = [
    ...unresolvable.map((key) => `@key(fields: "${key}", resolvable: false)`),
    ...keys.map((key) => `@key(fields: "${key}"${isResolvable ? '' : ', resolvable: false'})`),
  ].join(' ');
  const all = [...[...unresolvable, ...keys].map((key) => KEY_FIELDS[key]!), ...fields].join('\n    ');
  return `type ${entity.name}${isFruit ? ' implements Fruit' : ''} ${keyed} {\n    ${all}\n  }`;
}

function directives(
  { owner, sharedWith, overridden, inaccessible, requires, provides, provided }: Field,
  subgraph: string,
): string {
  return [
    sharedWith || provided ? ' @shareable' : '',
    overridden && owner === subgraph ? ` @override(from: "${overridden}")` : '',
    inaccessible ? ' @inaccessible' : '',
    requires ? ` @requires(fields: "${requires}")` : '',
    provides && owner === subgraph ? ` @provides(fields: "${provides}")` : '',
  ].join('');
}

/** Whether a subgraph names it, in what it requires or provides. */
function isExternal({ name }: Field, entity: Entity, world: World, subgraph: string): boolean {
  const names = (set: string | undefined) => set?.match(/\w+/g)?.includes(name) === true;
  const required = entity.fields.some(({ owner, requires }) => owner === subgraph && names(requires));
  const provided = world.entities.some(({ fields }) =>
    fields.some(({ owner, of, provides }) => owner === subgraph && of === entity.name && provides === name),
  );
  return required || provided;
}
