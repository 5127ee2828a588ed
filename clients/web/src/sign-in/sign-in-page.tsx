import { useState } from 'react';
import { Mark } from '../design/mark';
import { CodeForm } from './code-form';
import { DemoPeople } from './demo-people';
import { readDemo } from './demo';
import { SignInForm } from './sign-in-form';
import './sign-in.css';

type Complete = (code: string) => Promise<void>;

/** Before anything else: who is it? */
export function SignInPage({ expired }: { expired: boolean }) {
  const [demo] = useState(readDemo);
  const [complete, setComplete] = useState<Complete | null>(null);
  return (
    <main className="sign-in">
      <section className="sign-in-box" aria-labelledby="sign-in-title">
        <header>
          <Mark size={44} />
          <h1 id="sign-in-title">Parley</h1>
          <p className="hint">Conversations in which nothing is missed.</p>
        </header>
        {expired && (
          <p role="status" className="notice">
            You have been signed out. Sign in again to go on where you were.
          </p>
        )}
        {complete ? (
          <CodeForm complete={complete} onBack={() => setComplete(null)} />
        ) : (
          <>
            {demo && <DemoPeople demo={demo} />}
            <SignInForm demo={demo} onSecondFactor={(next) => setComplete(() => next)} />
          </>
        )}
      </section>
    </main>
  );
}
