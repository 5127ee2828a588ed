/**
 * PENDING: announced, and its bytes are on their way or not yet looked at. SCANNING: being looked at for malware.
 * READY: may be sent, seen and downloaded. REJECTED: its bytes are deleted.
 * PENDING → READY or REJECTED, by `settle` alone; both are final.
 */
export enum AttachmentStatus {
  PENDING = 'PENDING',
  SCANNING = 'SCANNING',
  READY = 'READY',
  REJECTED = 'REJECTED',
}
