import { ParleyError } from '@parley/client';
import { useState, type SubmitEvent } from 'react';
import { Button, Form } from 'react-aria-components';
import { useParley } from '@parley/client/react';
import { problemOf } from '../app/problem';
import { TextInput } from '../design/text-input';
import { Trouble } from '../design/trouble';
import type { Demo } from './demo';

interface Props {
  demo: Demo | null;
  onSecondFactor: (complete: (code: string) => Promise<void>) => void;
}

type Submitted = Pick<SubmitEvent<HTMLFormElement>, 'preventDefault' | 'currentTarget'>;

/** What is wrong with fields, by their names. */
type FieldErrors = Record<string, string>;

/** Sign in, or sign up as somebody new. */
export function SignInForm({ demo, onSecondFactor }: Props) {
  const parley = useParley();
  const [isNew, setNew] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [fieldErrors, setFieldErrors] = useState<FieldErrors>({});

  async function submit(event: Submitted): Promise<void> {
    event.preventDefault();
    const { tenant = '', email = '', password = '', displayName = '' } = fieldsOf(event.currentTarget);
    setBusy(true);
    setProblem(null);
    setFieldErrors({});
    try {
      if (isNew) return await parley.signUp({ tenant, email, password, displayName });
      const outcome = await parley.signIn({ tenant, email, password });
      if (outcome.status === 'secondFactor') onSecondFactor(outcome.complete);
    } catch (error) {
      const ofFields = fieldErrorsOf(error, { tenant, email, password, displayName });
      setFieldErrors(ofFields);
      if (Object.keys(ofFields).length === 0) setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form className="sign-in-form" onSubmit={(event) => void submit(event)} validationErrors={fieldErrors}>
      <h2>{isNew ? 'Create an account' : demo ? 'Or sign in' : 'Sign in'}</h2>
      <TextInput
        label="Workspace"
        missing="Enter the name of your workspace."
        name="tenant"
        isRequired
        defaultValue={demo?.tenant}
        autoComplete="organization"
        input={{ autoCapitalize: 'none' }}
      />
      {isNew && (
        <TextInput
          label="Your name"
          missing="Enter your name, as others will see it."
          name="displayName"
          isRequired
          autoComplete="name"
          input={{ dir: 'auto' }}
        />
      )}
      <TextInput
        label="Email"
        missing="Enter your email address."
        name="email"
        isRequired
        type="email"
        autoComplete="username"
      />
      <TextInput
        label="Password"
        missing={isNew ? 'Choose a password.' : 'Enter your password.'}
        name="password"
        isRequired
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
      />
      <Trouble>{problem}</Trouble>
      <Button type="submit" className="button primary" isDisabled={busy}>
        {busy ? 'One moment …' : isNew ? 'Create account' : 'Sign in'}
      </Button>
      <Button
        className="button link"
        onPress={() => {
          setNew(!isNew);
          setProblem(null);
          setFieldErrors({});
        }}
      >
        {isNew ? 'I have an account' : 'I am new here'}
      </Button>
    </Form>
  );
}

const fieldsOf = (form: HTMLFormElement): Partial<Record<string, string>> =>
  Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, typeof value === 'string' ? value : '']));

/** What the service finds wrong with fields that are shown. */
function fieldErrorsOf(error: unknown, shown: object): FieldErrors {
  if (!(error instanceof ParleyError) || error.code !== 'VALIDATION_FAILED') return {};
  const named = error.fields.map(({ field, problem }) => [field.split('.').at(-1)!, sentenceOf(problem)] as const);
  return named.every(([field]) => field in shown) ? Object.fromEntries(named) : {};
}

const sentenceOf = (problem: string): string => `This ${problem}.`;
