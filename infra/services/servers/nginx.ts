import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { debianPackage } from '../needs/debian';
import { statusOf } from '../readiness';
import type { Server, Site } from '../server';

/** The template of the container image, with variables as `${NAME}`. */
const TEMPLATE = join(dirname(require.resolve('@parley/services/package.json')), '../compose/nginx.conf.template');

/** Offsets of the ports where tests start gateways. */
const GATEWAYS = [1, 2];

const url = ({ port }: Site): string => `http://127.0.0.1:${port}`;
const gatewaysOf = ({ port }: Site): string[] => GATEWAYS.map((at) => `127.0.0.1:${port + at}`);

/** A load balancer in front of two gateways, which tests start themselves. */
export const nginx: Server = {
  name: 'nginx',
  ports: [50, 51, 52],
  needs: [debianPackage({ name: 'nginx-light', program: '/usr/sbin/nginx', version: '1.22' })],
  async programs(site) {
    const { folder, port } = site;
    const values: Record<string, string> = {
      LISTEN: `127.0.0.1:${port}`,
      GATEWAYS: gatewaysOf(site)
        .map((gateway) => `server ${gateway} max_fails=1 fail_timeout=1s;`)
        .join(' '),
    };
    const http = (await readFile(TEMPLATE, 'utf8')).replace(/\$\{([A-Z]+)\}/g, (_, name: string) => values[name] ?? '');
    const configuration = join(folder, 'nginx.conf');
    await mkdir(join(folder, 'temporary'));
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${join(folder, 'temporary', name)};`)
      .join('\n');
    await writeFile(
      configuration,
      `daemon off;\npid ${join(folder, 'temporary', 'pid')};\nerror_log stderr warn;\nworker_rlimit_nofile 20000;
events { worker_connections 10000; }\nhttp {\naccess_log off;\n${paths}\n${http}\n}\n`,
    );
    return [{ name: 'nginx', command: '/usr/sbin/nginx', args: ['-p', folder, '-c', configuration] }];
  },
  // 502: nginx is up and no gateway is
  ready: async (site) => [200, 502, 504].includes(await statusOf(`${url(site)}/healthz`)),
  url,
  variables: (site) => ({ NGINX_GATEWAYS: gatewaysOf(site).join(',') }),
};
