// What a suite inside VS Code asks of the process that drives it: keys, screenshots, and a place for its results. Loopback only.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

/**
 * Listens for a suite's requests, each a name and its arguments, and answers them one after the other.
 * @param {Record<string, (...args: unknown[]) => unknown>} actions
 * @returns {Promise<{ address: string, close: () => void }>} the address holds a secret, so that no other page or program can press keys
 */
export async function listen(actions) {
  const path = `/${randomBytes(16).toString("hex")}`;
  let last = Promise.resolve();
  const server = createServer(async (request, response) => {
    if (request.method !== "POST" || request.url !== path) return response.writeHead(404).end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { action, args } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    last = last.then(async () => {
      try {
        if (!Object.hasOwn(actions, action)) throw new Error(`no action ${action}`);
        response.end(JSON.stringify({ value: (await actions[action](...args)) ?? null }));
      } catch (error) {
        response.end(JSON.stringify({ error: String(error) }));
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${port}${path}`, close };
}
