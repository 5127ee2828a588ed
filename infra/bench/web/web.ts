import { browserPath, launchBrowser } from '@parley/testing/browser';
import { parleyProcess } from '@parley/testing/parley-process';
import type { Browser } from 'playwright-core';
import { median, round, type Figures, type Report, type Row } from '../report';
import { withScratchDatabase } from '../scratch-database';
import { look, type Looked } from './look';
import { addRooms, type Room } from './rooms';

const MESSAGES = 1_000_000;
const FEW = 100;
const SCROLLED = 10_000;
const PIXELS_A_FRAME = -200;
const ROUNDS = 3;

/** The web client in a conversation of a million messages. Baseline: one of a hundred. Errors: without Chromium. */
export async function web({ scale }: { scale: number }): Promise<Report> {
  const path = browserPath();
  if (!path) throw new Error('There is no Chromium here: CHROMIUM_PATH says where one is');
  const many = Math.max(FEW, Math.round(MESSAGES * scale));
  const scrolled = Math.max(FEW, Math.round(Math.min(SCROLLED, many / 2) * Math.min(1, scale * 10)));
  return withScratchDatabase(async (url) => {
    const parley = await parleyProcess({ DATABASE_URL: url, LOG_LEVEL: 'error' });
    const browser = await launchBrowser(path);
    try {
      const [long, short] = (await addRooms(url, [many, FEW])) as [Room, Room];
      return report(await rounds(browser, { url: parley.url, long, short, scrolled }), { many, scrolled });
    } finally {
      await browser.close();
      await parley.close();
    }
  });
}

interface Plan {
  url: string;
  long: Room;
  short: Room;
  scrolled: number;
}

interface Measured {
  long: Looked[];
  short: Looked[];
}

/** Alternates; in the short conversation it scrolls the same distance as in the long one, up and down. */
async function rounds(browser: Browser, { url, long, short, scrolled }: Plan): Promise<Measured> {
  const measured: Measured = { long: [], short: [] };
  for (let n = 0; n < ROUNDS; n++) {
    const way = { pixelsAFrame: PIXELS_A_FRAME };
    const far = await look(browser, { url, room: long, way: { ...way, messages: scrolled } });
    measured.long.push(far);
    measured.short.push(await look(browser, { url, room: short, way: { ...way, pixels: far.pixels } }));
  }
  return measured;
}

const RATIOS = ['openMs', 'frameMs', 'worstFrameMs', 'cpuMsAFrame', 'openHeapMb', 'scrolledHeapMb'] as const;

function report(measured: Measured, { many, scrolled }: { many: number; scrolled: number }): Report {
  const rows: Row[] = [];
  const figures: Figures = { messages: many, scrolled };
  const middle = (size: keyof Measured, figure: keyof Looked) => median(measured[size].map((one) => one[figure]));
  for (const size of ['long', 'short'] as const) {
    const names = Object.keys(measured.long[0]!).filter((name) => name !== 'pixels' && name !== 'messages');
    const row = Object.fromEntries(names.map((name) => [name, round(middle(size, name as keyof Looked))]));
    rows.push({ messages: size === 'long' ? many : FEW, ...row });
    for (const [name, value] of Object.entries(row)) figures[`${size}.${name}`] = value;
  }
  for (const name of RATIOS) figures[`${name}LongVsShort`] = round(middle('long', name) / middle('short', name), 2);
  return { rows, figures };
}
