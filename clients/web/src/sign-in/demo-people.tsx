import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useParley } from '@parley/client/react';
import { problemOf } from '../app/problem';
import { Avatar } from '../people/avatar';
import type { Demo } from './demo';

/** One click each: the people of the demo. */
export function DemoPeople({ demo }: { demo: Demo }) {
  const parley = useParley();
  const [pending, setPending] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function signIn(email: string): Promise<void> {
    setPending(email);
    setProblem(null);
    try {
      await parley.signIn({ tenant: demo.tenant, password: demo.password, email });
    } catch (error) {
      setProblem(problemOf(error));
      setPending(null);
    }
  }
  return (
    <div className="demo">
      <h2>Try the demo as</h2>
      <ul className="demo-people">
        {demo.people.map(({ email, displayName, locale }) => (
          <li key={email}>
            <Button className="demo-person" isDisabled={pending !== null} onPress={() => void signIn(email)}>
              <Avatar person={{ id: email, displayName }} />
              <span lang={locale} dir="auto">
                {displayName}
              </span>
              {pending === email && <span className="spinner" role="status" aria-label="Signing in" />}
            </Button>
          </li>
        ))}
      </ul>
      {problem && (
        <p role="alert" className="trouble">
          {problem}
        </p>
      )}
    </div>
  );
}
