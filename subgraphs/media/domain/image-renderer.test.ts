import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import sharp from 'sharp';
import { createImageRenderer } from './image-renderer';
import { renderImage } from './render-image';

const aPng = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();

it('renders in another process what renderImage renders', async () => {
  const images = createImageRenderer();
  const png = await aPng(1_000);
  expect(await images.render('image/png', png)).toEqual(await renderImage('image/png', png));
  expect(await images.render('image/png', Buffer.from('none'))).toBe('Its bytes are no whole image/png');
});

it('kills the process of an image that takes too much memory or time, and renders the next', async () => {
  const metrics = createMetrics();
  const png = await aPng(6_000);
  const little = createImageRenderer({ metrics, maxMemoryBytes: 2 ** 20 });
  expect(await little.render('image/png', png)).toBe('It takes too much memory to decode');
  const short = createImageRenderer({ metrics, deadlineMs: 50 });
  expect(await short.render('image/png', png)).toBe('It takes too long to decode');
  const { text } = await metrics.scrape();
  expect(text).toContain('parley_media_images_killed_total{resource="memory"} 1');
  expect(text).toContain('parley_media_images_killed_total{resource="time"} 1');
  expect(await createImageRenderer({ metrics }).render('image/png', png)).toMatchObject({ shown: { width: 6_000 } });
});
