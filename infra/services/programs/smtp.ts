import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SMTPServer } from 'smtp-server';

// node smtp.js PORT MAILBOX
const [port, mailbox] = process.argv.slice(2) as [string, string];
let count = 0;

/** Renames the file to its final name when it is complete. */
async function save(mail: NodeJS.ReadableStream): Promise<void> {
  const file = join(mailbox, `${String(++count).padStart(6, '0')}.eml`);
  await pipeline(mail, createWriteStream(`${file}.new`));
  await rename(`${file}.new`, file);
  console.log(file);
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  onAuth: ({ username }, _session, done) => done(null, { user: username }),
  onData: (mail, _session, done) => void save(mail).then(() => done(), done),
});
server.on('error', (error) => console.error(error.message));
server.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => server.close());
