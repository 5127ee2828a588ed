import contentDisposition from 'content-disposition';
import type { OfferedObject } from './object-store';

/**
 * `Content-Disposition` (RFC 6266) of an object. A name that is not ASCII comes twice: whole in `filename*` (RFC 8187), and
 * in `filename` without accents and with `_` for what has no ASCII letter, for clients that don't know `filename*`.
 * Clients don't agree on how to read other bytes there, not even those of Latin-1.
 */
export const dispositionHeader = ({ fileName, disposition }: Pick<OfferedObject, 'fileName' | 'disposition'>): string =>
  contentDisposition(fileName, { type: disposition, fallback: inAscii(fileName) });

const inAscii = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/(?<=[A-Za-z])\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]/gu, '_');
