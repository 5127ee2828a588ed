import type { SeededAccount } from '@parley/subgraph/accounts';

/** The password of everybody in the tenant `demo`. For development only. */
export const DEMO_PASSWORD = 'parley-demo';

interface DemoPerson extends SeededAccount {
  locale: string;
}

/** The people of the tenant `demo`; `ada` signs in as `ada@demo.example`. */
export const PEOPLE: readonly DemoPerson[] = [
  {
    name: 'ada',
    displayName: 'Ada Lindqvist',
    locale: 'sv-SE',
    timeZone: 'Europe/Stockholm',
    bio: 'Drift och databaser. Kaffe före möten.',
  },
  {
    name: 'mateo',
    displayName: 'Mateo Núñez Ibáñez',
    locale: 'es-AR',
    timeZone: 'America/Argentina/Buenos_Aires',
    bio: 'Diseño de producto.',
  },
  { name: 'yuki', displayName: '田中 由紀', locale: 'ja-JP', timeZone: 'Asia/Tokyo', bio: 'モバイルアプリ担当です。' },
  { name: 'layla', displayName: 'ليلى حدّاد', locale: 'ar-LB', timeZone: 'Asia/Beirut', bio: 'مهندسة برمجيات' },
  { name: 'priya', displayName: 'प्रिया शर्मा', locale: 'hi-IN', timeZone: 'Asia/Kolkata', bio: null },
  {
    name: 'olena',
    displayName: 'Олена Коваленко',
    locale: 'uk-UA',
    timeZone: 'Europe/Kyiv',
    bio: 'Пишу документацію.',
  },
  {
    name: 'juerg',
    displayName: 'Jürg Bächtold',
    locale: 'de-CH',
    timeZone: 'Europe/Zurich',
    bio: 'Sicherheit & Betrieb\nMo–Do',
  },
  {
    name: 'zoe',
    displayName: 'Zoë O’Brien-Nwosu',
    locale: 'en-IE',
    timeZone: 'Europe/Dublin',
    bio: 'Support lead. SendRequest me anything.',
  },
  { name: 'minjun', displayName: '김민준', locale: 'ko-KR', timeZone: 'Asia/Seoul', bio: null },
  { name: 'wei', displayName: '陈伟', locale: 'zh-CN', timeZone: 'Asia/Shanghai', bio: '后端工程师' },
];

/** Who runs the tenant, and who sees only what is shared with them. */
export const ROLES: readonly SeededAccount[] = [
  { name: 'owner', displayName: 'Olivia Owner', role: 'OWNER' },
  { name: 'admin', displayName: 'Amir Admin', role: 'ADMIN' },
  { name: 'moderator', displayName: 'Mona Moderator', role: 'MODERATOR' },
  { name: 'guest', displayName: 'Gus Guest', role: 'GUEST' },
];

/** Other users of the graph: partners read its schema, bots run persisted operations and nothing else. */
export const INTEGRATIONS: readonly SeededAccount[] = [
  { name: 'partner', displayName: 'Partner Desk', scopes: ['schema:read', 'partner'], bot: false },
  { name: 'bot', displayName: 'Demo Bot', scopes: [], bot: true },
];
