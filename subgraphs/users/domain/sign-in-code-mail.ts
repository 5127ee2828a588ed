interface SuspicionMail {
  subject: string;
  text: string;
}

/** The mail contains no names or texts that somebody else chose. */
export const signInCodeMail = (code: string): SuspicionMail => ({
  subject: 'Your sign-in code',
  text: [
    'Somebody is signing in to your account in an unusual way, with the right password. If it is you, enter this code:',
    '',
    code,
    '',
    'It is valid for five minutes. If it is not you, change your password.',
  ].join('\n'),
});
