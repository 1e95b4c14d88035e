// A program that serves, started as a container would start it, and asked over the network of this machine alone.
import { type ChildProcess, spawn } from "node:child_process";
import { request } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Answer {
  /** 0 where there was none. */
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Asks on a connection of its own; what fails has the status 0. */
export function ask(port: number, path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve) => {
    const none = { status: 0, body: "", headers: {} };
    const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false, timeout: 15_000 }, (response) => {
      let body = "";
      response.on("data", (part) => (body += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
      response.on("error", () => resolve(none));
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(none));
    asked.end();
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Served {
  readonly process: ChildProcess;
  /** When it was started, by the clock. */
  readonly startedAt: number;
  readonly output: () => string;
  /** The code that it ends with, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

const started: ChildProcess[] = [];

export function serve(program: string, words: readonly string[], folder: string, environment: NodeJS.ProcessEnv): Served {
  const child = spawn(program, words, { cwd: folder, env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  let text = "";
  child.stdout?.on("data", (part) => (text += part));
  child.stderr?.on("data", (part) => (text += part));
  const ended = new Promise<number | string>((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal ?? "?")));
  return { process: child, startedAt: Date.now(), output: () => text, ended };
}

/** Ends what tests have left running. */
export function endAll(): void {
  for (const child of started.splice(0)) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
}

/** Asks again and again until it holds, 20 seconds at most; gives the last answer. */
export async function until(port: number, path: string, holds: (answer: Answer) => boolean): Promise<Answer> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await ask(port, path);
    if (holds(answer) || Date.now() > deadline) return answer;
    await sleep(50);
  }
}

/** A stand-in for Redis that answers its clients, says nothing, or is not there. */
export class FakeRedis {
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  mode: "answers" | "hangs" = "answers";
  readonly port: number;

  constructor(port: number) {
    this.port = port;
  }

  async up(): Promise<void> {
    this.mode = "answers";
    if (this.#server) return;
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      socket.on("data", (data) => {
        if (this.mode === "hangs") return;
        // Each command is a list of words; a client names itself before it asks.
        for (const command of String(data).split(/(?=^\*\d+\r\n)/m)) {
          const word = /\$\d+\r\n(\w+)/.exec(command)?.[1]?.toUpperCase();
          socket.write(word === "PING" ? "+PONG\r\n" : word === "HELLO" ? "%1\r\n+proto\r\n:3\r\n" : "+OK\r\n");
        }
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
  }

  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
