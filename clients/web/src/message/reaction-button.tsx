import { SmilePlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Message } from '@parley/client/model';
import { useNotice } from '../app/notices';
import { useParley } from '@parley/client/react';
import { IconButton } from '../design/icon-button';

// it brings a list of all emoji
const EmojiChoice = lazy(async () => ({ default: (await import('./emoji-choice')).EmojiChoice }));

interface Props {
  message: Message;
  conversationId: string;
}

export function ReactionButton({ message, conversationId }: Props) {
  const conversation = useParley().conversation(conversationId);
  const { attempt } = useNotice();
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <IconButton small icon={SmilePlus} label="React" />
      <Popover className="popover" placement="top end">
        <Dialog className="emoji-dialog" aria-label="Choose a reaction">
          <Suspense fallback={<span className="spinner" role="status" aria-label="Loading" />}>
            <EmojiChoice
              onChoose={(emoji) => {
                setOpen(false);
                void attempt(conversation.react(message.id, emoji, true));
              }}
            />
          </Suspense>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
