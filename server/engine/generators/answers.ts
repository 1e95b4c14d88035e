import { en } from "zod/locales";
import * as z from "zod/mini";
import { allFrameworks, allPackageManagers, backingServices, ecosystems } from "../detection/names.ts";

// The one definition of what generators can be told: it checks what is given, types it, and gives the JSON Schema and the tables of the documentation.

const label = z
  .string()
  .check(z.regex(/^[a-z](?:[a-z0-9-]{0,51}[a-z0-9])?$/, "a name is lower-case letters, digits and hyphens, 53 at most"));
const branch = z.string().check(z.regex(/^[\w][\w./-]{0,200}$/, "a branch is letters, digits, dots, slashes and hyphens"));
const port = z.int().check(z.minimum(1), z.maximum(65535));
const path = z.string().check(z.regex(/^\/[\w./~-]*$/, "a path begins with a slash"));
const version = z.string().check(z.regex(/^\d+(?:\.\d+){0,2}$/, "a version is numbers with dots between them"));
const seconds = z.int().check(z.minimum(0), z.maximum(3600));
const quantity = z.string().check(z.regex(/^\d+(?:\.\d+)?(?:m|[kMGT]i?)?$/, "a quantity is a number with a unit, such as 100m or 256Mi"));
const folder = z
  .string()
  .check(z.regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\s\\"'`$]*$/, "a folder is relative to the workspace and stays inside it"));
const command = z.string().check(z.regex(/^[^\r\n]+$/, "a command is one line"));
const host = z
  .string()
  .check(
    z.regex(
      /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/,
      "a host name is labels with dots between them",
    ),
  );
const image = z
  .string()
  .check(
    z.regex(
      /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
      "an image is written in lower case, without a tag",
    ),
  );

/** In the order in which they are asked and worked out: what follows may hang on what stands before. */
export const answersType = /* @__PURE__ */ z.strictObject({
  folder,
  service: label,
  ecosystem: z.enum(ecosystems),
  framework: z.enum(allFrameworks as [string, ...string[]]),
  packageManager: z.optional(z.enum(allPackageManagers as [string, ...string[]])),
  runtimeVersion: version,
  port: z.optional(port),
  livenessPath: path,
  readinessPath: path,
  command: z.optional(command),
  buildCommand: z.optional(command),
  output: z.optional(folder),
  base: z.enum(["slim", "alpine", "distroless"]),
  services: z.array(z.enum(backingServices)),
  cpuLimit: quantity,
  memoryLimit: quantity,
  image,
  defaultBranch: branch,
  environments: z.array(label).check(z.minLength(1), z.maxLength(5)),
  target: z.enum(["kubernetes", "compose", "command"]),
  apply: z.enum(["kustomize", "kubectl"]),
  deployCommand: z.optional(command),
  rollbackCommand: z.optional(command),
  preview: z.boolean(),
  updates: z.enum(["dependabot", "renovate", "none"]),
  strategy: z.enum(["rolling", "blue-green", "canary"]),
  controller: z.enum(["native", "argo-rollouts"]),
  traffic: z.enum(["replicas", "gateway"]),
  layout: z.enum(["kustomize", "plain"]),
  route: z.enum(["gateway", "ingress", "none"]),
  host: z.optional(host),
  namespace: label,
  minReplicas: z.int().check(z.minimum(1), z.maximum(1000)),
  maxReplicas: z.int().check(z.minimum(1), z.maximum(1000)),
  targetCpu: z.int().check(z.minimum(1), z.maximum(100)),
  cpuRequest: quantity,
  memoryRequest: quantity,
  startSeconds: seconds,
  drainSeconds: seconds,
  shutdownSeconds: seconds,
  checks: z.array(z.enum(backingServices)),
  details: z.enum(["token", "none"]),
  level: z.enum(["critical", "standard", "experimental"]),
  owner: z.optional(z.string().check(z.regex(/^[^\r\n:#]{1,100}$/, "an owner is a name, a team or an address in one line"))),
});

export type Answers = z.output<typeof answersType>;
export type AnswerKey = keyof Answers;
export const answerKeys = /* @__PURE__ */ Object.keys(answersType.shape) as readonly AnswerKey[];

/** What may be given: any of the answers. */
export type GivenAnswers = { readonly [K in AnswerKey]?: Answers[K] | undefined };

/** What is wrong with a value for an answer, in a few words; undefined where it can be taken. */
export function problemWith(key: AnswerKey, value: unknown): string | undefined {
  // The small form of zod brings no sentences of its own.
  z.config(en());
  const result = z.safeParse(answersType.shape[key] as z.ZodMiniType, value);
  return result.success ? undefined : result.error.issues.map(({ message }) => message).join("; ");
}

/** A value as written behind `--set`: numbers, truth values and lists are told from texts by what the answer takes. */
export function readAnswer(key: AnswerKey, written: string): unknown {
  const takes = (value: unknown) => problemWith(key, value) === undefined;
  const list = written === "" ? [] : written.split(",").map((item) => item.trim());
  const number = /^-?\d+(?:\.\d+)?$/.test(written) ? Number(written) : undefined;
  const truth = written === "true" ? true : written === "false" ? false : undefined;
  return (
    [number, truth, list].find((value) => value !== undefined && takes(value)) ??
    (isNumeric(key) && number !== undefined ? number : written)
  );
}

/** The answer takes numbers: a wrong one is to be told as a number. */
function isNumeric(key: AnswerKey): boolean {
  return problemWith(key, 1) === undefined || problemWith(key, 1000) === undefined;
}
