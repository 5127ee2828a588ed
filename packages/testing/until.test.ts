import { until } from './until';

test('gives the first answer that is one', async () => {
  const answers = [undefined, null, false, 0, 'too late'];
  await expect(until(() => answers.shift())).resolves.toBe(0);
});

test('what the condition throws counts as not yet, and is the cause in the end', async () => {
  const failure = new Error('still down');
  const waiting = until(() => Promise.reject(failure), { timeoutMs: 30, what: 'The server' });
  await expect(waiting).rejects.toMatchObject({ message: 'The server did not come true within 30 ms', cause: failure });
});
