import { execFile } from 'node:child_process';

interface RunOptions {
  cwd?: string;
  environment?: Record<string, string>;
}

const OUTPUT_BYTES = 16 * 1_024 * 1_024;
const LAST_LINES = 5;

/** Runs a program, and returns its output. Errors: the program's last lines, or that it is missing. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, environment } = options;
  const env = { ...process.env, ...environment };
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env, maxBuffer: OUTPUT_BYTES }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (error.code === 'ENOENT') return reject(new Error(`the program ${command} is missing`, { cause: error }));
      const words = (stderr.trim() || stdout.trim() || error.message).split('\n').slice(-LAST_LINES).join(' / ');
      reject(new Error(`${command} ${args[0] ?? ''}: ${words}`, { cause: error }));
    });
  });
}
