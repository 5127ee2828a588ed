import { blend, paint, type Colour, type Raster } from './raster';

const WHITE: Colour = [255, 255, 255];
const PAPER: Colour = [246, 248, 251];
const GRID: Colour = [218, 224, 233];
const TEAL: Colour = [20, 148, 156];
const INDIGO: Colour = [64, 72, 176];
const CORAL: Colour = [240, 98, 84];

/** Milliseconds, each minute of the load test. */
const P99 = [21, 23, 22, 26, 31, 29, 38, 36, 35, 37, 34, 35, 33, 30, 27, 24];
const LIMIT = 40;

/** The load test as bars of its p99, under the line of what was allowed. */
export function latencyChart(): Raster {
  const [width, height, margin, scale] = [640, 360, 40, 6.5];
  const slot = (width - 2 * margin) / P99.length;
  const floor = height - margin;
  return paint({ width, height }, (x, y) => {
    const place = (x - margin) / slot;
    const value = place >= 0 ? P99[Math.floor(place)] : undefined;
    const above = (floor - y) / scale;
    if (value === undefined || above < 0) return PAPER;
    if (Math.abs(above - LIMIT) < 0.2) return CORAL;
    const gap = place % 1 < 0.15 || place % 1 > 0.85;
    if (above <= value && !gap) return blend(INDIGO, TEAL, above / LIMIT);
    return above % 10 < 1 / scale ? GRID : PAPER;
  });
}

const NIGHT: Colour = [28, 34, 78];
const DAWN: Colour = [250, 176, 122];
const SEA: Colour = [18, 52, 92];
const ROCK: Colour = [30, 32, 42];
const LAMP: Colour = [255, 236, 160];

/** A lighthouse before dawn, its light over the sea. */
export function lighthouse(): Raster {
  const [width, height, horizon] = [640, 480, 330];
  const [middle, lampY, foot, shore] = [190, 130, 350, 400];
  return paint({ width, height }, (x, y) => {
    const aside = Math.abs(x - middle);
    if (y < shore && Math.hypot((x - middle) / 2.4, y - shore) < 60) return ROCK;
    if (Math.hypot(aside, y - lampY) < 12) return LAMP;
    if (y > lampY - 24 && y < lampY - 10 && aside < y - lampY + 26) return ROCK;
    if (y > lampY + 12 && y < foot && aside < 16 + (y - lampY) / 14)
      return blend(Math.floor((y - lampY) / 36) % 2 ? CORAL : WHITE, NIGHT, (x - middle + 30) / 90);
    const scene = y < horizon ? blend(NIGHT, DAWN, (y / horizon) ** 2) : seaAt(x, y - horizon);
    const beam = x > middle ? 1 - Math.abs(y - lampY + (x - middle) * 0.08) / (4 + (x - middle) * 0.12) : 0;
    return blend(scene, LAMP, 0.6 * beam * (1 - (x - middle) / 520));
  });
}

const seaAt = (x: number, below: number): Colour =>
  blend(SEA, DAWN, 0.5 * Math.exp(-below / 40) * (1 + Math.sin(below * 0.7 + Math.sin(x / 23))) - below / 900);
