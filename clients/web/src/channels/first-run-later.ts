import { later } from '../app/later';

/** Its script is loaded by those who need it. */
export const FirstRun = later(async () => (await import('./first-run')).FirstRun);
