import { useState, type SubmitEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { problemOf } from '../app/problem';

interface Props {
  complete: (code: string) => Promise<void>;
  onBack: () => void;
}

/** The second factor. */
export function CodeForm({ complete, onBack }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const code = new FormData(event.currentTarget).get('code');
    setBusy(true);
    setProblem(null);
    try {
      await complete(typeof code === 'string' ? code.trim() : '');
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  }
  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
      <TextField name="code" className="field" isRequired autoComplete="one-time-code" autoFocus>
        <Label>Code of your authenticator, or a recovery code</Label>
        <Input />
      </TextField>
      {problem && (
        <p role="alert" className="trouble">
          {problem}
        </p>
      )}
      <Button type="submit" className="button primary" isDisabled={busy}>
        Sign in
      </Button>
      <Button className="button link" onPress={onBack}>
        Back
      </Button>
    </form>
  );
}
