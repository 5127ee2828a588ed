import type { MakeBot } from './bot.js';

/** Posts the words of the command. */
export const echo: MakeBot = () => ({
  commands: {
    echo: {
      usage: '!echo WORDS',
      about: 'says the words back',
      run: ({ rest }) => rest || 'Say what to echo: `!echo WORDS`',
    },
  },
});
