import { Button } from 'react-aria-components';

interface Props {
  children: string | null;
  /** Tries what failed again. */
  onRetry?: () => void;
}

/** What went wrong, said at once. */
export const Trouble = ({ children, onRetry }: Props) =>
  children === null ? null : (
    <p role="alert" className="trouble">
      {children}{' '}
      {onRetry && (
        <Button className="button link" onPress={onRetry}>
          Try again
        </Button>
      )}
    </p>
  );
