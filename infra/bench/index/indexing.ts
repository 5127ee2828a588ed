import type { LiveOptions } from '../live/run-scenarios';
import type { Figures, Report, Row } from '../report';
import { catchUp } from './catch-up';
import { put } from './put';

const SCENARIOS: Record<string, (scale: number) => Promise<Report>> = { put, 'catch-up': catchUp };

/** Writes search documents to Elasticsearch, and measures how fast the index catches up. */
export async function indexing({ scale, only }: LiveOptions): Promise<Report> {
  const names = only === undefined ? Object.keys(SCENARIOS) : [only];
  const figures: Figures = {};
  for (const name of names) {
    if (!SCENARIOS[name]) throw new Error(`There is no ${name}: ${Object.keys(SCENARIOS).join(', ')}`);
    const measured: { rows: Row[]; figures: Figures } = await SCENARIOS[name](scale);
    console.log(name);
    console.table(measured.rows);
    Object.assign(figures, measured.figures);
  }
  return { rows: [], figures };
}
