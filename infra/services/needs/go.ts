import { kept, type Kept } from './kept';
import { run } from './run';

interface GoProgram {
  name: string;
  package: string;
  version: string;
}

/** A program that Go builds once, as `bin/` and the last part of its package's path. Needs Go. */
export const goProgram = ({ name, package: path, version }: GoProgram): Kept =>
  kept(`${name}-${version}`, async (folder) => {
    // a tool of its own: flags and workspaces of whoever asks are not meant for it
    const environment = { GOBIN: `${folder}/bin`, GOFLAGS: '', GOWORK: 'off' };
    await run('go', ['install', `${path}@v${version}`], { environment });
  });
