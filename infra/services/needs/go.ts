import { kept, type Kept } from './kept';
import { run } from './run';

interface GoProgram {
  name: string;
  package: string;
  version: string;
}

/** A program that Go builds once, to `bin/` and the last part of its package path. Needs Go. */
export const goProgram = ({ name, package: path, version }: GoProgram): Kept =>
  kept(`${name}-${version}`, async (folder) => {
    // ignores the caller's Go flags and workspace
    const environment = { GOBIN: `${folder}/bin`, GOFLAGS: '', GOWORK: 'off' };
    await run('go', ['install', `${path}@v${version}`], { environment });
  });
