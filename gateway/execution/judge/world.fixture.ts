import type { Random } from './random.fixture';

/** A graph, and how it is split: which subgraph has which field of which type. */
export interface World {
  entities: Entity[];
  subgraphs: string[];
  /** Subgraph that knows an interface only as an object, with a field of its own on it. */
  interfaceObject?: { subgraph: string; field: Field };
  /** Has an interface, with a key, and all of its types. */
  interfaceHome: string;
  implementations: string[];
  members: string[];
  roots: Root[];
  mutations: { name: string; subgraph: string }[];
}

export interface Entity {
  name: string;
  /** By subgraph that has the type, its keys. */
  keys: Map<string, string[]>;
  /** By subgraph, further keys, by which it looks nothing up. */
  unresolvableKeys: Map<string, string[]>;
  /** Subgraphs that only refer to it look it up too. */
  hasResolvableStubs: boolean;
  fields: Field[];
}

export interface Field {
  name: string;
  type: string;
  /** The named type in `type`. */
  of: string;
  args: boolean;
  owner: string;
  /** Another subgraph that resolves it too. */
  sharedWith?: string;
  /** A subgraph that resolved it before, and is overridden. */
  overridden?: string;
  inaccessible?: boolean;
  /** Computed from fields of other subgraphs: a field set. */
  requires?: string;
  /** Leaves of the entity that it refers to, which come with it. */
  provides?: string;
  /** A reference to its entity may come with it. */
  provided?: boolean;
  /** Never an error. */
  harmless?: boolean;
}

export interface Root extends Field {
  type: string;
}

const LEAVES = ['Int', 'String', 'Float', 'Boolean', 'ID', 'Color', 'Json'];
const KEYS = ['id', 'code region', 'ref { no }'];

export function makeWorld(random: Random): World {
  const subgraphs = ['a', 'b', 'c', 'd'].slice(0, 2 + random.below(3));
  const withInterfaceObject = random.chance(0.5) && subgraphs.length > 2;
  const homes = withInterfaceObject ? subgraphs.slice(0, -1) : subgraphs;
  const names = ['Apple', 'Berry', 'Cherry', 'Date'].slice(0, 2 + random.below(3));
  const implementations = names.filter((_, index) => index === 0 || random.chance(0.6));
  const members = names.filter((_, index) => index === names.length - 1 || random.chance(0.6));
  const interfaceHome = random.pick(homes);
  const world: World = {
    entities: [],
    subgraphs,
    interfaceHome,
    implementations,
    members,
    roots: [],
    mutations: subgraphs.map((subgraph) => ({ name: `change_${subgraph}`, subgraph })),
  };
  for (const name of names) world.entities.push(makeEntity(name, { random, homes, world, names }));
  for (const entity of world.entities) addSpecialFields(entity, { random, homes, world, names });
  if (withInterfaceObject) {
    const subgraph = subgraphs.at(-1)!;
    const field = { ...leafField('extra', random), owner: subgraph };
    world.interfaceObject = { subgraph, field };
  }
  addRoots(world, random, homes);
  return world;
}

/** What a subgraph has to know of an entity that it refers to. */
export const keysIn = ({ keys }: Entity, subgraph: string): readonly string[] =>
  keys.get(subgraph) ?? [[...keys.values()][0]![0]!];

interface Making {
  random: Random;
  homes: readonly string[];
  world: World;
  names: readonly string[];
}

function makeEntity(name: string, { random, homes, world, names }: Making): Entity {
  const keys = new Map<string, string[]>();
  const inHome = world.implementations.includes(name);
  const own = random.some(homes, 0.7);
  const present = [...new Set([...own, random.pick(homes), ...(inHome ? [world.interfaceHome] : [])])];
  const second = random.chance(0.4) ? random.pick(KEYS.slice(1)) : undefined;
  for (const [index, subgraph] of present.entries()) {
    const both = second && (index === 0 || random.chance(0.3)) ? ['id', second] : undefined;
    const needsId = inHome && subgraph === world.interfaceHome;
    keys.set(subgraph, both ?? (second && !needsId && random.chance(0.4) ? [second] : ['id']));
  }
  const fields: Field[] = [];
  const home = inHome ? world.interfaceHome : random.pick(present);
  fields.push({ name: 'name', of: 'String', type: 'String', args: false, owner: home });
  for (let index = 0; index < 4 + random.below(4); index++) {
    const owner = random.pick(present);
    const field = randomField(`f${index}`, { random, world, names, owner });
    const others = present.filter((one) => one !== owner);
    if (field.of === 'Fruit') others.length = 0;
    if (others.length > 0 && random.chance(0.2)) field.sharedWith = random.pick(others);
    else if (others.length > 0 && random.chance(0.15)) field.overridden = random.pick(others);
    fields.push({ ...field, owner });
  }
  const all = [...new Set([...keys.values()].flat())];
  const unresolvableKeys = new Map(
    [...keys].map(([subgraph, own]) => [
      subgraph,
      random.some(
        all.filter((key) => !own.includes(key)),
        0.4,
      ),
    ]),
  );
  return { name, keys, unresolvableKeys, hasResolvableStubs: random.chance(0.5), fields };
}

