import '../mailed-link/mailed-link.css';
import { element } from '../mailed-link/element';
import { joinAsMember, joinAsNew, readInvitation, type Invitation, type WithCode } from './join';

// Invitations lead here: `/invite?code=…&tenant=…`. It is a page of its own, so that it costs the other one no byte.

const search = new URLSearchParams(location.search);
const invited = { code: search.get('code') ?? '', tenant: search.get('tenant') ?? '' };
// neither the history nor a bookmark keeps it
history.replaceState(null, '', location.pathname);

function field(name: string, label: string, properties: Partial<HTMLInputElement>) {
  const input = element('input', { id: name, name, required: true, ...properties });
  const whole = element('div', { className: 'field' }, element('label', { htmlFor: name, textContent: label }), input);
  return { input, whole };
}

const displayName = field('displayName', 'Your name', { autocomplete: 'name', dir: 'auto' });
const email = field('email', 'Email', { type: 'email', autocomplete: 'username' });
const password = field('password', 'Password', { type: 'password', autocomplete: 'new-password' });
const code = field('code', 'Code of your authenticator, a recovery code, or the code that was mailed to you', {
  autocomplete: 'one-time-code',
});
const problem = element('p', { className: 'trouble', role: 'alert', hidden: true });
const button = element('button', { className: 'button primary', type: 'submit' });
const toggle = element('button', { className: 'button link', type: 'button' });
const form = element(
  'form',
  { className: 'sign-in-form' },
  ...[displayName.whole, email.whole, password.whole, code.whole, problem, button, toggle],
);
const title = element('h1', { id: 'title', textContent: 'Invitation' });
const hint = element('p', { className: 'hint' });
const box = element('section', { className: 'sign-in-box' }, element('header', {}, title, hint));
box.setAttribute('aria-labelledby', title.id);

let isNew = true;
let complete: WithCode | undefined;

/** Shows the fields of this step; those that are hidden need no value. */
function show(): void {
  const shown = {
    displayName: isNew && !complete,
    email: !complete,
    password: !complete,
    code: complete !== undefined,
  };
  for (const { input, whole } of [displayName, email, password, code]) {
    whole.hidden = !shown[input.name as keyof typeof shown];
    input.disabled = whole.hidden;
  }
  password.input.autocomplete = isNew ? 'new-password' : 'current-password';
  button.textContent = isNew ? 'Create account' : 'Join';
  toggle.textContent = isNew ? 'I have an account' : 'I am new here';
  toggle.hidden = complete !== undefined;
}

async function join(): Promise<boolean> {
  const account = { email: email.input.value, password: password.input.value };
  if (complete) await complete(code.input.value.trim());
  else if (isNew) await joinAsNew(invited, { ...account, displayName: displayName.input.value });
  else complete = await joinAsMember(invited, account);
  return isNew || complete === undefined || !code.input.disabled;
}

async function submit(): Promise<void> {
  button.disabled = true;
  problem.hidden = true;
  try {
    if (await join()) return end(isNew ? 'Your account is created. Sign in with it.' : 'You have joined.');
    show();
    code.input.focus();
  } catch (error) {
    problem.textContent = (error as Error).message;
    problem.hidden = false;
  }
  button.disabled = false;
}

function end(text: string): void {
  const onward = element('a', { className: 'button primary', href: '/', textContent: 'Open Parley' });
  form.remove();
  box.append(element('p', { role: 'status', textContent: text }), onward);
}

function offer({ tenantName, conversationTitle, invitedBy }: Invitation): void {
  title.textContent = `Join ${tenantName}`;
  const where = conversationTitle === null ? '' : ` to “${conversationTitle}”`;
  hint.textContent = invitedBy === null ? `You are invited${where}.` : `${invitedBy} invites you${where}.`;
  hint.dir = 'auto';
  document.title = `${title.textContent} · Parley`;
  show();
  box.append(form);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
toggle.addEventListener('click', () => {
  isNew = !isNew;
  problem.hidden = true;
  show();
});
document.title = 'Invitation · Parley';
document.getElementById('app')!.append(box);
document.getElementById('app')!.className = 'sign-in';
readInvitation(invited.code).then(
  (found) => (found ? offer(found) : end('This invitation is not valid any more. Ask for another one.')),
  (error: unknown) => end((error as Error).message),
);
