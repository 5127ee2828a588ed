/** What went wrong, said at once. */
export const Trouble = ({ children }: { children: string | null }) =>
  children === null ? null : (
    <p role="alert" className="trouble">
      {children}
    </p>
  );
