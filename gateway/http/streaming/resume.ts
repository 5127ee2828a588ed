import { invalid } from '@parley/contracts/errors';
import { Kind, type FieldNode, type OperationDefinitionNode, type TypeNode } from 'graphql';

/** Argument of subscription fields that go on after a position, and its type. */
const ARGUMENT = 'after';
const TYPE = 'Seq';

/** The variable that says after which position an operation's one log goes on, where it has one. `field`: its root field. */
export function resumeVariable(
  { variableDefinitions }: OperationDefinitionNode,
  field: FieldNode | undefined,
): string | undefined {
  const argument = field?.arguments?.find(({ name }) => name.value === ARGUMENT);
  if (argument?.value.kind !== Kind.VARIABLE) return undefined;
  const name = argument.value.name.value;
  const definition = variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition && nameOf(definition.type) === TYPE ? name : undefined;
}

const nameOf = (type: TypeNode): string | undefined => {
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return inner.kind === Kind.NAMED_TYPE ? inner.name.value : undefined;
};

/**
 * The variables of a client that comes back with `Last-Event-ID` (HTML, 9.2.4): it repeats the request as it was, so that
 * what it has seen since takes precedence. Errors: VALIDATION_FAILED for an unknown id.
 */
export function resumed(
  variables: Record<string, unknown>,
  variable: string | undefined,
  lastEventId: string | undefined,
): Record<string, unknown> {
  if (variable === undefined || !lastEventId) return variables;
  if (!/^\d{1,16}$/.test(lastEventId)) throw invalid({ field: 'Last-Event-ID', problem: 'it is no position' });
  return { ...variables, [variable]: Number(lastEventId) };
}
