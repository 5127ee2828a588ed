import { FileText, LoaderCircle, ShieldAlert } from 'lucide-react';
import type { Attachment } from '@parley/client';
import { kindInWords } from './kind-in-words';
import { sizeInWords } from './size-in-words';
import { Picture } from './picture';
import { useFreshLink } from './use-fresh-link';
import './media.css';

/** What a message brings along: pictures to look at, files to save. */
export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          <AttachmentView attachment={attachment} />
        </li>
      ))}
    </ul>
  );
}

function AttachmentView({ attachment }: { attachment: Attachment }) {
  const { status, thumbnails, fileName } = attachment;
  if (status === 'REJECTED')
    return (
      <FileCard icon={<ShieldAlert aria-hidden />} name={fileName}>
        {attachment.rejectedBecause ?? 'It was refused.'}
      </FileCard>
    );
  if (status !== 'READY')
    return (
      <FileCard icon={<LoaderCircle aria-hidden />} name={fileName}>
        {status === 'SCANNING' ? 'Being checked …' : 'Being uploaded …'}
      </FileCard>
    );
  return thumbnails.length > 0 ? <Picture attachment={attachment} /> : <SavedFile attachment={attachment} />;
}

function SavedFile({ attachment }: { attachment: Attachment }) {
  const { id, fileName, url, size } = attachment;
  const link = useFreshLink(id, url);
  return (
    <a className="file" download={fileName} {...link}>
      <FileText aria-hidden />
      <span>
        <bdi className="file-name">{fileName}</bdi>
        <small>
          {kindInWords(attachment)}, {sizeInWords(size)}
        </small>
      </span>
    </a>
  );
}

interface CardProps {
  icon: React.ReactNode;
  name: string;
  children: React.ReactNode;
}

const FileCard = ({ icon, name, children }: CardProps) => (
  <div className="file">
    {icon}
    <span>
      <bdi className="file-name">{name}</bdi>
      <small>{children}</small>
    </span>
  </div>
);
