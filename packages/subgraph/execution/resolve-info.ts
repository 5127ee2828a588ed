import type {
  FieldNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Key, Place, Slot } from './slot';

/** A field as an operation selects it. */
export interface SelectedField {
  /** Its name in the result. */
  readonly key: string;
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Of all its selections. */
  readonly nodes: readonly FieldNode[];
}

type Path = GraphQLResolveInfo['path'];

/** What resolvers get of a field. Everything is computed when it is read, so these are no properties to spread. */
export class ResolveInfo implements GraphQLResolveInfo {
  constructor(
    private readonly field: SelectedField,
    /** The object that has the field. */
    private readonly at: Slot,
  ) {}

  get fieldName(): string {
    return this.field.definition.name;
  }

  get fieldNodes(): readonly FieldNode[] {
    return this.field.nodes;
  }

  get returnType(): GraphQLOutputType {
    return this.field.definition.type;
  }

  get parentType(): GraphQLObjectType {
    return this.field.parentType;
  }

  get path(): Path {
    const { key, parentType } = this.field;
    return linkedPath(key, { typename: parentType.name }, this.at);
  }

  get schema(): GraphQLSchema {
    return this.at.run.parts.schema;
  }

  get fragments(): GraphQLResolveInfo['fragments'] {
    return this.at.run.parts.fragments;
  }

  get operation(): OperationDefinitionNode {
    return this.at.run.parts.operation;
  }

  get rootValue(): unknown {
    return this.at.run.inputs.root;
  }

  get variableValues(): Record<string, unknown> {
    return this.at.run.inputs.variables;
  }
}

function linkedPath(key: Key, { typename }: Pick<Place, 'typename'>, at: Slot): Path {
  return { prev: at.parent && linkedPath(at.key, at.place, at.parent), key, typename };
}
