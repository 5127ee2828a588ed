/** A signed URL of a service on its own machine: it does not know under which address this client reaches it. */
const LOCAL = /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?=\/objects\/)/;

/** Live results are the same for everybody: their files are where this client reaches the service. */
export function withOwnUrls(value: unknown, base: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withOwnUrls(one, base));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]: [string, unknown]) => [
    name,
    name === 'url' && typeof one === 'string' ? one.replace(LOCAL, () => base) : withOwnUrls(one, base),
  ]);
  return Object.fromEntries(entries);
}
