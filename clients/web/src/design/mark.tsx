import mark from './parley.svg';

/** The sign of Parley. */
export const Mark = ({ size }: { size: number }) => <img src={mark} alt="" width={size} height={size} />;
