/**
 * The reader of this process's output may exit (`| head -1`, or a log collector that crashed). Without this, the next line
 * would end the process with all its connections, without draining. pino does the same for its own output.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
