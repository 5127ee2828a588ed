import type { FileName } from './files/files';

/** A message of the demo conversations, with what follows it immediately. */
export interface Line {
  by: string;
  text: string;
  /** Name of this line, so that others can refer to it. */
  as?: string;
  /** Line whose thread this one is in. */
  in?: string;
  /** Line that this one quotes. */
  to?: string;
  reactions?: Record<string, readonly string[]>;
  editedTo?: string;
  pinned?: true;
  attached?: readonly FileName[];
}

export interface DemoConversation {
  kind: 'DIRECT' | 'GROUP' | 'CHANNEL';
  title?: string;
  topic?: string;
  public?: true;
  members: readonly [owner: string, ...others: string[]];
  lines: readonly Line[];
}

export const DEMO: readonly DemoConversation[] = [
  {
    kind: 'CHANNEL',
    title: 'Lighthouse',
    topic: 'Everything about the release on Thursday',
    public: true,
    members: ['ada', 'mateo', 'yuki', 'layla', 'priya', 'olena', 'juerg', 'zoe', 'minjun', 'wei'],
    lines: [
      {
        by: 'ada',
        text: 'Morning all. Release candidate 3 is on staging, notes are in the folder.',
        as: 'rc3',
        pinned: true,
        reactions: { '🎉': ['zoe', 'mateo', 'wei'], '👀': ['juerg'] },
      },
      { by: 'mateo', text: '¡Buenísimo! La nueva pantalla de bienvenida se ve muy bien en el móvil.' },
      {
        by: 'yuki',
        text: 'おはようございます。iOS版のテストを始めます。お昼までに結果を共有しますね。',
        reactions: { '🙏': ['ada'] },
      },
      { by: 'layla', text: 'صباح الخير، سأراجع نصوص الواجهة العربية اليوم.' },
      { by: 'juerg', text: 'Habt ihr die **Zertifikate** erneuert? Das alte läuft am Freitag ab.', as: 'cert' },
      { by: 'ada', text: 'Förnyat i går kväll — det nya gäller till februari. 👍', in: 'cert' },
      {
        by: 'juerg',
        text: 'Merci! Dann ist die Liste von meiner Seite her leer.',
        in: 'cert',
        reactions: { '✅': ['ada', 'zoe'] },
      },
      { by: 'priya', text: 'भुगतान वाला फ़्लो मैंने दो बार चलाया, सब ठीक है।' },
      {
        by: 'wei',
        text: '压测跑完了：每秒一万两千条消息，p99 是 38 毫秒。图在附件里。',
        attached: ['load-test-p99.png'],
        reactions: { '🚀': ['ada', 'minjun', 'juerg', 'zoe'] },
      },
      {
        by: 'olena',
        text: 'Документацію оновила, лишився розділ про вебхуки.',
        editedTo: 'Документацію оновила, розділ про вебхуки теж готовий.',
      },
      {
        by: 'ada',
        text: 'The plan for Thursday, hour by hour. Tell me today if something in it does not work for you.',
        attached: ['release-plan.pdf'],
        reactions: { '👍': ['juerg', 'olena', 'zoe'] },
      },
      {
        by: 'zoe',
        text: 'Support macros are ready too. One question: what do we tell people who are still on the old app?',
        as: 'old',
      },
      { by: 'minjun', text: '구버전은 3월까지 지원한다고 안내하면 될 것 같아요.', to: 'old' },
      { by: 'zoe', text: 'Perfect, thank you both 💛' },
      {
        by: 'mateo',
        text: 'Y una imagen para el anuncio: el faro, justo antes del amanecer 🌅',
        attached: ['lighthouse.jpg'],
        reactions: { '😍': ['yuki', 'layla', 'zoe'] },
      },
    ],
  },
  {
    kind: 'GROUP',
    title: 'Lunch & escape plans',
    members: ['zoe', 'mateo', 'olena', 'minjun', 'priya'],
    lines: [
      {
        by: 'zoe',
        text: 'New ramen place on Mill Street. 12:30?',
        as: 'ramen',
        reactions: { '🍜': ['minjun', 'olena', 'mateo'] },
      },
      { by: 'minjun', text: '저 갈게요! 자리 예약할까요?' },
      { by: 'olena', text: 'Я за. Тільки без гострого 😅' },
      { by: 'mateo', text: 'Yo llego a las 12:40, vengo de la clínica con el perro 🐶' },
      { by: 'priya', text: 'Next time! On a call till one.', to: 'ramen' },
      { by: 'zoe', text: 'Booked for four, window table.' },
    ],
  },
  {
    kind: 'DIRECT',
    members: ['ada', 'wei'],
    lines: [
      {
        by: 'wei',
        text: 'Do you have ten minutes later? I would like to walk you through the new index before the release.',
      },
      { by: 'ada', text: 'Sure — 15:00 works. Send me the query plan beforehand?' },
      {
        by: 'wei',
        text: '```sql\nexplain (analyze, buffers)\n  select * from message where conversation = $1 and seq > $2 order by seq limit 50;\n```',
      },
      { by: 'ada', text: 'Index scan, 0.04 ms. That is what I wanted to see.' },
    ],
  },
  {
    kind: 'DIRECT',
    members: ['layla', 'yuki'],
    lines: [
      {
        by: 'layla',
        text: 'Your screenshots mirror the back arrow in Arabic, I think it should stay as it is in the video player.',
      },
      { by: 'yuki', text: 'You are right, thank you! 再生ボタンは左右反転しない方がいいですね。' },
      { by: 'layla', text: 'شكراً جزيلاً 🌷' },
    ],
  },
  {
    kind: 'GROUP',
    title: 'With our guest',
    members: ['owner', 'admin', 'moderator', 'guest'],
    lines: [
      {
        by: 'owner',
        text: 'Welcome, Gus. In this workspace you see this group and the people in it, and nothing else.',
      },
      { by: 'guest', text: 'Thank you! That is all I need for now.' },
    ],
  },
];
