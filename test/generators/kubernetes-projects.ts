// What the tests of Kubernetes manifests generate for: three small applications, and all strategies.
import { combinations, type Files } from "./support.ts";

/** An application that answers requests. */
export const shop: Files = {
  "package.json": JSON.stringify({ name: "shop", scripts: { start: "node src/index.js" }, dependencies: { express: "^5.1.0" } }),
  "package-lock.json": "{}\n",
  "src/index.js": "import express from 'express';\nexpress().listen(process.env.PORT ?? 3000);\n",
};

/** One that reads what it has to be told. */
export const configured: Files = {
  ...shop,
  "src/index.js":
    "import express from 'express';\nconst url = process.env.DATABASE_URL;\nif (!process.env.SESSION_SECRET) throw new Error('SESSION_SECRET');\nexpress().listen(process.env.PORT ?? 3000);\n",
};

/** One that works on a queue. */
export const worker: Files = {
  "package.json": JSON.stringify({ name: "mailer", scripts: { start: "node src/worker.js" }, dependencies: { bullmq: "^5.0.0" } }),
  "package-lock.json": "{}\n",
  "src/worker.js": "import { Worker } from 'bullmq';\nnew Worker('mail', async () => {});\n",
};

/** Every strategy with every controller, split and route that go together. */
export const strategies = [
  ...combinations({ strategy: ["rolling"], route: ["none", "gateway", "ingress"] }),
  ...combinations({ strategy: ["blue-green"], controller: ["native", "argo-rollouts"], route: ["none", "gateway", "ingress"] }),
  ...combinations({ strategy: ["canary"], controller: ["native", "argo-rollouts"], traffic: ["gateway"], route: ["gateway"] }),
  ...combinations({
    strategy: ["canary"],
    controller: ["native", "argo-rollouts"],
    traffic: ["replicas"],
    route: ["none", "gateway", "ingress"],
  }),
];
