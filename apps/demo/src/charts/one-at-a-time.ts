const waiting: (() => void)[] = [];
let scheduled = false;

/** Runs jobs one a turn of the event loop, so that a page with many charts is never busy for long. Returns what takes a job back. */
export function oneAtATime(job: () => void): () => void {
  waiting.push(job);
  if (!scheduled) next();
  return () => {
    const place = waiting.indexOf(job);
    if (place >= 0) waiting.splice(place, 1);
  };
}

function next(): void {
  scheduled = true;
  setTimeout(() => {
    waiting.shift()?.();
    scheduled = false;
    if (waiting.length > 0) next();
  });
}
