import { Smile } from 'lucide-react';
import { useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { IconButton } from '../design/icon-button';
import { EmojiChoice } from '../message/emoji-choice-later';

/** Puts an emoji into what is being written. */
export function EmojiButton({ onChoose }: { onChoose: (emoji: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <IconButton icon={Smile} label="Emoji" />
      <Popover className="popover" placement="top end">
        <Dialog className="emoji-dialog" aria-label="Choose an emoji">
          <EmojiChoice
            onChoose={(emoji) => {
              setOpen(false);
              onChoose(emoji);
            }}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
