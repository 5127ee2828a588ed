import type { LucideIcon } from 'lucide-react';
import { ToggleButton, Tooltip, TooltipTrigger, Button, type ButtonProps } from 'react-aria-components';

interface Props extends Omit<ButtonProps, 'children' | 'className'> {
  icon: LucideIcon;
  /** What it does; shown when pointed at. */
  label: string;
  small?: boolean;
}

/** A button that is a picture, and says what it does. */
export function IconButton({ icon: Icon, label, small, ...props }: Props) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <Button {...props} aria-label={label} className={small ? 'icon-button small' : 'icon-button'}>
        <Icon aria-hidden />
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

interface ToggleProps {
  icon: LucideIcon;
  label: string;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
}

/** One that is on or off. */
export function IconToggle({ icon: Icon, label, isSelected, onChange }: ToggleProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <ToggleButton aria-label={label} className="icon-button" isSelected={isSelected} onChange={onChange}>
        <Icon aria-hidden />
      </ToggleButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
