/**
 * URL of a server of `infra/services`, such as `redis://127.0.0.1:17000`. Errors: if `npm run test:services` does not run the
 * test, or does not start this server.
 */
export function serviceUrl(name: string): string {
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_URL`;
  const url = process.env[variable];
  if (url) return url;
  throw new Error(
    `This test needs ${name}: name it *.services.test.ts, add ${name} to SUITE in infra/services/catalogue.ts, ` +
      `and run it with "npm run test:services" (or set ${variable})`,
  );
}
