import { CATALOGUE, serversOf } from './catalogue';
import { placeOf } from './place';

test('no two servers have the same name or port', () => {
  const names = CATALOGUE.map(({ name }) => name);
  const ports = CATALOGUE.flatMap(({ ports }) => ports);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(ports).size).toBe(ports.length);
  expect(Math.max(...ports)).toBeLessThan(100);
});

test('a name that there is not is said, with those that there are', () => {
  expect(serversOf(['redis']).map(({ name }) => name)).toEqual(['redis']);
  expect(() => serversOf(['rediss'])).toThrow(/rediss.*redis, /);
});

test('a base of ports that is none is refused', () => {
  expect(placeOf({ PARLEY_SERVICES_PORT: '20000' }).port).toBe(20_000);
  for (const port of ['80', '65000', '1.5', 'x']) {
    expect(() => placeOf({ PARLEY_SERVICES_PORT: port })).toThrow('PARLEY_SERVICES_PORT');
  }
});
