/** What people call files of a type, where its family does not say it. */
const KINDS = new Map(
  Object.entries({
    'application/pdf': 'PDF',
    'application/x-pdf': 'PDF',
    'application/msword': 'Word document',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word document',
    'application/vnd.ms-excel': 'Excel spreadsheet',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel spreadsheet',
    'application/vnd.ms-powerpoint': 'PowerPoint presentation',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint presentation',
    'application/vnd.oasis.opendocument.text': 'Text document',
    'application/vnd.oasis.opendocument.spreadsheet': 'Spreadsheet',
    'application/vnd.oasis.opendocument.presentation': 'Presentation',
    'application/vnd.apple.pages': 'Pages document',
    'application/vnd.apple.numbers': 'Numbers spreadsheet',
    'application/vnd.apple.keynote': 'Keynote presentation',
    'application/rtf': 'Rich text',
    'text/rtf': 'Rich text',
    'application/epub+zip': 'E-book',
    'application/json': 'JSON',
    'application/xml': 'XML',
    'text/xml': 'XML',
    'application/yaml': 'YAML',
    'application/x-yaml': 'YAML',
    'text/yaml': 'YAML',
    'application/sql': 'SQL',
    'application/javascript': 'JavaScript',
    'text/javascript': 'JavaScript',
    'application/x-javascript': 'JavaScript',
    'text/x-typescript': 'TypeScript',
    'text/x-python': 'Python',
    'application/x-sh': 'Script',
    'text/x-sh': 'Script',
    'text/html': 'Web page',
    'application/xhtml+xml': 'Web page',
    'text/css': 'Style sheet',
    'text/csv': 'Table (CSV)',
    'text/tab-separated-values': 'Table (TSV)',
    'text/markdown': 'Markdown',
    'text/x-markdown': 'Markdown',
    'text/calendar': 'Calendar',
    'text/vcard': 'Contact',
    'text/x-vcard': 'Contact',
    'message/rfc822': 'Email',
    'application/vnd.ms-outlook': 'Email',
    'application/zip': 'ZIP archive',
    'application/x-zip-compressed': 'ZIP archive',
    'application/gzip': 'Archive',
    'application/x-gzip': 'Archive',
    'application/x-tar': 'Archive',
    'application/x-bzip2': 'Archive',
    'application/x-xz': 'Archive',
    'application/zstd': 'Archive',
    'application/vnd.rar': 'RAR archive',
    'application/x-rar-compressed': 'RAR archive',
    'application/x-7z-compressed': '7-Zip archive',
    'application/java-archive': 'Java archive',
    'application/vnd.android.package-archive': 'Android app',
    'application/x-apple-diskimage': 'Disk image',
    'application/x-iso9660-image': 'Disk image',
    'application/x-msdownload': 'Windows program',
    'application/vnd.microsoft.portable-executable': 'Windows program',
    'application/x-msi': 'Windows installer',
    'application/postscript': 'PostScript',
    'application/wasm': 'WebAssembly',
    'image/svg+xml': 'Drawing (SVG)',
    'image/vnd.adobe.photoshop': 'Photoshop image',
  }),
);

const FAMILIES = new Map(
  Object.entries({
    text: 'Text',
    image: 'Picture',
    audio: 'Audio',
    video: 'Video',
    font: 'Font',
    model: '3D model',
    message: 'Message',
  }),
);

/** What a file is, for who reads it: never the name of its type. */
export function kindInWords({ mimeType, fileName }: { mimeType: string; fileName: string }): string {
  const type = mimeType.toLowerCase();
  return KINDS.get(type) ?? FAMILIES.get(type.split('/')[0]!) ?? kindByName(fileName);
}

/** Its extension as people say it, if it has one that looks like that. */
function kindByName(fileName: string): string {
  const [, extension] = /[^.\s]\.([a-z\d]{1,5})$/i.exec(fileName) ?? [];
  return extension ? `${extension.toUpperCase()} file` : 'File';
}
