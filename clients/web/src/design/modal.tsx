import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './icon-button';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** Something to be dealt with before all else. Escape and a click beside it leave it. */
export const ModalDialog = ({ title, onClose, children }: Props) => (
  <ModalOverlay className="shade" isOpen isDismissable onOpenChange={(open) => open || onClose()}>
    <Modal className="dialog-box">
      <Dialog className="dialog">
        <div className="dialog-head">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <IconButton small icon={X} label="Close" onPress={onClose} />
        </div>
        {children}
      </Dialog>
    </Modal>
  </ModalOverlay>
);
