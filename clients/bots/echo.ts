import type { MakeBot } from './bot.js';

/** Says back what it is told. */
export const echo: MakeBot = () => ({
  commands: {
    echo: {
      usage: '!echo WORDS',
      about: 'says the words back',
      run: ({ rest }) => rest || 'Say what to echo: `!echo WORDS`',
    },
  },
});
