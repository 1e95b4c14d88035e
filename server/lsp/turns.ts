import type { CancellationToken } from "vscode-languageserver";

/** Changes that come without a pause are waited for no longer than this, in milliseconds. */
const longest = 50;

/** The next turn of the event loop, after the messages that have arrived. */
export function turn(): Promise<void> {
  return new Promise((resolve) => (typeof setImmediate === "function" ? setImmediate(resolve) : setTimeout(resolve, 0)));
}

/**
 * Lets changes that are already on their way overtake the work on an older version: resolves once no change has come for two turns of
 * the event loop, which costs next to nothing where none is waiting. (The connection handles one message each turn.)
 */
export async function quiet(version: () => number | undefined, token?: CancellationToken): Promise<void> {
  const end = Date.now() + longest;
  for (;;) {
    const before = version();
    await turn();
    await turn();
    if (token?.isCancellationRequested || version() === before || Date.now() > end) return;
  }
}
