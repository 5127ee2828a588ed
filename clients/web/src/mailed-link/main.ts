import './mailed-link.css';
import { element } from './element';
import { mutate } from './mutate';

// Links of mails lead here: `/verify?token=…`, `/reset?token=…` and `/unlock?token=…`. It is a page of its own, so that it costs the other one
// no byte. Somebody has to press a button: whatever only reads mails, as a virus scanner, must not use the link up.

const token = new URLSearchParams(location.search).get('token') ?? '';
const path = location.pathname;
const isReset = path === '/reset';
// neither the history nor a bookmark keeps it
history.replaceState(null, '', path);

const NEW_PASSWORD = 'new-password';

const VERIFY = {
  title: 'Confirm your address',
  button: 'Confirm',
  done: 'Your address is confirmed.',
  query: 'mutation VerifyEmail($token: String!) { verifyEmail(token: $token) }',
  variables: () => ({ token }),
};
const RESET = {
  title: 'Choose a new password',
  button: 'Set password',
  done: 'Your password is changed. Sign in with it.',
  query: 'mutation ResetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) }',
  variables: (newPassword: string) => ({ input: { token, newPassword } }),
};
const UNLOCK = {
  title: 'Unlock your account',
  button: 'Unlock',
  done: 'Your account is unlocked. Sign in, and change your password.',
  query: 'mutation UnlockAccount($token: String!) { unlockAccount(token: $token) }',
  variables: () => ({ token }),
};
const link = isReset ? RESET : path === '/unlock' ? UNLOCK : VERIFY;

const input = element('input', {
  ...{ id: NEW_PASSWORD, name: NEW_PASSWORD, type: 'password', autocomplete: NEW_PASSWORD },
  ...{ required: true, minLength: 8 },
});
const label = element('label', { htmlFor: NEW_PASSWORD, textContent: 'New password' });
const problem = element('p', { className: 'trouble', role: 'alert', hidden: true });
const button = element('button', { className: 'button primary', type: 'submit', textContent: link.button });
const field = isReset ? [element('div', { className: 'field' }, label, input)] : [];
const form = element('form', { className: 'sign-in-form' }, ...field, problem, button);
const title = element('h1', { id: 'title', textContent: link.title });
const box = element('section', { className: 'sign-in-box' }, element('header', {}, title), form);
box.setAttribute('aria-labelledby', title.id);

async function submit(): Promise<void> {
  button.disabled = true;
  problem.hidden = true;
  const refused = await mutate(link.query, link.variables(input.value));
  if (refused === undefined) {
    const onward = element('a', { className: 'button primary', href: '/', textContent: 'Open Parley' });
    form.replaceWith(element('p', { role: 'status', textContent: link.done }), onward);
    return;
  }
  problem.textContent = refused;
  problem.hidden = false;
  button.disabled = false;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
document.title = `${link.title} · Parley`;
document.getElementById('app')!.append(box);
document.getElementById('app')!.className = 'sign-in';
