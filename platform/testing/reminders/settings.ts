import { setting } from '@parley/runtime/declared-settings';
import { z } from 'zod';

export const REMINDERS_SETTINGS = {
  REMINDERS_SIGNATURE: setting('What each reminder ends with', z.string().default('')),
};
