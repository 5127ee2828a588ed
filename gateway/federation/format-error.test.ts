import { ERROR_CODES, invalid, ParleyError } from '@parley/contracts/errors';
import { ANONYMOUS } from '@parley/contracts/principal';
import { GraphQLError } from 'graphql';
import { recordingLog } from '../tiny-graph.fixture';
import { formatError, formatResult } from './format-error';

const { logger, lines } = recordingLog();
const request = { principal: ANONYMOUS, correlationId: 'c1', logger };
const format = (error: unknown) => formatError(error, request);
beforeEach(() => (lines.length = 0));

it.each(ERROR_CODES.filter((code) => code !== 'INTERNAL'))('%s comes through, with its message', (code) => {
  const { message, extensions } = format(new ParleyError(code, 'Said so'));
  expect({ message, extensions }).toMatchObject({ message: 'Said so', extensions: { code, correlationId: 'c1' } });
  expect(lines).toEqual([]);
});

it('keeps details, and drops what executors and transports add', () => {
  const extensions = {
    ...invalid({ field: 'input.text', problem: 'is empty' }).extensions,
    serviceName: 'people',
    stacktrace: ['at …'],
    http: {},
  };
  expect(format(new GraphQLError('x', { extensions })).extensions).toEqual({
    code: 'VALIDATION_FAILED',
    retryable: false,
    correlationId: 'c1',
    fields: [{ field: 'input.text', problem: 'is empty' }],
  });
});

it.each([
  ['GRAPHQL_PARSE_FAILED', 'VALIDATION_FAILED'],
  ['GRAPHQL_VALIDATION_FAILED', 'VALIDATION_FAILED'],
  ['BAD_USER_INPUT', 'VALIDATION_FAILED'],
  ['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_FOUND'],
  ['DOWNSTREAM_SERVICE_ERROR', 'UNAVAILABLE'],
  ['INTERNAL_SERVER_ERROR', 'INTERNAL'],
  ['SOMETHING_NEW', 'INTERNAL'],
  ['constructor', 'INTERNAL'],
])('%s becomes %s', (code, expected) => {
  expect(format(new GraphQLError('x', { extensions: { code } })).extensions).toMatchObject({ code: expected });
});

it.each([
  ['an error without a code', new Error('connect 10.0.0.7')],
  ['an error in an error', new GraphQLError('connect 10.0.0.7', { originalError: new Error('connect 10.0.0.7') })],
  [
    'an unreachable subgraph',
    new GraphQLError('connect 10.0.0.7', { extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } }),
  ],
  ['what is no error', 'connect 10.0.0.7'],
  ['nothing', undefined],
])('does not show what %s says', (_, error) => {
  expect(JSON.stringify(format(error))).not.toContain('10.0.0.7');
});

it('logs the cause of what is our fault, however deep', () => {
  const cause = new RangeError('the cause');
  format(new GraphQLError('x', { originalError: new ParleyError('INTERNAL', 'y', { cause }) }));
  expect(lines).toMatchObject([{ correlationId: 'c1', err: { type: 'RangeError', message: 'the cause' } }]);
});

it('gives a null that has no error one, and leaves out what executors note', () => {
  const noted = { extensions: { valueCompletion: [{ message: 'Cannot return null' }], seq: 7 } };
  expect(formatResult({ data: { a: null }, ...noted }, request)).toEqual({ data: { a: null }, extensions: { seq: 7 } });
  expect(formatResult({ data: null, ...noted }, request).errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
});

it('does not format twice', () => {
  const once = formatResult({ errors: [new GraphQLError('x')] }, request);
  expect(formatResult(once as never, request)).toEqual(once);
  expect(lines).toHaveLength(1);
});
