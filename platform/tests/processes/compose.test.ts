import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROLES } from '../../roles';
import { DECLARATIONS } from '../../settings';

interface Container {
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown>;
  volumes?: string[];
}
interface Compose {
  services: Record<string, Container>;
  volumes: Record<string, unknown>;
}

const FOLDER = join(__dirname, '..', '..', '..', 'infra', 'compose');
const { services, volumes } = parse(readFileSync(join(FOLDER, 'compose.yaml'), 'utf8'), { merge: true }) as Compose;
const ours = Object.values(services).filter(({ command }) => command?.[0] === 'serve');

test('every role is hosted, each in a container of its own', () => {
  expect(ours.map(({ command }) => command![2]).sort()).toEqual([...ROLES].sort());
});

test('what it sets is a setting', () => {
  for (const { environment } of ours) {
    expect(Object.keys(environment!).filter((name) => !(name in DECLARATIONS))).toEqual([]);
  }
});

test('what a container waits for and mounts is there', () => {
  for (const { depends_on: needed = {}, volumes: mounted = [] } of Object.values(services)) {
    expect(Object.keys(needed).filter((name) => !services[name])).toEqual([]);
    const named = mounted.map((volume) => volume.split(':')[0]!).filter((name) => !name.startsWith('.'));
    expect(named.filter((name) => !(name in volumes))).toEqual([]);
  }
});

test('nginx is told all that its template asks for', () => {
  const template = readFileSync(join(FOLDER, 'nginx.conf.template'), 'utf8');
  const asked = new Set(Array.from(template.matchAll(/\$\{([A-Z]+)\}/g), ([, name]) => name!));
  expect([...asked].sort()).toEqual(
    Object.keys(services['nginx']!.environment!)
      .filter((name) => name !== 'NGINX_ENVSUBST_FILTER')
      .sort(),
  );
});
