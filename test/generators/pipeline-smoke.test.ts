// The smoke test is run against a server of this machine.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { project, render, textOf } from "./support.ts";

let folder = "";
let script = "";
let server: Server | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "smoke-"));
  script = join(folder, "smoke.sh");
  writeFileSync(script, textOf(render("pipeline", project("go-service")), "scripts/smoke.sh"));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** The address of a server that answers so. */
async function serving(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/readyz`;
}

function smoke(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn("sh", [script, ...args], {
      env: { PATH: process.env.PATH ?? "", ATTEMPTS: "3", DELAY: "0", TIMEOUT: "1", ...env },
    });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("close", (code) => resolve({ code, output }));
  });
}

describe("scripts/smoke.sh", () => {
  test("waits until the answer is a success", async () => {
    let asked = 0;
    const url = await serving((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end("ok"));
    expect(await smoke([url])).toEqual({ code: 0, output: `${url} answers.\n` });
    expect(asked).toBe(3);
  });

  test("fails when its attempts are used up", async () => {
    let asked = 0;
    const url = await serving((_, response) => {
      asked++;
      response.writeHead(500).end();
    });
    const { code, output } = await smoke([url]);
    expect({ code, asked }).toEqual({ code: 1, asked: 3 });
    expect(output).toMatch(/failed 3 times: .*500/);
  });

  test("wants the version in a header or in the body", async () => {
    const url = await serving((request, response) =>
      request.headers.accept === undefined ? response.end() : response.setHeader("x-version", "4f2c1d0").end('{"version":"1.4.2"}'),
    );
    expect((await smoke([url, "4f2c1d0"])).code).toBe(0);
    expect((await smoke([url, "1.4.2"])).code).toBe(0);
    const { code, output } = await smoke([url, "1.4.3"]);
    expect(code).toBe(1);
    expect(output).toContain("the answer does not name 1.4.3");
  });

  test("gives a server up that does not answer in time", async () => {
    const url = await serving(() => {});
    const { code, output } = await smoke([url], { ATTEMPTS: "2" });
    expect(code).toBe(1);
    expect(output).toMatch(/timed out/i);
  });

  test("says what is wrong where there is no address", async () => {
    expect(await smoke(["/readyz"])).toMatchObject({ code: 2, output: expect.stringContaining("is the variable with the address set?") });
    expect((await smoke([])).code).toBe(2);
  });
});
