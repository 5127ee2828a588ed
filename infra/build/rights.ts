import { RIGHTS } from '@parley/contracts/rights';
import { isObjectType, type GraphQLSchema } from 'graphql';

/** The fields of each right, by type. */
type Table = Readonly<Record<string, Readonly<Partial<Record<string, readonly string[]>>>>>;

const TABLE = 'packages/contracts/rights.ts';

/** What keeps the table of rights from being a decision on each field of an API. `open`: fields that need no sign-in. */
export function undecidedRights(api: GraphQLSchema, open: ReadonlySet<string>, table: Table = RIGHTS): string[] {
  const fields = fieldsOf(api);
  const decisions = decisionsOf(table);
  const times = new Map<string, number>();
  for (const { field } of decisions) times.set(field, (times.get(field) ?? 0) + 1);
  const opened = new Set(decisions.filter(({ right }) => right === 'OPEN').map(({ field }) => field));
  return [
    ...fields.filter((field) => !times.has(field)).map((field) => `${field} has no right in ${TABLE}`),
    ...[...times.keys()]
      .filter((field) => !fields.includes(field))
      .map((field) => `${TABLE} has ${field}, and the API has not`),
    ...[...times].filter(([, count]) => count > 1).map(([field]) => `${field} has several rights in ${TABLE}`),
    ...fields
      .filter((field) => opened.has(field) !== open.has(field))
      .map((field) => `${field}: the right OPEN in ${TABLE} and the tag "open" must agree`),
  ];
}

const fieldsOf = (api: GraphQLSchema): string[] =>
  Object.values(api.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));

const decisionsOf = (table: Table): { field: string; right: string }[] =>
  Object.entries(table).flatMap(([type, rights]) =>
    Object.entries(rights).flatMap(([right, names = []]) => names.map((name) => ({ field: `${type}.${name}`, right }))),
  );
