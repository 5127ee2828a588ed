/**
 * PENDING: announced, and its bytes are on their way or not yet looked at. SCANNING: being looked at for malware.
 * READY: may be downloaded. REJECTED: its bytes are deleted, and it may not be sent any more.
 * PENDING → READY or REJECTED, by `settleUpload` alone; both are final.
 */
export enum AttachmentStatus {
  PENDING = 'PENDING',
  SCANNING = 'SCANNING',
  READY = 'READY',
  REJECTED = 'REJECTED',
}
