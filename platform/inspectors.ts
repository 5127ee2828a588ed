import { clamd } from '@parley/ports/malware/clamd';
import { unscanned, type MalwareScanner } from '@parley/ports/malware/malware-scanner';
import { contentRules } from '@parley/ports/safety/content-rules';
import type { ContentSafety } from '@parley/ports/safety/content-safety';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Settings } from '@parley/runtime/settings';

/** The scanners of uploads. */
export interface Inspectors {
  readonly malware: MalwareScanner;
  readonly safety: ContentSafety;
}

/** The scanners of uploads that the settings configure. */
export const createInspectors = ({
  CLAMD_URL: url,
  REFUSED_TYPES: types,
  REFUSED_NAMES: names,
  REFUSED_SHA256: sha256,
}: Pick<Settings, 'CLAMD_URL' | 'REFUSED_TYPES' | 'REFUSED_NAMES' | 'REFUSED_SHA256'>): Inspectors => ({
  malware: url ? clamd({ url }) : unscanned,
  safety: contentRules({ types, names, sha256 }),
});

/** State of the scanners for `/readyz`. Without a scanner, uploads wait and everything else goes on. */
export const readinessOfInspectors = ({ malware }: Inspectors): Readiness => ({
  name: 'malware scanner',
  check: () => malware.check().catch(() => 'clamd does not respond: uploads wait for it, and stay SCANNING'),
});
