import { EmojiPicker } from 'frimousse';
import './emoji-choice.css';

const COLUMNS = 8;
const USUAL = ['👍', '❤️', '😂', '🎉', '👀', '🙏', '✅'];

/** All emoji, with those that are used most in front. */
export const EmojiChoice = ({ onChoose }: { onChoose: (emoji: string) => void }) => (
  <EmojiPicker.Root
    className="emoji-choice"
    columns={COLUMNS}
    emojibaseUrl={import.meta.env.EMOJI_DATA}
    onEmojiSelect={({ emoji }) => onChoose(emoji)}
  >
    <div className="usual" role="group" aria-label="Often used">
      {USUAL.map((emoji) => (
        <button key={emoji} type="button" className="emoji" onClick={() => onChoose(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
    <EmojiPicker.Search className="emoji-search" autoFocus placeholder="Search emoji" aria-label="Search emoji" />
    <EmojiPicker.Viewport className="emoji-viewport">
      <EmojiPicker.Loading className="empty">Loading …</EmojiPicker.Loading>
      <EmojiPicker.Empty className="empty">No emoji is called that.</EmojiPicker.Empty>
      <EmojiPicker.List className="emoji-list" />
    </EmojiPicker.Viewport>
  </EmojiPicker.Root>
);
