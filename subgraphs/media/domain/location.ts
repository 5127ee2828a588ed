/** First bytes of images and films that cameras write: JPEG, PNG, TIFF (and raw formats made of it), RIFF, ISO 14496-12, Matroska. */
const SIGNATURES = /^(?:\xff\xd8\xff|\x89PNG|II[*+]\0|MM\0[*+]|RIFF|.{4}(?:ftyp|moov|mdat|free|wide)|\x1aE\xdf\xa3)/s;

/**
 * Where films say where they were taken: QuickTime's `©xyz` and its metadata key, `loci` (3GPP TS 26.244, 8.10), and the tag of
 * Matroska. Each with what follows, so that no chance of bytes looks like it.
 */
const IN_FILMS =
  /\xa9xyz.{4}[+-]\d|com\.apple\.quicktime\.location\.ISO6709|\0.{3}loci\0{4}.{2}|RECORDING_LOCATION|exif:GPSLatitude/s;

/** A file of Exif within another one (CIPA DC-008, 4.7.2), and after the signature of a PNG's chunk. */
const EXIF = /(?:Exif\0\0|eXIf)(?=II\*\0|MM\0\*)/g;

/** The tag that points to the directory of the place (CIPA DC-008, 4.6.3). */
const GPS_TAG = 0x8825;

/** Bytes at the end of a part of a file that may begin something which the next part ends. */
export const OVERLAP_BYTES = 64;

/** Whether a file, by its first bytes, is one that may say where it was taken. */
export const mayHaveLocation = (bytes: Buffer): boolean => SIGNATURES.test(bytes.subarray(0, 12).toString('latin1'));

/** Whether part of a film says where it was taken. */
export const hasLocationOfFilm = (bytes: Buffer): boolean => IN_FILMS.test(bytes.toString('latin1'));

/** Whether an image says where it was taken: a JPEG, HEIC or the like with Exif, or a TIFF. */
export function hasLocationOfImage(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  return [0, ...Array.from(text.matchAll(EXIF), ({ index, 0: mark }) => index + mark.length)].some((at) =>
    pointsToPlace(bytes.subarray(at)),
  );
}

/** TIFF 6.0, section 2: byte order, 42, and the offset of the first directory, whose entries have 12 bytes. */
function pointsToPlace(tiff: Buffer): boolean {
  const order = tiff.toString('latin1', 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return false;
  const isLittle = order.startsWith('II');
  const uint16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const uint32 = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  try {
    const directory = uint32(4);
    return Array.from({ length: uint16(directory) }, (_, n) => uint16(directory + 2 + 12 * n)).includes(GPS_TAG);
  } catch {
    // it ends before its directory
    return false;
  }
}
