import { CircleAlert, CircleCheck } from 'lucide-react';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { problemOf } from './problem';

interface Notice {
  readonly text: string;
  readonly isProblem: boolean;
}

interface Notices {
  /** Told for a few seconds. */
  readonly say: (text: string) => void;
  /** Tells it when it fails. Resolves to whether it succeeded. */
  readonly attempt: (doing: Promise<unknown>) => Promise<boolean>;
}

const NoticeContext = createContext<Notices | null>(null);
const SHOWN_MS = 5_000;

/** Short words about what was done or could not be done, at the foot of the page. */
export function NoticePlace({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice | null>(null);
  const say = useCallback((text: string) => setNotice({ text, isProblem: false }), []);
  const attempt = useCallback(async (doing: Promise<unknown>) => {
    try {
      await doing;
      return true;
    } catch (error) {
      setNotice({ text: problemOf(error), isProblem: true });
      return false;
    }
  }, []);
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setNotice(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <NoticeContext value={useMemo(() => ({ say, attempt }), [say, attempt])}>
      {children}
      <div className="notices">
        <div role="status">{notice && !notice.isProblem && <Shown notice={notice} />}</div>
        <div role="alert">{notice?.isProblem && <Shown notice={notice} />}</div>
      </div>
    </NoticeContext>
  );
}

const Shown = ({ notice: { text, isProblem } }: { notice: Notice }) => (
  <p className="toast">
    {isProblem ? <CircleAlert aria-hidden size={18} /> : <CircleCheck aria-hidden size={18} />}
    {text}
  </p>
);

export function useNotice(): Notices {
  const notices = useContext(NoticeContext);
  if (!notices) throw new Error('There is no place for notices');
  return notices;
}
