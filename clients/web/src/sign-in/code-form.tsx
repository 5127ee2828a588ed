import type { SubmitEvent } from 'react';
import { Button, Form } from 'react-aria-components';
import { useDoing } from '../app/use-doing';
import { TextInput } from '../design/text-input';
import { Trouble } from '../design/trouble';

interface Props {
  complete: (code: string) => Promise<void>;
  onBack: () => void;
}

/** The second factor, or a code that was mailed. */
export function CodeForm({ complete, onBack }: Props) {
  const { busy, problem, run } = useDoing();

  function submit(event: Pick<SubmitEvent<HTMLFormElement>, 'preventDefault' | 'currentTarget'>): void {
    event.preventDefault();
    const code = new FormData(event.currentTarget).get('code');
    void run(() => complete(typeof code === 'string' ? code.trim() : ''));
  }
  return (
    <Form className="sign-in-form" onSubmit={submit}>
      <TextInput
        label="Code of your authenticator or from a mail, or a recovery code"
        missing="Enter a code."
        name="code"
        isRequired
        autoComplete="one-time-code"
        autoFocus
      />
      <Trouble>{problem}</Trouble>
      <Button type="submit" className="button primary" isDisabled={busy}>
        Sign in
      </Button>
      <Button className="button link" onPress={onBack}>
        Back
      </Button>
    </Form>
  );
}
