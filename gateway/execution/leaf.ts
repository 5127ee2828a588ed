import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLString,
  isEnumType,
  isSpecifiedScalarType,
  type GraphQLLeafType,
} from 'graphql';
import { isLosslessNumber } from 'lossless-json';
import type { Completion } from './completion';

export type CompleteLeaf = (value: unknown, at: Completion) => unknown;

/** Result coercion of a leaf. What a custom scalar looks like is its subgraph's to say, and passes as it is. */
export function leafCompleter(type: GraphQLLeafType): CompleteLeaf {
  if (!isEnumType(type) && !isSpecifiedScalarType(type)) return (value) => value;
  const passes = quickCheck(type);
  return (value, at) => {
    if (passes(value)) return value;
    try {
      return type.serialize(plain(value, type)) ?? at.fail(`${type.name} has no value for this`);
    } catch (error) {
      return at.fail((error as Error).message, error);
    }
  };
}

/** What is what it should be already. */
function quickCheck(type: GraphQLLeafType): (value: unknown) => boolean {
  if (type.name === GraphQLString.name || type.name === GraphQLID.name) return (value) => typeof value === 'string';
  if (type.name === GraphQLBoolean.name) return (value) => typeof value === 'boolean';
  return () => false;
}

/** A number that JavaScript has no exact number for. */
const plain = (value: unknown, type: GraphQLLeafType): unknown => {
  if (!isLosslessNumber(value)) return value;
  return type.name === GraphQLID.name || type.name === GraphQLString.name ? value.toString() : Number(value.toString());
};
