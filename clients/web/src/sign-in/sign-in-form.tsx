import { useState, type SubmitEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { useParley } from '@parley/client/react';
import { problemOf } from '../app/problem';
import type { Demo } from './demo';

interface Props {
  demo: Demo | null;
  onSecondFactor: (complete: (code: string) => Promise<void>) => void;
}

/** Sign in, or sign up as somebody new. */
export function SignInForm({ demo, onSecondFactor }: Props) {
  const parley = useParley();
  const [isNew, setNew] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const { tenant = '', email = '', password = '', displayName = '' } = fieldsOf(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      if (isNew) return await parley.signUp({ tenant, email, password, displayName });
      const outcome = await parley.signIn({ tenant, email, password });
      if (outcome.status === 'secondFactor') onSecondFactor(outcome.complete);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
      <h2>{isNew ? 'Create an account' : demo ? 'Or sign in' : 'Sign in'}</h2>
      <TextField name="tenant" className="field" isRequired defaultValue={demo?.tenant} autoComplete="organization">
        <Label>Workspace</Label>
        <Input autoCapitalize="none" />
      </TextField>
      {isNew && (
        <TextField name="displayName" className="field" isRequired autoComplete="name">
          <Label>Your name</Label>
          <Input dir="auto" />
        </TextField>
      )}
      <TextField name="email" className="field" isRequired type="email" autoComplete="username">
        <Label>Email</Label>
        <Input />
      </TextField>
      <TextField
        name="password"
        className="field"
        isRequired
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
      >
        <Label>Password</Label>
        <Input />
      </TextField>
      {problem && (
        <p role="alert" className="trouble">
          {problem}
        </p>
      )}
      <Button type="submit" className="button primary" isDisabled={busy}>
        {busy ? 'One moment …' : isNew ? 'Create account' : 'Sign in'}
      </Button>
      <Button className="button link" onPress={() => setNew(!isNew)}>
        {isNew ? 'I have an account' : 'I am new here'}
      </Button>
    </form>
  );
}

const fieldsOf = (form: HTMLFormElement): Partial<Record<string, string>> =>
  Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, typeof value === 'string' ? value : '']));
