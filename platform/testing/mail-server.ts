import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail as it came, decoded as far as tests look at it. */
export interface ReceivedMail {
  messageId: string;
  to: string;
  subject: string;
  text: string;
}

export interface MailServer {
  /** SMTP_URL. */
  readonly url: string;
  /** Mails that came; those of before `confirms` was false too. */
  readonly mails: readonly ReceivedMail[];
  /** While it is false, the server takes mails and never says that it did. */
  confirms: boolean;
  close(): Promise<void>;
}

/** An SMTP server in the test's process. */
export async function mailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const state = { confirms: true };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, _session, done) {
      void text(stream).then((source) => {
        mails.push(parsed(source));
        if (state.confirms) done();
      }, done);
    },
  });
  // a client that was killed
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    get confirms() {
      return state.confirms;
    },
    set confirms(confirms) {
      state.confirms = confirms;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function parsed(source: string): ReceivedMail {
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(source)?.[1]?.trim() ?? '';
  const body = source.slice(source.indexOf('\r\n\r\n')).replaceAll('=\r\n', '').replaceAll('=3D', '=');
  return { messageId: header('Message-ID'), to: header('To'), subject: header('Subject'), text: body };
}
