import { FieldError, Input, Label, TextField, type InputProps, type TextFieldProps } from 'react-aria-components';

interface Props extends Omit<TextFieldProps, 'children' | 'className'> {
  label: string;
  /** What is said where it is empty and must not be. */
  missing?: string;
  input?: InputProps;
}

/** A line to be filled in. It says itself what is wrong with it. */
export const TextInput = ({ label, missing, input, ...props }: Props) => (
  <TextField {...props} className="field">
    <Label>{label}</Label>
    <Input {...input} />
    <FieldError className="field-error">
      {({ validationErrors, validationDetails }) =>
        validationDetails.valueMissing && missing ? missing : validationErrors.join(' ')
      }
    </FieldError>
  </TextField>
);
