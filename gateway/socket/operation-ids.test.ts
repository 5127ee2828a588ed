import { operationIds, type Received } from './operation-ids';
import { complete, subscribe } from './raw-socket.fixture';

/** Receives messages; a `subscribe` is over when the test says so. */
function recorded() {
  const received: unknown[] = [];
  const ends: (() => void)[] = [];
  const failures: unknown[] = [];
  const left: string[] = [];
  const receive = operationIds(
    (message) => {
      received.push(message);
      return (message as { type?: string }).type === 'subscribe'
        ? new Promise<void>((resolve) => ends.push(resolve))
        : Promise.resolve();
    },
    (id) => left.push(id),
  );
  const send = (message: Received) => void receive(message).catch((error: unknown) => failures.push(error));
  return { received, ends, failures, left, send };
}
const turn = () => new Promise(setImmediate);

it('lets the next operation with an id wait until the one before is over', async () => {
  const { received, ends, left, send } = recorded();
  const [first, second] = [subscribe('1', '{ first }'), subscribe('1', '{ second }')];
  send(first);
  send(complete('1'));
  send(second);
  await turn();
  expect(left).toEqual(['1']);
  expect(received).toEqual([first, complete('1')]);
  ends[0]!();
  await turn();
  expect(received).toEqual([first, complete('1'), second]);
});

it('forgets one that is completed while it waits', async () => {
  const { received, ends, send } = recorded();
  for (const message of [subscribe('1'), complete('1'), subscribe('1', '{ second }'), complete('1')]) send(message);
  const third = subscribe('1', '{ third }');
  send(third);
  ends[0]!();
  await turn();
  expect(received.filter((message) => (message as { type: string }).type === 'subscribe')).toEqual([
    subscribe('1'),
    third,
  ]);
});

it('lets other ids pass', () => {
  const { received, send } = recorded();
  for (const message of [subscribe('1'), complete('1'), subscribe('1'), subscribe('2')]) send(message);
  expect(received).toEqual([subscribe('1'), complete('1'), subscribe('2')]);
});

it.each([
  ['that is in use', [subscribe('1'), subscribe('1')]],
  ['that somebody waits for', [subscribe('1'), complete('1'), subscribe('1'), subscribe('1')]],
])('refuses an id %s with 4409', async (_, messages) => {
  const { failures, send } = recorded();
  messages.forEach(send);
  await turn();
  expect(failures).toMatchObject([{ closeCode: 4409, message: 'Subscriber for 1 already exists' }]);
});

it.each(['next', 'error', 'connection_ack'])('refuses `%s`, which only servers send', async (type) => {
  const { received, failures, send } = recorded();
  send({ type, id: '1', payload: {} });
  await turn();
  expect(failures).toMatchObject([{ closeCode: 4400 }]);
  expect(received).toEqual([]);
});

it.each([null, 1, 'text', [], { type: 'subscribe', id: 7 }])('leaves what is no message to the protocol: %j', (one) => {
  const { received, send } = recorded();
  send(one as never);
  expect(received).toEqual([one]);
});
