import { goProgram } from '../needs/go';
import { statusOf } from '../readiness';
import type { Server, Site } from '../server';

const program = goProgram({
  name: 'toxiproxy',
  package: 'github.com/Shopify/toxiproxy/v2/cmd/server',
  version: '2.5.0',
});

const url = ({ port }: Site): string => `http://127.0.0.1:${port}`;

/** Connections that tests can slow down and cut. A test chooses the port of a proxy; 0 is any free port. */
export const toxiproxy: Server = {
  name: 'toxiproxy',
  ports: [1],
  needs: [program],
  programs: async ({ cache, port }) => [
    {
      name: 'toxiproxy',
      command: program.in(cache, 'bin', 'server'),
      args: ['-host', '127.0.0.1', '-port', String(port)],
    },
  ],
  ready: async (site) => (await statusOf(`${url(site)}/version`)) === 200,
  url,
};
