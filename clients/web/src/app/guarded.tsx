import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { ErrorBoundary } from 'react-error-boundary';

interface Props {
  /** What is shown within: another one is tried without being asked. */
  shows?: string | null;
  /** Of what says that it broke: where it stands. */
  className?: string;
  children: ReactNode;
}

/** A part of the page that may break without the rest: it says so, and can be tried again. */
export const Guarded = ({ shows, className = '', children }: Props) => (
  <ErrorBoundary
    resetKeys={[shows]}
    fallbackRender={({ resetErrorBoundary }) => (
      <div role="alert" className={`broken ${className}`}>
        <p>Something went wrong here. The rest of the page goes on.</p>
        <Button className="button primary" onPress={resetErrorBoundary}>
          Try again
        </Button>
      </div>
    )}
  >
    {children}
  </ErrorBoundary>
);
