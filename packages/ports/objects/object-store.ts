/** Where uploaded bytes live. Clients upload to and download from signed URLs; the bytes don't pass through a subgraph. */
export interface ObjectStore {
  /** For one upload of exactly this size, type and SHA-256 (hex), under this key, until `expiresAt`. */
  presignUpload(object: AnnouncedObject, expiresAt: Date): Promise<PresignedUpload>;
  /** A URL to read the object at, until `expiresAt`. */
  presignDownload(key: string, options: { fileName: string; mimeType: string; expiresAt: Date }): Promise<string>;
  /** Size in bytes and SHA-256 (hex) of what is stored, computed from the bytes; undefined where nothing is. */
  inspect(key: string): Promise<{ size: number; sha256: string } | undefined>;
  /** The whole object. Errors: of one that is not there. */
  read(key: string): Promise<Buffer>;
  /** Also where nothing is. */
  delete(key: string): Promise<void>;
}

export interface AnnouncedObject {
  key: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
}

export interface PresignedUpload {
  url: string;
  method: string;
  /** The client sends exactly these. */
  headers: { name: string; value: string }[];
}
