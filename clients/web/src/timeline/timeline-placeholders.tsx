/** What messages will look like, while they are read. */
export const TimelinePlaceholders = () => (
  <div className="timeline timeline-placeholders" role="status" aria-label="Loading messages">
    {[62, 38, 80, 55, 46].map((width) => (
      <div key={width}>
        <span className="avatar" />
        <span style={{ inlineSize: `${width}%` }} />
      </div>
    ))}
  </div>
);
