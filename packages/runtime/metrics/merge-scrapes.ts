interface Scrape {
  /** Of the process that it is from. */
  worker: string;
  /** In Prometheus's text format. */
  text: string;
}

interface Family {
  /** HELP and TYPE: of all who have it, the same. */
  head: Set<string>;
  samples: string[];
}

/**
 * The scrapes of several processes as one: the label `worker` tells the samples apart, and all of a metric stand
 * together, as the format demands (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
export function mergeScrapes(scrapes: readonly Scrape[]): string {
  const families = new Map<string, Family>();
  for (const { worker, text } of scrapes) {
    let family: Family | undefined;
    for (const line of text.split('\n').filter(Boolean)) {
      const [, name] = /^# (?:HELP|TYPE) (\S+)/.exec(line) ?? [];
      if (name === undefined) {
        family?.samples.push(labelled(line, worker));
        continue;
      }
      family = families.get(name) ?? { head: new Set(), samples: [] };
      families.set(name, family);
      family.head.add(line);
    }
  }
  return [...families.values()].map(({ head, samples }) => `${[...head, ...samples].join('\n')}\n`).join('\n');
}

/** `name 1` or `name{a="b"} 1`, with one label more. */
const labelled = (sample: string, worker: string): string =>
  sample.replace(
    /^([\w:]+)(?:\{(.*)\})?(?= [^ ]+$)/,
    (_, name: string, labels?: string) => `${name}{worker="${worker}"${labels ? `,${labels}` : ''}}`,
  );
