import { randomBytes } from 'node:crypto';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';
import type { Chance } from '../../histories/chance';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Texts that have broken chats, parsers or databases. */
const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  '\ud800',
  'a\u202eb',
  '\u200b\u3164',
  `a${'\u0301'.repeat(10_000)}`,
  '🪿'.repeat(10_001),
  'x'.repeat(70_000),
  "'; drop table messages.message; --",
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[link](javascript:alert(1))',
  '=HYPERLINK("http://example.org")',
  '{"$ne": null}',
  '%00%2e%2e/../../etc/passwd',
  '(a+)+$',
  '"unbalanced',
  '-'.repeat(500),
  '__proto__',
  '**'.repeat(3_000),
  '>'.repeat(5_000),
  '[['.repeat(4_000),
  '<@00000000-0000-0000-0000-000000000000>',
  '2026-13-45T99:99:99Z',
  '9'.repeat(400),
  'ｆｕｌｌ　ｗｉｄｔｈ',
  'שלום',
];
const HOSTILE_NUMBERS = [0, -1, 1, 2, 50, 200, 201, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 53, 1e300, -0.5, 1.5];
const HOSTILE: readonly Json[] = [null, true, [], {}, { $ne: null }, [[[]]], { __proto__: 1, constructor: 'x' }];

export interface Sources {
  chance: Chance;
  /** Ids of the client's own objects, of those of others and of other tenants, and of none. */
  ids(): readonly string[];
}

/** True in one of so many cases. */
export const oneIn = ({ below }: Chance, cases: number): boolean => below(cases) === 0;

export function pick<T>({ below }: Chance, list: readonly T[]): T {
  return list[below(list.length)]!;
}

/** A value for an argument or variable: mostly of its type, sometimes of another one or hostile. */
export function valueOf(type: GraphQLInputType, sources: Sources, depth = 0): Json {
  const { chance } = sources;
  if (oneIn(chance, 60)) return pick(chance, [...HOSTILE, ...HOSTILE_TEXTS, ...HOSTILE_NUMBERS]);
  if (isNonNullType(type)) return valueOf(type.ofType, sources, depth);
  if (isListType(type)) {
    const most = oneIn(chance, 30) ? 300 : 4;
    return Array.from({ length: chance.below(most) }, () => valueOf(type.ofType, sources, depth));
  }
  return namedValueOf(type, sources, depth);
}

function namedValueOf(type: GraphQLNamedInputType, sources: Sources, depth: number): Json {
  const { chance } = sources;
  if (isEnumType(type)) return oneIn(chance, 60) ? 'NO_SUCH_VALUE' : pick(chance, type.getValues()).name;
  if (isInputObjectType(type)) {
    const entries = Object.values(type.getFields())
      .filter((field) => (isNonNullType(field.type) ? !oneIn(chance, 60) : depth < 4 && oneIn(chance, 2)))
      .map((field): [string, Json] => [field.name, valueOf(field.type, sources, depth + 1)]);
    if (oneIn(chance, 60)) entries.push(['noSuchField', 1]);
    return Object.fromEntries(entries);
  }
  switch (type.name) {
    case 'Int':
    case 'Float':
    case 'Seq':
      return oneIn(chance, 2) ? chance.below(60) : pick(chance, HOSTILE_NUMBERS);
    case 'Boolean':
      return oneIn(chance, 2);
    case 'ID':
      return oneIn(chance, 10) ? pick(chance, HOSTILE_TEXTS) : pick(chance, sources.ids());
    case 'DateTime':
      return oneIn(chance, 3) ? pick(chance, HOSTILE_TEXTS) : new Date(chance.below(2 ** 41)).toISOString();
    default:
      return textOf(sources);
  }
}

function textOf({ chance, ids }: Sources): string {
  switch (chance.below(6)) {
    case 0:
    case 1:
      return pick(chance, HOSTILE_TEXTS);
    case 2:
      return pick(chance, ids());
    case 3:
      return pick(chance, ['👍', '❤️', 'demo', 'image/png', 'Hello <@' + pick(chance, ids()) + '>', 'ann@example.org']);
    case 4:
      return Array.from({ length: chance.below(40) }, () => String.fromCharCode(chance.below(0x3000))).join('');
    default:
      return `some words ${chance.below(1_000)}`;
  }
}

/** Random bytes. */
export const noise = ({ below }: Chance): Buffer =>
  Buffer.from(Array.from({ length: 1 + below(200) }, () => below(256)));

/** A unique text, which a test can find wherever it leaks to. */
export const newMarker = (of: string): string => `marker${of}${randomBytes(8).toString('hex')}`;
