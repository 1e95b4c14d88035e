import { describe, expect, it } from "vitest";
import { item, tell } from "./support.ts";

/** A web service in Node.js that runs in a cluster. */
const app = { "package.json": '{"name":"web","dependencies":{"express":"5.1.0"},"scripts":{"start":"node server.js"}}' };

interface Parts {
  readonly spec?: string;
  readonly pod?: string;
  readonly container?: string;
}

/** A Deployment with a Service; lines are given without their indentation. */
function deployment({ spec = "", pod = "", container = "" }: Parts = {}): string {
  const indented = (text: string, by: number) =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `${" ".repeat(by)}${line}\n`)
      .join("");
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
${indented(spec, 2)}  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
${indented(pod, 6)}      containers:
        - name: web
          image: registry.example.com/web:1.4.2
          ports:
            - containerPort: 8080
${indented(container, 10)}---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
`;
}

const inCluster = (parts: Parts, more = ""): Readonly<Record<string, string>> => ({
  ...app,
  "k8s/web.yaml": deployment(parts) + (more === "" ? "" : `---\n${more}`),
});

const resources = "resources:\n  requests:\n    cpu: 100m\n    memory: 128Mi\n  limits:\n    memory: 256Mi";
const autoscaler = (minimum: number, maximum: number) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: ${minimum}\n  maxReplicas: ${maximum}\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n`;
const ingress = (tls: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  ingressClassName: traefik\n${tls}  rules:\n    - host: shop.acme.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: web\n                port:\n                  number: 80\n`;
const probe = (kind: string, path: string, more = "  timeoutSeconds: 2\n") =>
  `${kind}Probe:\n  httpGet:\n    path: ${path}\n    port: 8080\n  periodSeconds: 10\n${more}`;
const hardened = "securityContext:\n  allowPrivilegeEscalation: false\n  readOnlyRootFilesystem: true\n  capabilities:\n    drop: [ALL]";
const hardenedPod = "securityContext:\n  runAsNonRoot: true\n  seccompProfile:\n    type: RuntimeDefault";
const budget =
  "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n";
const spread =
  "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels:\n        app: web";
const policy =
  "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector:\n    matchLabels:\n      app: web\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n        - podSelector: {}\n";
const fromMap = "envFrom:\n  - configMapRef:\n      name: web";
const configMap = (more = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n${more}data:\n  LOG_LEVEL: info\n`;
const chart = (container: string, values = "{}\n") => ({
  ...app,
  "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "chart/values.yaml": values,
  "chart/templates/web.yaml": deployment({ container }).replace("name: web", "name: {{ .Release.Name }}"),
});

const cases: readonly (readonly [title: string, id: string, files: Readonly<Record<string, string>>, expected: string])[] = [
  ["requests and a memory limit", "resource-limits", inCluster({ container: resources }), "met k8s/web.yaml:24"],
  ["nothing set", "resource-limits", inCluster({}), "open !k8s/web.yaml:15"],
  ["requests alone", "resource-limits", inCluster({ container: resources.replace(/ {2}limits[\s\S]*$/, "") }), "open !k8s/web.yaml:19"],
  [
    "a LimitRange of the namespace",
    "resource-limits",
    inCluster(
      {},
      "apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: limits\nspec:\n  limits:\n    - type: Container\n      default:\n        memory: 256Mi\n",
    ),
    "met k8s/web.yaml:34",
  ],
  [
    "an overlay sets them",
    "resource-limits",
    {
      ...inCluster({}),
      "k8s/kustomization.yaml": `resources:\n  - web.yaml\npatches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        template:\n          spec:\n            containers:\n              - name: web\n                resources:\n                  requests: {cpu: 100m, memory: 128Mi}\n                  limits: {memory: 256Mi}\n`,
    },
    "met k8s/web.yaml:15",
  ],
  ["an example is not deployed", "resource-limits", { ...app, "examples/web.yaml": deployment({ container: resources }) }, "open"],
  ["an autoscaler from 2 to 6", "horizontal-scaling", inCluster({ container: resources }, autoscaler(2, 6)), "met k8s/web.yaml:46"],
  ["an autoscaler from 1", "horizontal-scaling", inCluster({ container: resources }, autoscaler(1, 6)), "open !k8s/web.yaml:46"],
  ["an autoscaler from 3 to 3", "horizontal-scaling", inCluster({ container: resources }, autoscaler(3, 3)), "open !k8s/web.yaml:47"],
  ["an autoscaler without requests", "horizontal-scaling", inCluster({}, autoscaler(2, 6)), "open !k8s/web.yaml:45"],
  [
    "a fixed number, all of the kustomization seen",
    "horizontal-scaling",
    { ...inCluster({ spec: "replicas: 3" }), "k8s/kustomization.yaml": "resources:\n  - web.yaml\n" },
    "open !k8s/web.yaml:6",
  ],
  [
    "an Ingress with a certificate",
    "tls",
    inCluster({}, ingress("  tls:\n    - hosts: [shop.acme.com]\n      secretName: web-tls\n")),
    "met k8s/web.yaml:37",
  ],
  ["an Ingress without", "tls", inCluster({}, ingress("")), "open !k8s/web.yaml:38"],
  [
    "a Gateway with an HTTPS listener",
    "tls",
    inCluster(
      {},
      "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: web\nspec:\n  gatewayClassName: cilium\n  listeners:\n    - name: https\n      protocol: HTTPS\n      port: 443\n      tls:\n        certificateRefs:\n          - name: web-tls\n",
    ),
    "met k8s/web.yaml:41",
  ],
  ["nothing leads to it", "tls", inCluster({}), "manual"],
  [
    "a port of every node",
    "tls",
    { ...app, "k8s/web.yaml": deployment().replace("  ports:\n    - port: 80", "  type: NodePort\n  ports:\n    - port: 80") },
    "open",
  ],
  [
    "a route of OpenShift",
    "tls",
    inCluster(
      {},
      "apiVersion: route.openshift.io/v1\nkind: Route\nmetadata:\n  name: web\nspec:\n  to:\n    kind: Service\n    name: web\n  tls:\n    termination: edge\n",
    ),
    "met k8s/web.yaml:39",
  ],
  [
    "KEDA from 2 to 9",
    "horizontal-scaling",
    inCluster(
      { container: resources },
      "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    name: web\n  minReplicaCount: 2\n  maxReplicaCount: 9\n  triggers:\n    - type: cpu\n      metricType: Utilization\n      metadata:\n        value: '70'\n",
    ),
    "met k8s/web.yaml:44",
  ],
  [
    "two probes with time-outs",
    "distinct-probes",
    inCluster({ container: probe("liveness", "/livez") + probe("readiness", "/readyz") }),
    "met k8s/web.yaml:19 k8s/web.yaml:25",
  ],
  ["readiness is missing", "distinct-probes", inCluster({ container: probe("liveness", "/livez") }), "open !k8s/web.yaml:15"],
  [
    "both ask the same with the same patience",
    "distinct-probes",
    inCluster({ container: probe("liveness", "/health") + probe("readiness", "/health") }),
    "open !k8s/web.yaml:23",
  ],
  [
    "both ask the same, liveness with more patience",
    "distinct-probes",
    inCluster({ container: probe("liveness", "/health", "  timeoutSeconds: 2\n  failureThreshold: 8\n") + probe("readiness", "/health") }),
    "likely k8s/web.yaml:19 k8s/web.yaml:26",
  ],
  [
    "a time-out is left to the default",
    "distinct-probes",
    inCluster({ container: probe("liveness", "/livez") + probe("readiness", "/readyz", "") }),
    "open !k8s/web.yaml:25",
  ],
  [
    "all rights taken away",
    "hardened-containers",
    inCluster({ pod: hardenedPod, container: hardened }),
    "met k8s/web.yaml:15 k8s/web.yaml:25",
  ],
  [
    "a writable root",
    "hardened-containers",
    inCluster({ pod: hardenedPod, container: hardened.replace("  readOnlyRootFilesystem: true\n", "") }),
    "open !k8s/web.yaml:19",
  ],
  [
    "privileged",
    "hardened-containers",
    inCluster({ pod: hardenedPod, container: "securityContext:\n  privileged: true" }),
    "open !k8s/web.yaml:24",
  ],
  [
    "a budget and a spread",
    "disruption-budget",
    inCluster({ spec: "replicas: 3", pod: spread }, budget),
    "met k8s/web.yaml:42 k8s/web.yaml:16",
  ],
  ["no spread", "disruption-budget", inCluster({ spec: "replicas: 3" }, budget), "open !k8s/web.yaml:4"],
  ["one pod", "disruption-budget", inCluster({ pod: spread }, budget), "open !k8s/web.yaml:4"],
  [
    "a budget that lets none go",
    "disruption-budget",
    inCluster({ spec: "replicas: 3", pod: spread }, budget.replace("maxUnavailable: 1", "maxUnavailable: 0")),
    "open !k8s/web.yaml:44",
  ],
  [
    "how much may be missing",
    "rollout-settings",
    inCluster({ spec: "replicas: 3\nminReadySeconds: 10\nstrategy:\n  rollingUpdate:\n    maxSurge: 1\n    maxUnavailable: 0" }),
    "met k8s/web.yaml:8 k8s/web.yaml:7",
  ],
  ["left to defaults", "rollout-settings", inCluster({ spec: "replicas: 3" }), "open !k8s/web.yaml:4"],
  [
    "neither may a pod come nor go",
    "rollout-settings",
    inCluster({ spec: "replicas: 3\nstrategy:\n  rollingUpdate:\n    maxSurge: 0\n    maxUnavailable: 0" }),
    "open !k8s/web.yaml:9",
  ],
  [
    "a policy, and no token",
    "network-policy",
    inCluster({ pod: "automountServiceAccountToken: false" }, policy),
    "met k8s/web.yaml:35 k8s/web.yaml:14",
  ],
  ["a policy, and the default token", "network-policy", inCluster({}, policy), "open !k8s/web.yaml:4"],
  [
    "a policy for other pods",
    "network-policy",
    inCluster({ pod: "automountServiceAccountToken: false" }, policy.replace("app: web", "app: api")),
    "open !k8s/web.yaml:4",
  ],
  ["a ConfigMap that changes silently", "configuration-rollout", inCluster({ container: fromMap }, configMap()), "open !k8s/web.yaml:21"],
  [
    "one that cannot change",
    "configuration-rollout",
    inCluster({ container: fromMap }, configMap("immutable: true\n")),
    "met k8s/web.yaml:37",
  ],
  [
    "one with a hash in its name",
    "configuration-rollout",
    {
      ...inCluster({ container: fromMap }),
      "k8s/kustomization.yaml": "resources:\n  - web.yaml\nconfigMapGenerator:\n  - name: web\n    literals: [LOG_LEVEL=info]\n",
    },
    "met k8s/web.yaml:21",
  ],
  [
    "one whose hash is switched off",
    "configuration-rollout",
    {
      ...inCluster({ container: fromMap }),
      "k8s/kustomization.yaml":
        "resources:\n  - web.yaml\nconfigMapGenerator:\n  - name: web\n    literals: [LOG_LEVEL=info]\ngeneratorOptions:\n  disableNameSuffixHash: true\n",
    },
    "open !k8s/kustomization.yaml:1",
  ],
  [
    "a Secret that is made elsewhere",
    "configuration-rollout",
    inCluster({ container: "envFrom:\n  - secretRef:\n      name: web" }),
    "likely k8s/web.yaml:21",
  ],
  ["no configuration", "configuration-rollout", inCluster({}), "not-applicable"],
  [
    "a limit of storage",
    "bounded-disk",
    inCluster({ container: "resources:\n  limits:\n    ephemeral-storage: 1Gi" }),
    "met k8s/web.yaml:21",
  ],
  ["a root that cannot be written", "bounded-disk", inCluster({ container: hardened }), "met k8s/web.yaml:21"],
  [
    "a volume without a size",
    "bounded-disk",
    inCluster({ pod: "volumes:\n  - name: tmp\n    emptyDir: {}", container: hardened }),
    "open !k8s/web.yaml:16",
  ],
  ["nothing", "bounded-disk", inCluster({}), "open !k8s/web.yaml:15"],
];

describe("infrastructure in a cluster", () => {
  it.each(cases)("%s: %s", (_, id, files, expected) => {
    expect(tell(`infrastructure.${id}`, files)).toBe(expected);
  });

  it("goes by what fills a chart in", () => {
    const filled = "resources:\n  {{- toYaml .Values.resources | nindent 12 }}";
    expect(tell("infrastructure.resource-limits", chart(filled))).toBe("likely chart/templates/web.yaml:19");
    const values = "image: web\nresources:\n  requests: {cpu: 100m, memory: 128Mi}\n  limits:\n    memory: 256Mi\n";
    expect(tell("infrastructure.resource-limits", chart(filled, values))).toBe("met chart/values.yaml:5");
    const secure = "securityContext:\n  {{- toYaml .Values.securityContext | nindent 12 }}";
    expect(tell("infrastructure.hardened-containers", chart(secure))).toBe("likely chart/templates/web.yaml:19");
    const rights = "securityContext:\n  runAsNonRoot: true\n  readOnlyRootFilesystem: true\n  capabilities: {drop: [ALL]}\n";
    expect(tell("infrastructure.hardened-containers", chart(secure, rights))).toBe("met chart/values.yaml:3");
  });

  it("leads to the fix of what a rule finds", () => {
    expect(item("infrastructure.resource-limits", inCluster({})).action).toEqual({
      kind: "fix",
      rule: "kubernetes/missing-resource-requests",
      path: "k8s/web.yaml",
      line: 15,
      title: "Set requests and limits",
    });
  });

  it("says of other targets that it does not concern them", () => {
    const compose = { ...app, "compose.yaml": "services:\n  web:\n    build: .\n    restart: always\n" };
    for (const id of ["distinct-probes", "disruption-budget", "network-policy", "rollout-settings", "configuration-rollout"]) {
      expect(item(`infrastructure.${id}`, { ...compose, Dockerfile: "FROM node:24\nCOPY . .\n" })).toMatchObject({
        status: "not-applicable",
        because: expect.stringContaining("It runs by Compose."),
      });
    }
  });

  it("asks a person where the manifests are elsewhere", () => {
    const files = {
      ...app,
      ".github/workflows/deploy.yml":
        "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: helm upgrade web oci://registry.example.com/charts/web --install\n",
    };
    for (const id of ["resource-limits", "horizontal-scaling", "tls", "disruption-budget", "network-policy", "bounded-disk"])
      expect(tell(`infrastructure.${id}`, files)).toBe("manual .github/workflows/deploy.yml:9");
  });

  it("knows jobs, sets of every node and Knative's services", () => {
    const job = (container: string) => ({
      ...app,
      "k8s/job.yaml": `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: web\nspec:\n  schedule: "0 3 * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: web\n              image: registry.example.com/web:1.4.2\n${container}`,
    });
    const limits =
      "              resources:\n                requests: {cpu: 100m, memory: 128Mi}\n                limits:\n                  memory: 256Mi\n";
    expect(tell("infrastructure.resource-limits", job(limits))).toBe("met k8s/job.yaml:18");
    expect(tell("infrastructure.resource-limits", job(""))).toBe("open");
    expect(tell("infrastructure.distinct-probes", job(""))).toBe("not-applicable k8s/job.yaml:4");
    expect(tell("infrastructure.horizontal-scaling", job(""))).toBe("not-applicable");
    const everywhere = { ...app, "k8s/web.yaml": deployment().replace("kind: Deployment", "kind: DaemonSet") };
    expect(tell("infrastructure.horizontal-scaling", everywhere)).toBe("not-applicable k8s/web.yaml:4");
    expect(tell("infrastructure.disruption-budget", everywhere)).toBe("not-applicable");
    const run = {
      ...app,
      "run.yaml":
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/minScale: '2'\n        autoscaling.knative.dev/maxScale: '9'\n    spec:\n      containers:\n        - image: registry.example.com/web:1.4.2\n          resources:\n            limits:\n              memory: 512Mi\n",
    };
    expect(tell("infrastructure.horizontal-scaling", run)).toBe("met run.yaml:11 run.yaml:12");
    expect(tell("infrastructure.resource-limits", run)).toBe("met run.yaml:18");
    expect(tell("infrastructure.tls", run)).toBe("likely run.yaml:4");
    expect(tell("infrastructure.disruption-budget", run)).toBe("not-applicable run.yaml:4");
  });

  it("does not hold databases that run beside it to account", () => {
    const database = deployment().replaceAll("web", "db").replace("registry.example.com/db:1.4.2", "postgres:18.1");
    expect(tell("infrastructure.resource-limits", { ...inCluster({ container: resources }), "k8s/db.yaml": database })).toBe(
      "met k8s/web.yaml:24",
    );
  });
});
