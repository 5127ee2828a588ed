import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SEED } from '@parley/testing/seed';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { newChance, type Chance } from '../../histories/chance';
import { fuzzSocket } from '../../testing/fuzz/frames';
import { newOperations, type Kind, type Operation } from '../../testing/fuzz/operations';
import { codesIn, wrongIn } from '../../testing/fuzz/oracle';
import { oneIn, type Sources } from '../../testing/fuzz/values';
import { newWorld, type World } from '../../testing/fuzz/world';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** Number of operations, over HTTP and in frames of sockets: all of them in CI and in `npm run fuzz`. */
const OPERATIONS = Number(process.env['FUZZ_OPERATIONS'] ?? (process.env['CI'] ? 20_000 : 2_000));
const FRAMES = Math.floor(OPERATIONS / 5);
const REQUESTS = OPERATIONS - FRAMES;
const FRAMES_EACH = 25;
const AT_ONCE = 8;
/** Sets of variables that each operation is tried with. Planning takes most of the time. */
const VALUES_EACH = 5;
/** Findings that a failure prints. */
const MAX_SHOWN = 20;
/** Most that the heap may grow while caches, which have their own bounds, fill up. */
const GROWTH_BYTES = 160 * 1_048_576;
/** Over HTTP, where a subscription is refused. */
const newKind = (chance: Chance): Kind =>
  oneIn(chance, 40) ? 'subscription' : oneIn(chance, 2) ? 'mutation' : 'query';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const heapBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

describe(`random operations and frames, with the seed ${SEED}`, () => {
  let platform: RunningPlatform;
  let schema: GraphQLSchema;
  let world: World;
  /** Faults, one text each. */
  const found: string[] = [];
  const crashes: unknown[] = [];
  const onCrash = (error: unknown) => void crashes.push(error);

  beforeAll(async () => {
    process.on('unhandledRejection', onCrash).on('uncaughtException', onCrash);
    platform = await runningPlatform({ LIMITS: 'off' });
    schema = buildSchema(await (await fetch(`${platform.url}/schema.graphql`)).text(), { assumeValidSDL: true });
    world = await newWorld(platform);
  });
  afterAll(async () => {
    await platform.close();
    process.off('unhandledRejection', onCrash).off('uncaughtException', onCrash);
  });
  afterEach(() => {
    expect(found.splice(0).slice(0, MAX_SHOWN)).toEqual([]);
    expect(crashes).toEqual([]);
  });

  const sourcesOf = (seed: number): Sources => ({ chance: newChance(seed), ids: () => world.ids });

  async function request(operation: Operation, chance: Chance): Promise<void> {
    const isAnonymous = chance.below(8) === 0;
    const { token } = await world.ann();
    const response = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(!isAnonymous && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(operation),
      signal: AbortSignal.timeout(60_000),
    });
    const body = await response.text();
    const wrong = wrongIn({ status: response.status, body, markers: world.markers });
    if (wrong) found.push(`A response ${wrong}: ${JSON.stringify(operation).slice(0, 3_000)} → ${body.slice(0, 500)}`);
    // a session that it has ended itself
    if (
      !isAnonymous &&
      response.status === 401 &&
      token === (await world.ann()).token &&
      codesIn(body).includes('UNAUTHENTICATED')
    )
      await world.replaceAnn();
  }

  async function requests(from: number, to: number): Promise<void> {
    let next = from;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (next < to) {
          const seed = SEED + next;
          next += VALUES_EACH;
          const sources = sourcesOf(seed);
          for (const operation of newOperations(newKind(sources.chance), { ...sources, schema }, VALUES_EACH))
            await request(operation, sources.chance);
        }
      }),
    );
  }

  it('22, 25, 26: over HTTP get results or coded errors, and no secret of others; memory does not grow', async () => {
    await requests(0, REQUESTS / 2);
    const before = heapBytes();
    await requests(REQUESTS / 2, REQUESTS);
    expect(heapBytes() - before).toBeLessThan(GROWTH_BYTES);
  });

  it('27: over sockets get results, coded errors or a close code, and other connections go on', async () => {
    for (let n = 0; n < FRAMES / FRAMES_EACH; n += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, more) => {
          const fault = await fuzzSocket({
            url: platform.url,
            token: (await world.ann()).token,
            schema,
            sources: sourcesOf(SEED + 7_000_000 + n + more),
            frames: FRAMES_EACH,
            onMessage(text, sent) {
              const wrong = wrongIn({ body: text, markers: world.markers });
              if (wrong)
                found.push(`A frame ${wrong}: ${text.slice(0, 1_000)} after ${JSON.stringify(sent.slice(-3))}`);
            },
          });
          if (fault) found.push(`A socket ${fault}`);
        }),
      );
    const { data } = await (await platform.person()).request<{ me: { id: string } }>('{ me { id } }');
    expect(data!.me.id).toEqual(expect.any(String));
  });
});
