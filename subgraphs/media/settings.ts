import { setting, type SettingsOf } from '@parley/runtime/declared-settings';
import { whole } from '@parley/runtime/setting-kinds';

export const MEDIA_SETTINGS = {
  MAX_UPLOAD_BYTES: setting('Largest upload, in bytes', whole(26_214_400, 1, 2_147_483_647)),
  UNUSUAL_DOWNLOADS: setting(
    'Different attachments whose URLs one process gives to one person within ten minutes, before it logs that',
    whole(500, 1, 1_000_000_000),
  ),
};

export type MediaSettings = SettingsOf<typeof MEDIA_SETTINGS>;
