import { goProgram } from './needs/go';

const k6 = goProgram({ name: 'k6', package: 'go.k6.io/k6', version: '1.8.1' });

/** Programs that tests run, by the environment variable that holds the path. */
export const TOOLS = { K6: { program: k6, path: (cache: string) => k6.in(cache, 'bin', 'k6') } } as const;
