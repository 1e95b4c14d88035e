import type { ProbeTiming } from "../../cluster/probe-timing.ts";
import { builtImage, writableFolders } from "../built-image.ts";
import type { Plan } from "../model.ts";
import { indented, type Lines, yamlValue } from "../yaml-text.ts";
import { timeBudget } from "./budget.ts";
import { configurationOf, secretsOf } from "./configuration.ts";
import { nameLabel, shapeOf, type Variant } from "./shape.ts";

/** What stands as the tag until a pipeline has put the real one there: a pod with it says plainly why it does not start. */
export const unreleasedTag = "unreleased";

/** The pod's own part of a workload: the lines of `template`, from `metadata` on. */
export function podTemplate(plan: Plan, variant: Variant | undefined): Lines {
  const { answers } = plan;
  const shape = shapeOf(plan);
  const image = builtImage(plan);
  const writable = writableFolders(plan);
  const isJob = shape.kind === "CronJob";
  return [
    "metadata:",
    "  labels:",
    ...indented(4, ...labels(plan, variant)),
    "spec:",
    ...indented(
      2,
      `serviceAccountName: ${answers.service}`,
      "automountServiceAccountToken: false",
      isJob && "restartPolicy: Never",
      !isJob && `terminationGracePeriodSeconds: ${timeBudget(answers).terminationGracePeriodSeconds}`,
      "securityContext:",
      "  runAsNonRoot: true",
      `  runAsUser: ${image.uid}`,
      `  runAsGroup: ${image.gid}`,
      "  seccompProfile:",
      "    type: RuntimeDefault",
      // Else a user that is not root must not listen there, on some nodes.
      (shape.port ?? 1024) < 1024 && ["  sysctls:", "    - name: net.ipv4.ip_unprivileged_port_start", `      value: "${shape.port}"`],
      !isJob && spread(plan, variant),
      "containers:",
      isServing(plan) &&
        answers.drainSeconds === 0 &&
        // The base of variants stands apart from the Service, so that nothing is found there.
        (shape.variants.length === 0 || answers.layout === "plain") &&
        "  # deployment-patterns-ignore kubernetes/missing-pre-stop -- the application goes on answering by itself",
      `  - name: ${answers.service}`,
      ...indented(4, ...container(plan)),
      "volumes:",
      ...writable.flatMap(({ name, sizeLimit }) => [`  - name: ${name}`, "    emptyDir:", `      sizeLimit: ${sizeLimit}`]),
    ),
  ];
}

/** It answers requests for as long as it runs. */
function isServing(plan: Plan): boolean {
  const { port, kind } = shapeOf(plan);
  return port !== undefined && kind !== "CronJob";
}

function container(plan: Plan): Lines {
  const { answers } = plan;
  const { port } = shapeOf(plan);
  return [
    answers.layout === "plain"
      ? `image: ${answers.image}:${unreleasedTag} # The pipeline puts the version here.`
      : `image: ${answers.image}`,
    ...(port === undefined ? [] : ["ports:", "  - name: http", `    containerPort: ${port}`]),
    ...environment(plan),
    "resources:",
    "  requests:",
    `    cpu: ${answers.cpuRequest}`,
    `    memory: ${answers.memoryRequest}`,
    "  limits:",
    `    memory: ${answers.memoryLimit}`,
    ...(isServing(plan) ? probes(plan) : []),
    "securityContext:",
    "  allowPrivilegeEscalation: false",
    "  readOnlyRootFilesystem: true",
    "  capabilities:",
    "    drop: [ALL]",
    "volumeMounts:",
    ...writableFolders(plan).flatMap(({ name, path }) => [`  - name: ${name}`, `    mountPath: ${path}`]),
  ];
}

/** What the application reads from its environment: secrets by reference, the rest as the layout has it. */
function environment(plan: Plan): Lines {
  const { service, layout } = plan.answers;
  const isPlain = layout === "plain";
  const settings = configurationOf(plan);
  const secrets = secretsOf(plan).map(({ name, isRequired }) => [
    `- name: ${name}`,
    "  valueFrom:",
    "    secretKeyRef:",
    `      name: ${service}`,
    `      key: ${name}`,
    !isRequired && "      optional: true",
  ]);
  const literals = settings.map(({ name, value, decide }) => [
    decide && `# DECIDE: ${decide}`,
    `- name: ${name}`,
    `  value: ${/^[A-Za-z]/.test(value) ? yamlValue(value) : JSON.stringify(value)}`,
  ]);
  const entries = [...(isPlain ? literals : []), ...secrets];
  return [
    !isPlain && settings.length > 0 && ["envFrom:", "  - configMapRef:", `      name: ${service}`],
    entries.length > 0 && ["env:", ...indented(2, ...entries)],
  ];
}

function probes({ answers }: Plan): Lines {
  const { startup, liveness, readiness } = timeBudget(answers);
  const { drainSeconds, livenessPath, readinessPath } = answers;
  const probe = (name: string, path: string, { periodSeconds, timeoutSeconds, failureThreshold }: ProbeTiming) => [
    `${name}:`,
    "  httpGet:",
    `    path: ${path}`,
    "    port: http",
    `  periodSeconds: ${periodSeconds}`,
    `  timeoutSeconds: ${timeoutSeconds}`,
    `  failureThreshold: ${failureThreshold}`,
  ];
  return [
    drainSeconds > 0 && [
      "lifecycle:",
      "  preStop:",
      "    # Requests go on coming in until every node knows that the pod is leaving.",
      "    sleep:",
      `      seconds: ${drainSeconds}`,
    ],
    `# It has ${startup.periodSeconds * (startup.failureThreshold - 1)} seconds to start.`,
    ...probe("startupProbe", livenessPath, startup),
    ...probe("readinessProbe", readinessPath, readiness),
    "# Later than readiness: a busy pod gets no more requests, and is not restarted for it.",
    ...probe("livenessProbe", livenessPath, liveness),
  ];
}

/** Over the nodes first and over the zones, as far as there are several; those of one revision are counted by themselves. */
function spread(plan: Plan, variant: Variant | undefined): Lines {
  const isCounted = shapeOf(plan).kind === "Deployment";
  return [
    "topologySpreadConstraints:",
    ...["kubernetes.io/hostname", "topology.kubernetes.io/zone"].flatMap((key) => [
      "  - maxSkew: 1",
      `    topologyKey: ${key}`,
      "    whenUnsatisfiable: ScheduleAnyway",
      "    labelSelector:",
      "      matchLabels:",
      ...indented(8, ...labels(plan, variant)),
      isCounted ? "    matchLabelKeys: [pod-template-hash]" : "    matchLabelKeys: [rollouts-pod-template-hash]",
    ]),
  ];
}

/** The labels that select the pods. */
export function labels({ answers: { service } }: Pick<Plan, "answers">, variant?: Variant): Lines {
  return [`${nameLabel}: ${service}`, variant && `${variant.label}: ${variant.name}`];
}
