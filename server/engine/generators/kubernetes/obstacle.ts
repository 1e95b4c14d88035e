import type { Plan } from "../model.ts";
import { shapeOf } from "./shape.ts";

/** What of the answers does not go together, with what to choose instead. */
export function obstacleOf(plan: Plan): string | undefined {
  const { answers } = plan;
  const { strategy, traffic, port, route, kind } = shapeOf(plan);
  if (answers.minReplicas > answers.maxReplicas)
    return `\`minReplicas\` is ${answers.minReplicas}, more than \`maxReplicas\`, which is ${answers.maxReplicas}`;
  if (bytes(answers.memoryRequest) > bytes(answers.memoryLimit))
    return `\`memoryRequest\` is ${answers.memoryRequest}, more than \`memoryLimit\`, which is ${answers.memoryLimit}`;
  if (kind === "CronJob") return undefined;
  if (strategy === "blue-green" && port === undefined)
    return "blue-green switches a Service, and the application listens on no port: choose `strategy=rolling`, or `canary` by `replicas`";
  if (traffic === "gateway" && route !== "gateway")
    return "the shares of `traffic=gateway` are weights of a route: choose `route=gateway`, or `traffic=replicas`";
  return undefined;
}

const units: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity as a number. */
function bytes(quantity: string): number {
  const match = /^([\d.]+)(\D*)$/.exec(quantity);
  return Number(match?.[1]) * (units[match?.[2] ?? ""] ?? 1);
}
