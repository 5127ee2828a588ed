import { later } from '../app/later';

export const EmojiChoice = later(
  async () => (await import('./emoji-choice')).EmojiChoice,
  <span className="spinner" role="status" aria-label="Loading" />,
);
