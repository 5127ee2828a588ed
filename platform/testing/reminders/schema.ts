import 'reflect-metadata';
import { viewerOf } from '@parley/contracts/principal';
import type { Database, Databases } from '@parley/database/database';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { Jobs } from '@parley/ports/jobs/jobs';
import type { RequestContext } from '@parley/runtime/request';
import { buildSubgraph } from '@parley/subgraph/build-subgraph';
import { Arg, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { QUEUE } from './queue';

export interface Dependencies {
  database: Databases;
  ephemeral: EphemeralStore;
  jobs: Jobs;
}

export interface Context extends Omit<Dependencies, 'database'> {
  /** For the viewer's tenant. */
  readonly database: Database;
  readonly request: RequestContext;
}

@ObjectType()
class Reminders {
  @Field(() => [String], { description: 'Those that were sent.' })
  sent!: string[];

  @Field(() => Int, { description: 'Asked for within the last minute.' })
  recent!: number;

  @Field(() => Int, { description: 'Messages that the viewer wrote.' })
  written!: number;
}

const RECENT_MS = 60_000;

@Resolver()
class RemindersResolver {
  @Query(() => Reminders)
  async reminders(@Ctx() { database, ephemeral, request }: Context): Promise<Reminders> {
    const { user } = viewerOf(request.principal);
    const sent = await database.query<{ text: string }>(
      'select text from reminders.reminder where person = $1 and sent_at is not null order by sent_at',
      [user],
    );
    const written = await database.query<{ messages: number }>(
      'select messages from reminders.written where person = $1',
      [user],
    );
    const [recent] = await ephemeral.members([`reminders:${user}`]);
    return { sent: sent.map(({ text }) => text), recent: recent!.size, written: written[0]?.messages ?? 0 };
  }

  @Mutation(() => Boolean)
  async remindMe(@Ctx() { database, ephemeral, jobs, request }: Context, @Arg('text', () => String) text: string) {
    const { user, tenant } = viewerOf(request.principal);
    await database.transaction(async (tx) => {
      const [made] = await tx.query<{ id: string }>(
        'insert into reminders.reminder (person, tenant, text) values ($1, $2, $3) returning id',
        [user, tenant, text],
      );
      await jobs.add(tx, QUEUE.name, { data: made! });
    });
    await ephemeral.join(`reminders:${user}`, text, RECENT_MS);
    return true;
  }
}

export const buildRemindersSchema = () => buildSubgraph<Context>({ resolvers: [RemindersResolver] });
