import type { Mail } from '@parley/ports/mail/mail-transport';

/** What a link in a mail does. */
export const LINK_PURPOSES = ['verify-email', 'change-email', 'reset-password', 'unlock-account'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** How long the link of a mail is valid. */
export const LINK_LIFE_MS = 3_600_000;

/** What people are told of by mail, each at most once an hour. */
export type NoticeKind =
  | 'new-device'
  | 'factor-added'
  | 'factor-removed'
  | 'recovery-codes'
  | 'password-changed'
  | 'email-change-requested'
  | 'email-changed';

export interface NoticeFacts {
  at: Date;
  /** IP address of the client. */
  address: string | undefined;
  publicUrl: string;
}

interface Wording {
  subject: string;
  what: string;
  advice: string;
}

const RESET = 'If not, reset your password at once.';

const WORDINGS: Record<NoticeKind, Wording> = {
  'new-device': {
    subject: 'A new device has signed in to your account',
    what: 'somebody has signed in to your account on a device that it was not used on before.',
    advice: 'If not, change your password, and sign that device out.',
  },
  'factor-added': {
    subject: 'A second factor was added to your account',
    what: 'sign-in to your account now asks for a code of an authenticator.',
    advice: RESET,
  },
  'factor-removed': {
    subject: 'The second factor was removed from your account',
    what: 'sign-in to your account no longer asks for a code of an authenticator.',
    advice: RESET,
  },
  'recovery-codes': {
    subject: 'Your recovery codes were replaced',
    what: 'your account has new recovery codes. The previous ones are not valid any more.',
    advice: RESET,
  },
  'password-changed': {
    subject: 'Your password was changed',
    what: 'the password of your account was changed.',
    advice: RESET,
  },
  'email-change-requested': {
    subject: 'Your address is about to change',
    what: 'somebody with your password asked to replace this address of your account.',
    advice: RESET,
  },
  'email-changed': {
    subject: 'Your address was changed',
    what: 'your account has another address from now on, and gets no more mails here.',
    advice: 'If not, ask those who run the service for help.',
  },
};

/** Contains nothing that somebody else chose: no names, no texts. */
export function noticeMail(to: string, kind: NoticeKind, { at, address, publicUrl }: NoticeFacts): Mail {
  const { subject, what, advice } = WORDINGS[kind];
  const lines = [
    'Hello,',
    '',
    what,
    '',
    `When: ${at.toISOString()}`,
    `Address: ${address ?? 'unknown'}`,
    `Service: ${publicUrl}`,
    '',
    `If that was you, there is nothing to do. ${advice}`,
  ];
  return { to, subject, text: lines.join('\n') };
}

interface LinkWording {
  subject: string;
  what: string;
  path: string;
  advice?: string;
}

const LINKS: Record<LinkPurpose, LinkWording> = {
  'verify-email': { subject: 'Confirm your address', what: 'Confirm that this address is yours:', path: 'verify' },
  'change-email': { subject: 'Confirm your new address', what: 'Confirm that this address is yours:', path: 'verify' },
  'reset-password': { subject: 'Reset your password', what: 'Choose a new password:', path: 'reset' },
  'unlock-account': {
    subject: 'Your account is locked',
    what: [
      'Somebody with your password used your account in an unusual way. Therefore all its sessions have ended, and nobody can',
      'sign in to it. Unlock it here, and then change your password:',
    ].join('\n'),
    path: 'unlock',
    advice: 'After that, reset your password instead: this unlocks your account, too.',
  },
};

const NOT_REQUESTED = 'If you did not ask for it, ignore this mail.';

/** `publicUrl`: where the page is. */
export function linkMail(to: string, purpose: LinkPurpose, { token, publicUrl }: { token: string; publicUrl: string }) {
  const { subject, what, path, advice = NOT_REQUESTED } = LINKS[purpose];
  const link = `${publicUrl.replace(/\/$/, '')}/${path}?token=${token}`;
  const lines = ['Hello,', '', what, '', link, '', `The link is valid for one hour, and for one use. ${advice}`];
  return { to, subject, text: lines.join('\n') } satisfies Mail;
}
