/** An error as one line that says what to do. */
export function lineOf(error: unknown): string {
  const { code, port, path, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `port ${port} is in use: stop what uses it, or set PORT to another`;
  if (code === 'EACCES' && port !== undefined) return `port ${port} may not be used by this user: set PORT to another`;
  if ((code === 'EACCES' || code === 'EROFS' || code === 'EPERM') && path)
    return `${path} cannot be written: set PARLEY_DATA to a folder that can`;
  return (message ?? String(error)).split('\n')[0]!;
}
