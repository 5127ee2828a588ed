/**
 * Where a server of `infra/services` is, as `redis://127.0.0.1:17000`. Errors: the test is not run by
 * `npm run test:services`, or that does not bring up this one.
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
