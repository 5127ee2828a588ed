/** Pixels by rows from the top, four bytes each: red, green, blue, alpha. */
export interface Raster {
  width: number;
  height: number;
  data: Buffer;
}

/** Red, green, blue: 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colour of each pixel is what `colourAt` says of it. */
export function paint(
  { width, height }: Pick<Raster, 'width' | 'height'>,
  colourAt: (x: number, y: number) => Colour,
): Raster {
  const data = Buffer.alloc(4 * width * height, 255);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(colourAt(x, y), 4 * (y * width + x));
  return { width, height, data };
}

/** From one colour to the other; `share` is held between 0 and 1. */
export function blend(from: Colour, to: Colour, share: number): Colour {
  const part = Math.min(1, Math.max(0, share));
  const channel = (n: 0 | 1 | 2) => Math.round(from[n] + (to[n] - from[n]) * part);
  return [channel(0), channel(1), channel(2)];
}
