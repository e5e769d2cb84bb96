/** Something that is good until an instant, in milliseconds since 1970. */
interface Expiring {
  readonly expiresAt: number;
}

const MILLISECONDS_BEFORE = 300_000;

/**
 * Gives what was asked for last, and asks again five minutes before it runs out. Whoever asks while
 * an answer is under way waits for the same one; what failed is asked for anew.
 */
export function renewed<T extends Expiring>(
  ask: () => Promise<T>,
  first: T | null = null,
  now: () => number = Date.now,
): () => Promise<T> {
  let held = first;
  let asked: Promise<T> | null = null;
  return () => {
    if (held && now() < held.expiresAt - MILLISECONDS_BEFORE) return Promise.resolve(held);
    asked ??= ask()
      .then((given) => (held = given))
      .finally(() => (asked = null));
    return asked;
  };
}