const leafField = (name: string, random: Random): Omit<Field, 'owner'> => {
  const of = random.pick(LEAVES);
  return { name, of, type: wrapped(of, random), args: random.chance(0.25) };
};

function randomField(
  name: string,
  { random, world, names, owner }: Omit<Making, 'homes'> & { owner: string },
): Omit<Field, 'owner'> {
  if (random.chance(0.45)) return leafField(name, random);
  const targets = [...names, ...names, 'Value', 'Value', 'Some'];
  if (owner === world.interfaceHome) targets.push('Fruit', 'Fruit', 'Fruit');
  const of = random.pick(targets);
  return { name, of, type: wrapped(of, random), args: random.chance(0.15) };
}

/** Lists, lists of lists, and where there may be no null. */
function wrapped(type: string, random: Random): string {
  let wrapped = type + (random.chance(0.3) ? '!' : '');
  const depth = random.pick([0, 0, 0, 1, 1, 2]);
  for (let level = 0; level < depth; level++) wrapped = `[${wrapped}]${random.chance(0.25) ? '!' : ''}`;
  return wrapped;
}

/** Fields with `@requires`, `@provides` and `@inaccessible`. */
function addSpecialFields(entity: Entity, { random, world }: Making): void {
  const present = [...entity.keys.keys()];
  if (present.length > 1) {
    const owner = random.pick(present);
    const elsewhere = entity.fields.filter(
      (one) => one.owner !== owner && one.overridden === undefined && !one.sharedWith,
    );
    const required = random
      .some(elsewhere, 0.5)
      .filter(({ of }) => LEAVES.includes(of) || of === 'Value')
      .slice(0, 3);
    for (const one of required) one.harmless = true;
    const requires = required.map(
      ({ name, of, args }) => `${name}${args ? '(n: 5)' : ''}${of === 'Value' ? ' { v w }' : ''}`,
    );
    if (requires.length > 0)
      entity.fields.push({
        name: 'computed',
        of: 'String',
        type: 'String',
        args: false,
        owner,
        requires: requires.join(' '),
      });
    const withArgs = required.find(({ args }) => args);
    if (withArgs)
      entity.fields.push({
        name: 'again',
        of: 'String',
        type: 'String',
        args: false,
        owner,
        requires: `${withArgs.name}(n: 6)${withArgs.of === 'Value' ? ' { v w }' : ''}`,
      });
    // each requires what is computed itself
    let before = { name: 'computed', owner };
    for (const name of requires.length > 0 ? ['further', 'furthest'] : []) {
      if (!random.chance(0.4)) break;
      const other = random.pick(present.filter((one) => one !== before.owner));
      entity.fields.push({ name, of: 'String', type: 'String', args: false, owner: other, requires: before.name });
      before = { name, owner: other };
    }
  }
  if (random.chance(0.3)) {
    const field = random.pick(entity.fields);
    if (!field.requires && !field.harmless && field.name !== 'name') field.inaccessible = true;
  }
  for (const field of entity.fields) {
    const target = world.entities.find(({ name }) => name === field.of);
    if (!target || field.sharedWith || field.overridden || !random.chance(0.5)) continue;
    const leaves = target.fields.filter(
      (one) =>
        LEAVES.includes(one.of) &&
        !one.args &&
        one.owner !== field.owner &&
        !one.requires &&
        !one.overridden &&
        one.sharedWith !== field.owner &&
        !one.inaccessible &&
        target.keys.has(field.owner),
    );
    const leaf = leaves[0];
    if (!leaf) continue;
    field.provides = leaf.name;
    leaf.provided = true;
  }
}

function addRoots(world: World, random: Random, homes: readonly string[]): void {
  for (const { name, keys } of world.entities) {
    const owner = random.pick([...keys.keys()]);
    world.roots.push({ name: `one${name}`, of: name, type: name, args: true, owner });
    world.roots.push({ name: `all${name}`, of: name, type: wrapped(`[${name}]`, random), args: false, owner });
  }
  world.roots.push({
    name: 'fruits',
    of: 'Fruit',
    type: wrapped('[Fruit]', random),
    args: false,
    owner: world.interfaceHome,
  });
  world.roots.push({
    name: 'some',
    of: 'Some',
    type: wrapped('[Some]', random),
    args: false,
    owner: random.pick(homes),
  });
  world.roots.push({ name: 'value', of: 'Value', type: 'Value', args: false, owner: random.pick(homes) });
  if (world.interfaceObject) {
    const { subgraph: owner } = world.interfaceObject;
    world.roots.push({ name: 'best', of: 'Fruit', type: wrapped('[Fruit]', random), args: false, owner });
  }
}
