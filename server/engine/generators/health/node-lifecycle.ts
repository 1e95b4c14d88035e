import { inFolder } from "../../workspace/paths.ts";
import { codeFile, type Dialect, type Import } from "../code/javascript.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { shutdownShares } from "./contract.ts";
import { moduleNames } from "./node-notes.ts";
import { milliseconds } from "./node-readiness.ts";

/** What differs between servers. */
export interface ServerCode {
  readonly imports: readonly Import[];
  /** The parameter by which the server is handed over, with its type. */
  readonly parameter: string;
  readonly type: string;
  /** The expression that is Node's own server. */
  readonly server: string;
  /** It has a function of its own that also closes what hangs on it. */
  readonly closesItself?: boolean;
  /** It may be a server that speaks HTTP/2 alone, which has no idle connections to close. */
  readonly isUnion?: boolean;
}

/** A server as `createServer` and the `listen` of most frameworks give it. */
export const httpServer: ServerCode = {
  imports: [{ from: "node:http", types: ["Server"] }],
  parameter: "server",
  type: "Server",
  server: "server",
};

/**
 * The module that takes a server through its life: ready once it listens, and on a signal out of the way without losing a request. All
 * of it fits into the seconds that a shutdown may take, of which the drain takes half at most.
 */
export function lifecycleFile(dialect: Dialect, plan: Plan, code: ServerCode): GeneratedFile {
  const names = moduleNames(plan, dialect);
  const { type, folder, ending, importEnding } = dialect;
  const { parameter, server } = code;
  const { drain, finish } = shutdownShares(plan.answers);
  const close = code.closesItself ? "" : `, closeClients${type(": () => Promise<unknown>")} = async () => {}`;
  const sweep = code.isUnion
    ? `setInterval(() => {
      if ("closeIdleConnections" in ${server}) ${server}.closeIdleConnections();
    }, 100).unref();`
    : `setInterval(() => ${server}.closeIdleConnections(), 100).unref();`;
  return {
    path: inFolder(folder, `${names.lifecycle}.${ending}`),
    about: "Ready once the server listens; on SIGTERM out of the way without losing a request",
    text: codeFile(
      dialect,
      [
        ...code.imports.filter(({ from }) => from.startsWith("node:")),
        ...(drain > 0 ? [{ from: "node:timers/promises", values: ["setTimeout as sleep"] }] : []),
        ...code.imports.filter(({ from }) => !from.startsWith("node:")),
        { from: `./${names.health}${importEnding}`, values: ["markReady", "markStopping"] },
      ],
      [
        `${drain > 0 ? `/** How long load balancers may take until they send nothing more. */\nconst drainMilliseconds = ${milliseconds(drain)};\n` : ""}/** From the signal on; less than the platform waits before it kills. */
const deadlineMilliseconds = ${milliseconds(drain + finish)};
`,
        `/**
 * Ready once the server listens. On SIGTERM: not ready,${drain > 0 ? " drained," : ""} closed to new connections, requests under way finished${
   code.closesItself ? ", plugins closed" : ", clients closed"
 },
 * exit. A second signal ends it at once.
 */
export function manageLifecycle(${parameter}${type(`: ${code.type}`)}${close})${type(": void")} {
  if (${server}.listening) markReady();
  else ${server}.once("listening", markReady);

  let isStopping = false;
  const stop = async (${drain > 0 ? `signal${type(": NodeJS.Signals")}` : ""}) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    markStopping();
    setTimeout(() => {
      console.error("Not everything was closed in time.");
      process.exit(1);
    }, deadlineMilliseconds).unref();
    // Clients that keep connections open are asked to come back on another one, which leads elsewhere.
    ${server}.prependListener("request", (_request, response) => response.setHeader("Connection", "close"));
${
  drain > 0
    ? `    // Who presses Ctrl+C stands behind no load balancer.
    if (signal === "SIGTERM") await sleep(drainMilliseconds);
`
    : ""
}${
  code.closesItself
    ? `    ${sweep}
    await ${parameter}.close();
`
    : `    const closed = new Promise((resolve) => ${server}.close(resolve));
    // Connections become idle as their requests finish.
    ${sweep}
    await closed;
    await closeClients();
`
}    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
`,
      ],
    ),
  };
}
