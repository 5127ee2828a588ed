import 'fake-indexeddb/auto';
import { indexedDbStorage } from './indexed-db.js';
import { memoryStorage, type ClientStorage } from './memory.js';

const storages: [string, () => ClientStorage][] = [
  ['memory', memoryStorage],
  ['IndexedDB', () => indexedDbStorage()],
];

it.each(storages)('%s keeps, lists by prefix, and forgets', async (_, open) => {
  const storage = open();
  await storage.set('a:1', { text: 'one' });
  await storage.set('a:2', { text: 'two' });
  await storage.set('b:1', { text: 'other' });
  expect(await storage.get('a:1')).toEqual({ text: 'one' });
  await storage.delete('a:1');
  expect(await storage.get('a:1')).toBeUndefined();
  expect(await storage.entries('a:')).toEqual([['a:2', { text: 'two' }]]);
});

it('what is in IndexedDB is there for the next page', async () => {
  await indexedDbStorage('shared').set('key', 'value');
  expect(await indexedDbStorage('shared').get('key')).toBe('value');
});
