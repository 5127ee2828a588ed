import type { LiveOptions } from '../live/run-scenarios';
import { withScratchDatabase } from '../scratch-database';
import type { Report } from '../report';
import { cost } from './cost';
import { underAttack } from './under-attack';

const PARTS = { cost, attacks: underAttack };

/** What protection costs, on against off; and sends of ordinary people next to attacks, against a quiet phase before. */
export const guard = ({ scale, only }: LiveOptions): Promise<Report> =>
  withScratchDatabase(async (url) => {
    const chosen = Object.entries(PARTS).filter(([name]) => !only || name === only);
    if (chosen.length === 0) throw new Error(`There is no ${only}: ${Object.keys(PARTS).join(', ')}`);
    const reports: Report[] = [];
    for (const [name, part] of chosen) {
      const report = await part(url, scale);
      console.log(name);
      console.table(report.rows);
      reports.push(report);
    }
    // the parts have other columns
    return { rows: [], figures: Object.assign({}, ...reports.map(({ figures }) => figures)) as Report['figures'] };
  });
