import { Smile } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { IconButton } from '../design/icon-button';

const EmojiChoice = lazy(async () => ({ default: (await import('../message/emoji-choice')).EmojiChoice }));

/** Puts an emoji into what is being written. */
export function EmojiButton({ onChoose }: { onChoose: (emoji: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <IconButton icon={Smile} label="Emoji" />
      <Popover className="popover" placement="top end">
        <Dialog className="emoji-dialog" aria-label="Choose an emoji">
          <Suspense fallback={<span className="spinner" role="status" aria-label="Loading" />}>
            <EmojiChoice
              onChoose={(emoji) => {
                setOpen(false);
                onChoose(emoji);
              }}
            />
          </Suspense>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
