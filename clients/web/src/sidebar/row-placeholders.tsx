/** What the list will look like, while it is read. */
export const RowPlaceholders = () => (
  <div className="row-placeholders" role="status" aria-label="Loading conversations">
    {Array.from({ length: 6 }, (_, n) => (
      <span key={n} />
    ))}
  </div>
);
