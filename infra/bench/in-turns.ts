import { load, type LoadOptions, type Measured, type Target } from './load';
import { median } from './report';

const ROUNDS = 5;

/** Medians of rounds in which each server is measured, the first one in turn. */
export async function inTurns<Name extends string>(
  targets: Readonly<Record<Name, Target>>,
  options: LoadOptions,
): Promise<Record<Name, Measured>> {
  const names = Object.keys(targets) as Name[];
  const rounds = new Map<Name, Measured[]>(names.map((name) => [name, []]));
  for (const name of names) await load(targets[name], options);
  for (let round = 0; round < ROUNDS; round++)
    for (let n = 0; n < names.length; n++) {
      const name = names[(round + n) % names.length]!;
      rounds.get(name)!.push(await load(targets[name], options));
    }
  return Object.fromEntries(Array.from(rounds, ([name, measured]) => [name, medians(measured)])) as Record<
    Name,
    Measured
  >;
}

const medians = (measured: readonly Measured[]): Measured => ({
  requestsPerSecond: median(measured.map((one) => one.requestsPerSecond)),
  cpuMs: median(measured.map((one) => one.cpuMs)),
  p50Ms: median(measured.map((one) => one.p50Ms)),
  p99Ms: median(measured.map((one) => one.p99Ms)),
});
