import type { Browser, CDPSession, Page } from 'playwright-core';
import { median, quantile } from '../report';
import { openRoom, scroll, type Way } from './in-page';
import type { Room } from './rooms';

export interface Looked {
  openMs: number;
  frameMs: number;
  p99FrameMs: number;
  worstFrameMs: number;
  /** CPU time of the page's main thread. */
  cpuMsAFrame: number;
  scrollSeconds: number;
  /** JavaScript heap after a garbage collection. */
  openHeapMb: number;
  scrolledHeapMb: number;
  /** Largest movement of visible messages in a frame that scrolling did not cause, on the way up and partly back. */
  worstJumpPixels: number;
}

const WHO = 'Ada Lindqvist';
const OPENINGS = 5;
/** More than the page keeps loaded around the visible messages. */
const BACK_PIXELS = 60_000;
const MEGA = 1024 * 1024;

/** Opens a conversation in a new page and scrolls through it. Also returns the distance in pixels. */
export async function look(
  browser: Browser,
  { url, room, way }: { url: string; room: Room; way: Way },
): Promise<Looked & { pixels: number; messages: number }> {
  const page = await signedIn(browser, url);
  try {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const opened: number[] = [];
    for (let n = 0; n < OPENINGS; n++) {
      await page.goto(url);
      await page.locator('nav a', { hasText: room.title }).waitFor();
      await page.waitForLoadState('networkidle');
      opened.push(await page.evaluate(openRoom, room.title));
    }
    const openHeapMb = await heapMb(devtools);
    const before = await taskSeconds(devtools);
    const { frames, pixels, messages, ...up } = await page.evaluate(scroll, way);
    const busy = (await taskSeconds(devtools)) - before;
    const scrolledHeapMb = await atRest(page, () => heapMb(devtools));
    const back = { pixelsAFrame: -way.pixelsAFrame, pixels: Math.min(pixels, BACK_PIXELS) };
    const { worstJumpPixels } = await page.evaluate(scroll, back);
    return {
      openMs: median(opened),
      frameMs: median(frames),
      p99FrameMs: quantile(frames, 0.99),
      worstFrameMs: Math.max(...frames),
      cpuMsAFrame: (busy * 1_000) / frames.length,
      scrollSeconds: frames.reduce((sum, ms) => sum + ms, 0) / 1_000,
      openHeapMb,
      scrolledHeapMb,
      worstJumpPixels: Math.max(up.worstJumpPixels, worstJumpPixels),
      ...{ pixels, messages },
    };
  } finally {
    await page.context().close();
  }
}

/** A signed-in page in a new browser context. */
async function signedIn(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.demo-person', { hasText: WHO }).click();
  await page.locator('nav a').first().waitFor();
  return page;
}

/** Measures once the page is idle. */
async function atRest<T>(page: Page, measure: () => Promise<T>): Promise<T> {
  await page.waitForLoadState('networkidle');
  return measure();
}

async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize / MEGA;
}

async function taskSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}
