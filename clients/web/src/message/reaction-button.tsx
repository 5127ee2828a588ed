import { SmilePlus } from 'lucide-react';
import { useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Message } from '@parley/client';
import { useNotice } from '../app/notices';
import { useParley } from '@parley/client/react';
import { IconButton } from '../design/icon-button';
import { EmojiChoice } from './emoji-choice-later';

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
          <EmojiChoice
            onChoose={(emoji) => {
              setOpen(false);
              void attempt(conversation.react(message.id, emoji, true));
            }}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
