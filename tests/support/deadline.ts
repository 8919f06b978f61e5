// Waiting for what must happen, up to a deadline: a test that would wait for ever fails and says for what.

/** Far more than anything takes, on a machine that is busy too. */
const deadlineMs = 30_000;
const lookMs = 5;

/** `promise`, or an error that names `what` did not happen. */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lateError(what)), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks until `isThere`, where nothing tells of it. `ms` is for what takes its time by itself. */
export async function until(
  what: string,
  isThere: () => boolean | Promise<boolean>,
  { ms = deadlineMs }: { readonly ms?: number } = {},
): Promise<void> {
  for (const end = Date.now() + ms; !await isThere();) {
    if (Date.now() > end) throw lateError(what, ms);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

function lateError(what: string, ms = deadlineMs): Error {
  return new Error(`Cannot go on: not within ${ms / 1000} s: ${what}`);
}
