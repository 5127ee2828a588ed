import { renderImage } from '@parley/media/domain/render-image';
import { decode } from 'jpeg-js';
import { FILES } from './files';
import { encodePdf } from './pdf';

const [png, jpeg, pdf] = [FILES['load-test-p99.png'], FILES['lighthouse.jpg'], FILES['release-plan.pdf']].map((file) =>
  file.make(),
) as [Buffer, Buffer, Buffer];

it('makes pictures that are what they say', async () => {
  expect(await renderImage('image/png', png)).toMatchObject({ shown: { width: 640, height: 360 } });
  expect(await renderImage('image/jpeg', jpeg)).toMatchObject({ shown: { width: 640, height: 480 } });
  const { data } = decode(jpeg);
  const shades = new Set(Array.from({ length: 640 * 480 }, (_, n) => data.readUInt32BE(4 * n)));
  expect(shades.size).toBeGreaterThan(1_000);
});

it('stays small', () => {
  for (const { length } of [png, jpeg, pdf]) expect(length).toBeLessThan(100_000);
});

describe('the PDF', () => {
  const text = pdf.toString('latin1');

  it('has its table, and each of its objects, where it says', () => {
    const [, table] = /startxref\n(\d+)\n%%EOF\n$/.exec(text)!;
    const entries = /^xref\n0 7\n0000000000 65535 f \n((?:\d{10} 00000 n \n){6})trailer\n/.exec(text.slice(+table!));
    const offsets = Array.from(entries![1]!.matchAll(/^\d{10}/gm), Number);
    for (const [n, offset] of offsets.entries()) expect(text.slice(offset)).toMatch(new RegExp(`^${n + 1} 0 obj\n`));
  });

  it('has as long a stream as it says', () => {
    const [, length, stream] = /\/Length (\d+) >>\nstream\n([^]*?)\nendstream/.exec(text)!;
    expect(stream).toHaveLength(Number(length));
    expect(stream).toContain('(Lighthouse: release plan) Tj');
    expect(stream).toContain('\\(Ada, Juerg, Zoe\\)');
  });

  it('refuses what its fonts may lack', () => {
    expect(() => encodePdf('灯台', [])).toThrow('ASCII');
  });
});
