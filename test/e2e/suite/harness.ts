// A small test runner for use inside VS Code's extension host; it reports each test to the process that drives the editor.

interface Test {
  readonly name: string;
  readonly body: () => Promise<void>;
}

const tests: Test[] = [];
/** The first start of a server on a slow machine takes its time. */
const limit = 90_000;

/** Registers a test. */
export function test(name: string, body: () => Promise<void>): void {
  tests.push({ name, body });
}

/** Runs the registered tests in turn, all or those that the filters name, each reported on its own, and fails where one failed. */
export async function runTests(): Promise<void> {
  let failed = 0;
  const filters = JSON.parse(process.env.E2E_FILTERS ?? "[]") as readonly string[];
  const chosen = tests.filter(({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
  for (const { name, body } of chosen) {
    const start = performance.now();
    const error = await errorOf(body);
    if (error !== undefined) failed++;
    await drive("report", { name, milliseconds: performance.now() - start, ...(error !== undefined && { error }) });
  }
  if (failed > 0) throw new Error(`${failed} of ${chosen.length} tests failed`);
}

async function errorOf(body: () => Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the test took longer than ${limit / 1000} s`)), limit);
  });
  try {
    await Promise.race([body(), tooLate]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks the driving process for something that only it can do. */
async function drive(action: string, ...args: unknown[]): Promise<unknown> {
  const address = process.env.E2E_DRIVER;
  if (!address) throw new Error("E2E_DRIVER is not set: start the suite by `npm test -- e2e` or `npm run test:desktop`");
  const response = await fetch(address, { method: "POST", body: JSON.stringify({ action, args }) });
  const answer = (await response.json()) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(`${action}: ${answer.error}`);
  return answer.value;
}

/** Whether keys can be pressed: in the browser they can; on the desktop nothing presses them, and the tests run the keys' commands. */
export const hasKeyboard = process.env.E2E_KEYBOARD !== "none";

/** Presses a key, written as the browser driver writes it: `Control+.`, `Enter`. */
export async function press(key: string): Promise<void> {
  await drive("press", key);
}

/** Types a text, key by key. */
export async function type(text: string): Promise<void> {
  await drive("type", text);
}

/** Clicks on the page's first element that a selector finds. */
export async function click(selector: string): Promise<void> {
  await drive("click", selector);
}

/** Drags with the mouse, in pixels of the page. */
export async function drag(from: Point, to: Point): Promise<void> {
  await drive("drag", from, to);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Takes a picture of the window, for the README. */
export async function screenshot(name: string): Promise<void> {
  await drive("screenshot", name);
}

/** The texts of the page's elements that a selector finds. */
export async function textsOf(selector: string): Promise<readonly string[]> {
  return (await drive("text", selector)) as string[];
}

/** Waits until `get` gives something, looking again and again; fails with `what` after `seconds`. */
export async function until<T>(
  what: string | (() => string),
  get: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 20,
): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  for (;;) {
    const value = await get();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain for ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
