// What is generated for Next.js is built with it, started, and asked.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program } from "../generators/node-programs.ts";
import { type Files, render, withGenerated } from "../generators/support.ts";
import { installPackages, lay, root, run } from "./node-packages.ts";

const minutes = 60_000;
const next = join(root, "node_modules/next/dist/bin/next");
const token = "m4Xq8Zt2Kv6Rn1Wp";
const environment = {
  DATABASE_URL: "postgres://127.0.0.1/orders",
  SESSION_SECRET: "kr7Qz2vW9xT4mB8nL1pD6sF3hJ5gY0cA",
  NODE_ENV: "production",
};

/** The database is down from the start, until the file \`up\` is there. */
const database = `import { existsSync } from "node:fs";

class Pool {
  async query(_text: string) {
    if (!existsSync("up")) throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.5:5432"), { code: "ECONNREFUSED" });
  }
}
export const pool = new Pool();
`;

const own: Files = {
  ...program("next", "ts-bundler", ["pg"]),
  "src/db.ts": database,
  "src/app/layout.tsx": `import type { ReactNode } from "react";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`,
  // A page that needs the environment when it is built, as most do through something that they import.
  "src/app/page.tsx": `import { env } from "../env/server";

export default function Page() {
  return <p>{env.APP_ENV}</p>;
}
`,
  "next.config.ts": `export default { turbopack: { root: ${JSON.stringify(root)} } };\n`,
};

interface Started {
  readonly port: number;
  readonly output: () => string;
  readonly ended: Promise<readonly [number | null, string | null]>;
  readonly stop: (signal: NodeJS.Signals) => void;
}

const all: Started[] = [];

async function start(folder: string, more: Readonly<Record<string, string>> = {}): Promise<Started> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: folder,
    env: { PATH, NEXT_TELEMETRY_DISABLED: "1", ...environment, ...more },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = once(child, "exit") as Promise<[number | null, string | null]>;
  const started: Started = { port, output: () => output, ended, stop: (signal) => child.kill(signal) };
  all.push(started);
  return started;
}

async function until(what: () => Promise<boolean>, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) if (await what().catch(() => false)) return;
  throw new Error(`not within ${seconds} s`);
}

describe("Next.js", () => {
  let folder: string;
  beforeAll(() => {
    installPackages();
    const { "package-lock.json": _, ...files } = own;
    const answers = { services: "postgres", checks: "postgres" };
    folder = lay("run-next", withGenerated(files, render("health", files, answers), render("environment", files, answers)));
    const { SESSION_SECRET: _secret, DATABASE_URL: _url, ...atBuild } = { ...environment, NEXT_TELEMETRY_DISABLED: "1" };
    run(process.execPath, [next, "build"], folder, atBuild);
  }, 15 * minutes);
  afterAll(() => {
    for (const { stop } of all) stop("SIGKILL");
  });

  it("builds without secrets, and answers by the state of its database", { timeout: 3 * minutes }, async () => {
    const { port, stop, ended, output } = await start(folder, { HEALTH_TOKEN: token });
    const ask = (path: string, options: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...options });
    await until(async () => (await ask("/livez")).status === 200);
    const live = await ask("/livez");
    expect([await live.json(), live.headers.get("cache-control")]).toEqual([{ status: "ok" }, "no-store"]);
    const down = await ask("/readyz");
    expect([down.status, await down.json(), down.headers.get("cache-control")]).toEqual([503, { status: "down" }, "no-store"]);
    expect((await ask("/health/details")).status).toBe(401);
    const details = await ask("/health/details", { headers: { Authorization: `Bearer ${token}` } });
    expect(details.status).toBe(503);
    const body = await details.text();
    expect(JSON.parse(body)).toMatchObject({ status: "down", checks: { postgres: { status: "down", reason: "ECONNREFUSED" } } });
    expect(body).not.toContain("10.0.0.5");

    run("touch", ["up"], folder);
    await until(async () => (await ask("/readyz")).status === 200);
    const head = await ask("/readyz", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    stop("SIGTERM");
    await ended;
    expect(output()).not.toContain(environment.SESSION_SECRET);
  });

  it("does not start in an environment that is wrong, and names no value", { timeout: 2 * minutes }, async () => {
    const { ended, output } = await start(folder, { SESSION_SECRET: "hunter2-too-short" });
    const [code] = await ended;
    expect(code, output()).not.toBe(0);
    expect(output()).toContain("SESSION_SECRET: Too small");
    expect(output()).not.toContain("hunter2");
  });
});
