import { Button } from 'react-aria-components';

interface Props {
  /** What is done. */
  label: string;
  onAct: () => void;
  isDisabled?: boolean;
  isDangerous?: boolean;
  /** Leaves it as it was; without, there is no way to. */
  onCancel?: () => void;
}

/** The end of a dialog: leave it, or do it. */
export const DialogFoot = ({ label, onAct, isDisabled, isDangerous, onCancel }: Props) => (
  <div className="dialog-foot">
    {onCancel && (
      <Button className="button plain" onPress={onCancel}>
        Cancel
      </Button>
    )}
    <Button className={isDangerous ? 'button danger' : 'button primary'} isDisabled={isDisabled} onPress={onAct}>
      {label}
    </Button>
  </div>
);
