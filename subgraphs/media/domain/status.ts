/**
 * PENDING: announced, and its bytes are on their way. SCANNING: being looked at, and of an image made fit to be shown. READY: may be downloaded. REJECTED: its bytes are deleted, and it may not be sent any more.
 * PENDING → READY or REJECTED, or → SCANNING → READY or REJECTED. `settleUpload` alone makes the last step, which is final.
 * What is deleted becomes REJECTED from any of them (`media.delete_attachments`), until its row is forgotten.
 */
export enum AttachmentStatus {
  PENDING = 'PENDING',
  SCANNING = 'SCANNING',
  READY = 'READY',
  REJECTED = 'REJECTED',
}
