import { setting } from '@parley/runtime/declared-settings';
import { whole } from '@parley/runtime/setting-kinds';

export const MESSAGES_SETTINGS = {
  UNUSUAL_CONVERSATIONS: setting(
    'If one person reads pages of this number of different conversations within ten minutes, in one process, that is suspicious',
    whole(500, 1, 1_000_000_000),
  ),
};
