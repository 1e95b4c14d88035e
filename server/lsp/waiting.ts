import type { Snapshot } from "../engine/index.ts";

/** What a snapshot answered, and where the disk still owed something then: what resolves once it has come. */
export interface Arrived<T> {
  readonly answer: T;
  readonly later?: Promise<void>;
}

/** Asks until the disk owes nothing more, or for so many milliseconds. */
export async function arrived<T>(snapshot: Snapshot, ask: () => T, patience = Number.POSITIVE_INFINITY): Promise<Arrived<T>> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = ask();
    if (!snapshot.isWaiting) return { answer };
    const left = end - Date.now();
    if (left <= 0 || !(await within(left, snapshot.settle()))) return { answer, later: snapshot.settle() };
  }
}

async function within(milliseconds: number, promise: Promise<void>): Promise<boolean> {
  if (milliseconds === Number.POSITIVE_INFINITY) return promise.then(() => true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
