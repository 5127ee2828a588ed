-- Reactions are fully qualified emoji (UTS #51). Before, one emoji could be two reactions, with and without U+FE0F, and
-- half a flag, a lone skin tone or a digit with U+FE0F could be one.
delete from messages.reaction where emoji ~ '^[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]\ufe0f?$|^[0-9#*]\ufe0f$';

with text_by_default as (
  -- characters that are drawn as text without U+FE0F
  select '^['
    '\U000000a9\U000000ae\U0000203c\U00002049\U00002122\U00002139\U00002194-\U00002199'
    '\U000021a9-\U000021aa\U00002328\U000023cf\U000023ed-\U000023ef\U000023f1-\U000023f2'
    '\U000023f8-\U000023fa\U000024c2\U000025aa-\U000025ab\U000025b6\U000025c0\U000025fb-\U000025fc'
    '\U00002600-\U00002604\U0000260e\U00002611\U00002618\U0000261d\U00002620\U00002622-\U00002623'
    '\U00002626\U0000262a\U0000262e-\U0000262f\U00002638-\U0000263a\U00002640\U00002642'
    '\U0000265f-\U00002660\U00002663\U00002665-\U00002666\U00002668\U0000267b\U0000267e\U00002692'
    '\U00002694-\U00002697\U00002699\U0000269b-\U0000269c\U000026a0\U000026a7\U000026b0-\U000026b1'
    '\U000026c8\U000026cf\U000026d1\U000026d3\U000026e9\U000026f0-\U000026f1\U000026f4'
    '\U000026f7-\U000026f9\U00002702\U00002708-\U00002709\U0000270c-\U0000270d\U0000270f\U00002712'
    '\U00002714\U00002716\U0000271d\U00002721\U00002733-\U00002734\U00002744\U00002747'
    '\U00002763-\U00002764\U000027a1\U00002934-\U00002935\U00002b05-\U00002b07\U00003030\U0000303d'
    '\U00003297\U00003299\U0001f170-\U0001f171\U0001f17e-\U0001f17f\U0001f202\U0001f237\U0001f321'
    '\U0001f324-\U0001f32c\U0001f336\U0001f37d\U0001f396-\U0001f397\U0001f399-\U0001f39b'
    '\U0001f39e-\U0001f39f\U0001f3cb-\U0001f3ce\U0001f3d4-\U0001f3df\U0001f3f3\U0001f3f5\U0001f3f7'
    '\U0001f43f\U0001f441\U0001f4fd\U0001f549-\U0001f54a\U0001f56f-\U0001f570\U0001f573-\U0001f579'
    '\U0001f587\U0001f58a-\U0001f58d\U0001f590\U0001f5a5\U0001f5a8\U0001f5b1-\U0001f5b2\U0001f5bc'
    '\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3\U0001f5dc-\U0001f5de\U0001f5e1\U0001f5e3\U0001f5e8'
    '\U0001f5ef\U0001f5f3\U0001f5fa\U0001f6cb\U0001f6cd-\U0001f6cf\U0001f6e0-\U0001f6e5\U0001f6e9'
    '\U0001f6f0\U0001f6f3'
    ']\ufe0f?$' as pattern
), renamed as (
  delete from messages.reaction r using text_by_default t
  where char_length(r.emoji) <= 2 and r.emoji ~ '^.\ufe0f?$' and (r.emoji ~ t.pattern) <> (r.emoji ~ '\ufe0f$')
  returning r.*
)
insert into messages.reaction (conversation, message, emoji, person, at)
select conversation, message, case when emoji ~ '\ufe0f$' then left(emoji, 1) else emoji || E'\ufe0f' end, person, at
from renamed
on conflict do nothing;
