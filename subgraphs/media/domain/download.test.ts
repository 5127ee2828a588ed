import fc from 'fast-check';
import { dispositionOf, downloadExpiry } from './download';

test('a URL has at least 2½ minutes and at most 5 left, and is the same for all within a window', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), (now) => {
      const leftMs = downloadExpiry(now).getTime() - now.getTime();
      expect(leftMs).toBeGreaterThan(150_000);
      expect(leftMs).toBeLessThanOrEqual(300_000);
      const windowStart = new Date(Math.floor(now.getTime() / 150_000) * 150_000);
      expect(downloadExpiry(now)).toEqual(downloadExpiry(windowStart));
    }),
  );
});

test('what could run is never opened in a browser', () => {
  for (const type of [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/xml',
    'application/pdf',
    'x/unknown',
  ])
    expect(dispositionOf(type)).toBe('attachment');
  expect(dispositionOf('image/png')).toBe('inline');
});
