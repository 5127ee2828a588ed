import type { ReactNode } from 'react';
import { useDoing } from '../app/use-doing';
import { DialogFoot } from '../design/dialog-foot';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';

interface Props {
  title: string;
  /** What it comes to. */
  children: ReactNode;
  /** What is done. */
  label: string;
  onAct: () => Promise<unknown>;
  onClose: () => void;
}

/** What can't be undone asks first. */
export function ConfirmDialog({ title, children, label, onAct, onClose }: Props) {
  const { busy, problem, run } = useDoing();
  const act = () =>
    run(async () => {
      await onAct();
      onClose();
    });
  return (
    <ModalDialog title={title} onClose={onClose}>
      {children}
      <Trouble>{problem}</Trouble>
      <DialogFoot label={label} onAct={() => void act()} isDisabled={busy} isDangerous onCancel={onClose} />
    </ModalDialog>
  );
}
