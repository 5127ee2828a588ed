export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Brings mails on their way. */
export interface MailTransport {
  /**
   * Resolves when the server has accepted the mail, or refused it for good. `id` makes the Message-ID (RFC 5322, 3.6.4), by
   * which servers and readers drop repeats. Errors: UNAVAILABLE; a retry may help.
   */
  send(mail: Mail, id: string): Promise<'sent' | 'refused'>;
  close(): void;
}
