/** The one sample of a metric that has no labels, as the process at `url` tells it. */
export async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  if (line === undefined) throw new Error(`${url} has no ${name}`);
  return Number(line.split(' ')[1]);
}
