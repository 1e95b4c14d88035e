import type { Answers } from "../answers.ts";
import { shutdownShares } from "../health/contract.ts";

/** A server's options: how it is told where to listen, and how long it may take to end. */
interface Options {
  /** As one writes it, and all of its spellings. */
  readonly bind: readonly [pattern: RegExp, words: (port: number) => readonly string[]];
  readonly others: readonly (readonly [pattern: RegExp, words: (seconds: number) => readonly string[]])[];
  /** Its options stand before what it serves. */
  readonly isFirst?: boolean;
  /** Its clock begins when it closes, which is after the drain of the health endpoints that are generated. */
  readonly closesLast?: boolean;
}

const hostAndPort: Options["bind"] = [/^--(?:host|port)(?:=|$)/, (port) => ["--host", "0.0.0.0", "--port", String(port)]];

/** From the servers' documentation: Gunicorn 27, uvicorn 0.54, Hypercorn 0.18, Granian 2, Daphne 4, Waitress 3, uWSGI 2, Streamlit 1. */
const servers: Readonly<Record<string, Options>> = {
  gunicorn: {
    bind: [/^(?:-b|--bind)(?:=|$)/, (port) => ["--bind", `0.0.0.0:${port}`]],
    others: [
      // The heartbeat's file must not wait for a disk. https://docs.gunicorn.org/en/stable/faq.html
      [/^--worker-tmp-dir(?:=|$)/, () => ["--worker-tmp-dir", "/dev/shm"]],
      [/^--graceful-timeout(?:=|$)/, (seconds) => ["--graceful-timeout", String(seconds)]],
      [/^--access-logfile(?:=|$)/, () => ["--access-logfile", "-"]],
    ],
  },
  uvicorn: {
    bind: hostAndPort,
    others: [[/^--timeout-graceful-shutdown(?:=|$)/, (seconds) => ["--timeout-graceful-shutdown", String(seconds)]]],
    closesLast: true,
  },
  fastapi: { bind: hostAndPort, others: [] },
  hypercorn: {
    bind: [/^(?:-b|--bind)(?:=|$)/, (port) => ["--bind", `0.0.0.0:${port}`]],
    others: [[/^--graceful-timeout(?:=|$)/, (seconds) => ["--graceful-timeout", String(seconds)]]],
  },
  granian: {
    bind: hostAndPort,
    others: [[/^--workers-kill-timeout(?:=|$)/, (seconds) => ["--workers-kill-timeout", String(seconds)]]],
  },
  daphne: { bind: [/^(?:-b|-p|--bind|--port)(?:=|$)/, (port) => ["--bind", "0.0.0.0", "--port", String(port)]], others: [] },
  "waitress-serve": { bind: [/^--(?:listen|host|port)=/, (port) => [`--listen=0.0.0.0:${port}`]], others: [], isFirst: true },
  uwsgi: { bind: [/^--(?:http|http-socket)(?:=|$)/, (port) => ["--http", `0.0.0.0:${port}`]], others: [] },
  streamlit: {
    bind: [
      /^--server\.(?:address|port|headless)(?:=|$)/,
      (port) => ["--server.address=0.0.0.0", `--server.port=${port}`, "--server.headless=true"],
    ],
    others: [],
  },
};

/** A server's command with what a container needs: it listens on all addresses on the port of the answers, and ends within the time that they give it. */
export function serverFlags(words: readonly string[], answers: Answers): readonly string[] {
  const { port, shutdownSeconds } = answers;
  const server = servers[words[0] ?? ""];
  if (!server || port === undefined) return words;
  const [pattern, bound] = server.bind;
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!pattern.test(word)) kept.push(word);
    else if (!word.includes("=")) i++;
  }
  // A settings file may say the rest.
  const isConfigured = words.some((word) => /^(?:-c|--config)(?:=|$)/.test(word));
  const seconds = server.closesLast ? shutdownShares(answers).finish : shutdownSeconds;
  const flags = [
    ...bound(port),
    ...server.others
      .filter(([option], i) => !words.some((word) => option.test(word)) && (!isConfigured || i === 0))
      .flatMap(([, option]) => option(seconds)),
  ];
  return server.isFirst ? [kept[0] as string, ...flags, ...kept.slice(1)] : [...kept, ...flags];
}
