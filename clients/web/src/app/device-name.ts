const BROWSERS = [
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(e|ium)\//],
  ['Safari', /Safari\//],
] as const;

const SYSTEMS = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['macOS', /Mac OS X/],
  ['Windows', /Windows/],
  ['Linux', /Linux/],
] as const;

/** What this browser is listed as among somebody's devices. */
export function deviceName(userAgent: string): string {
  const first = (known: readonly (readonly [string, RegExp])[], otherwise: string) =>
    known.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? otherwise;
  return `${first(BROWSERS, 'Browser')} on ${first(SYSTEMS, 'a computer')}`;
}
