import { Field, ID, InputType } from 'type-graphql';
import type { ConversationKind } from '../domain/conversation';
import { ConversationKindEnum } from './types';

@InputType('CreateConversationInput')
export class CreateConversationInputType {
  @Field(() => ConversationKindEnum)
  kind!: ConversationKind;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true })
  topic?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false })
  public!: boolean;

  @Field(() => [ID], { nullable: true, defaultValue: [] })
  memberIds!: string[];
}

@InputType('UpdateConversationInput')
export class UpdateConversationInputType {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true })
  topic?: string | null;

  @Field(() => Boolean, { nullable: true })
  public?: boolean | null;
}

@InputType('ConversationFilter')
export class ConversationFilterInput {
  @Field(() => [ConversationKindEnum], { nullable: true })
  kinds?: ConversationKind[] | null;

  @Field(() => Boolean, { nullable: true })
  unreadOnly?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Words that the title or topic contains, or that the name of the other person of a DIRECT conversation contains. Case,\n' +
      'accents and kinds of apostrophes are ignored.',
  })
  query?: string | null;
}
