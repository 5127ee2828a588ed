export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Brings mails on their way. */
export interface MailTransport {
  /** `refused` by the server for good: it is of no use to send that one again. Errors: UNAVAILABLE; it may be sent again. */
  send(mail: Mail): Promise<'sent' | 'refused'>;
  close(): void;
}
