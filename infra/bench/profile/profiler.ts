import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { profileFile } from './profile-file';

// Node loads this into a server with --require: SIGUSR2 starts the CPU profiler, and the next one stops it
const session = new Session();
session.connect();
let running = false;

process.on('SIGUSR2', () => {
  running = !running;
  if (running) {
    session.post('Profiler.enable');
    session.post('Profiler.start');
  } else
    session.post('Profiler.stop', (error, stopped) => {
      if (error) throw error;
      const file = profileFile(process.pid);
      writeFileSync(`${file}.part`, JSON.stringify(stopped.profile));
      renameSync(`${file}.part`, file);
    });
});
