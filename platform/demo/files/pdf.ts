/** Points (1/72 inch): A4. */
const [WIDTH, HEIGHT] = [595, 842];
const MARGIN = 72;

/**
 * A PDF of one page (ISO 32000-1): a title, and lines below it. Errors: of characters other than printable ASCII, which
 * the standard fonts have at the same place in every encoding.
 */
export function encodePdf(title: string, lines: readonly string[]): Buffer {
  const content = [
    `BT /F1 20 Tf ${MARGIN} ${HEIGHT - MARGIN} Td ${quoted(title)} Tj`,
    '/F2 11 Tf 18 TL 0 -18 Td',
    ...lines.map((line) => `T* ${quoted(line)} Tj`),
    'ET',
  ].join('\n');
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents 6 0 R /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ]);
}

function quoted(text: string): string {
  if (!/^[ -~]*$/.test(text)) throw new Error('Only printable ASCII can be written with the standard fonts');
  return `(${text.replace(/[\\()]/g, '\\$&')})`;
}

/** The objects, numbered from 1 (the first is the catalog), and the table of where each begins, in bytes. */
function assemble(objects: readonly string[]): Buffer {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, n) => {
    const offset = file.length;
    file += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const count = objects.length + 1;
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(
    `${file}${table}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  );
}
