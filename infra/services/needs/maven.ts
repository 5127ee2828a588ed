import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lock';
import { debianPackage } from './debian';
import { run } from './run';

const maven = debianPackage({ name: 'maven', program: '/usr/bin/mvn', version: '3.8' });
const DEPENDENCY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

interface Artifact {
  group: string;
  name: string;
  version: string;
}

/** Copies libraries and their runtime dependencies into a folder. Needs Java; installs Maven if it is missing. */
export async function copyLibraries(cache: string, artifacts: readonly Artifact[], folder: string): Promise<void> {
  const pom = join(folder, 'pom.xml');
  await writeFile(pom, pomOf(artifacts));
  const goal = [`${DEPENDENCY}:copy-dependencies`, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  await mvn(cache, ['-f', pom, ...goal]);
  await rm(pom);
}

/** Copies one file into a folder, under Maven's name for it, and keeps no other copy. */
export async function copyFile(
  cache: string,
  artifact: Artifact,
  into: { kind: string; folder: string },
): Promise<void> {
  const { group, name, version } = artifact;
  const goal = [`${DEPENDENCY}:copy`, `-Dartifact=${group}:${name}:${version}:${into.kind}`];
  await mvn(cache, [...goal, `-DoutputDirectory=${into.folder}`]);
  await rm(join(repositoryOf(cache), ...group.split('.'), name), { recursive: true });
}

const repositoryOf = (cache: string): string => join(cache, 'maven');

/** Runs one Maven at a time, because two conflict in one repository. */
async function mvn(cache: string, args: readonly string[]): Promise<void> {
  await maven.install(cache);
  const repository = `-Dmaven.repo.local=${repositoryOf(cache)}`;
  await withLock(join(cache, 'locks', 'maven'), () => run('/usr/bin/mvn', ['-q', '-B', repository, ...args]));
}

const pomOf = (artifacts: readonly Artifact[]): string => `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.parley</groupId>
  <artifactId>libraries</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>${artifacts.map(dependency).join('')}</dependencies>
</project>
`;

const dependency = ({ group, name, version }: Artifact): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
