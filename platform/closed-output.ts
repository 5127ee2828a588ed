/**
 * Whoever reads what this process prints may go (`| head -1`, a log collector that died). Without this, the next line
 * would end the process, without draining, and with it all connections. For what pino writes, pino does the same.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
