import { type Completion, marked } from "../completion.ts";
import { inStyle, layoutOf } from "../yaml-layout.ts";
import type { ManifestSite } from "./site.ts";

interface Template {
  readonly label: string;
  readonly about: string;
  /** Lines with two blanks a level, lists not indented; `‹…›` is what the user decides. */
  readonly lines: readonly string[];
}

const podTemplate = [
  "  template:",
  "    metadata:",
  "      labels:",
  "        app: ‹app›",
  "    spec:",
  "      automountServiceAccountToken: false",
  "      securityContext:",
  "        runAsNonRoot: true",
  "        runAsUser: ‹10001›",
  "        seccompProfile:",
  "          type: RuntimeDefault",
  "      containers:",
  "      - name: ‹app›",
  "        image: ‹registry.example.com/app:1.0.0›",
];

/** Pods are spread before their containers are named. */
const spreadAt = podTemplate.indexOf("      containers:");

const guarded = [
  "        securityContext:",
  "          allowPrivilegeEscalation: false",
  "          readOnlyRootFilesystem: true",
  "          capabilities:",
  "            drop:",
  "            - ALL",
];

const templates: readonly Template[] = [
  {
    label: "Deployment",
    about: "A service in several pods, with probes, requests, a graceful shutdown and a rolling update without a gap.",
    lines: [
      "apiVersion: apps/v1",
      "kind: Deployment",
      "metadata:",
      "  name: ‹app›",
      "spec:",
      "  replicas: ‹2›",
      "  minReadySeconds: 10",
      "  strategy:",
      "    type: RollingUpdate",
      "    rollingUpdate:",
      "      maxSurge: 1",
      "      maxUnavailable: 0",
      "  selector:",
      "    matchLabels:",
      "      app: ‹app›",
      ...podTemplate.slice(0, spreadAt),
      "      topologySpreadConstraints:",
      "      - maxSkew: 1",
      "        topologyKey: kubernetes.io/hostname",
      "        whenUnsatisfiable: ScheduleAnyway",
      "        labelSelector:",
      "          matchLabels:",
      "            app: ‹app›",
      "        matchLabelKeys:",
      "        - pod-template-hash",
      ...podTemplate.slice(spreadAt),
      "        ports:",
      "        - name: http",
      "          containerPort: ‹8080›",
      "        lifecycle:",
      "          preStop:",
      "            sleep:",
      "              seconds: 10",
      "        startupProbe:",
      "          httpGet:",
      "            path: ‹/livez›",
      "            port: http",
      "          periodSeconds: 5",
      "          failureThreshold: 30",
      "        livenessProbe:",
      "          httpGet:",
      "            path: ‹/livez›",
      "            port: http",
      "          periodSeconds: 10",
      "          failureThreshold: 6",
      "        readinessProbe:",
      "          httpGet:",
      "            path: ‹/readyz›",
      "            port: http",
      "          periodSeconds: 5",
      "          failureThreshold: 3",
      "        resources:",
      "          requests:",
      "            cpu: ‹100m›",
      "            memory: ‹128Mi›",
      "          limits:",
      "            memory: ‹256Mi›",
      ...guarded,
    ],
  },
  {
    label: "Service",
    about: "One address for the pods with a label.",
    lines: [
      "apiVersion: v1",
      "kind: Service",
      "metadata:",
      "  name: ‹app›",
      "spec:",
      "  selector:",
      "    app: ‹app›",
      "  ports:",
      "  - name: http",
      "    port: 80",
      "    targetPort: http",
    ],
  },
  {
    label: "Ingress",
    about: "A host with TLS that leads to a Service.",
    lines: [
      ...["apiVersion: networking.k8s.io/v1", "kind: Ingress", "metadata:", "  name: ‹app›", "spec:", "  ingressClassName: ‹traefik›"],
      ...[
        "  tls:",
        "  - hosts:",
        "    - ‹app.example.com›",
        "    secretName: ‹app›-tls",
        "  rules:",
        "  - host: ‹app.example.com›",
        "    http:",
        "      paths:",
      ],
      ...[
        "      - path: /",
        "        pathType: Prefix",
        "        backend:",
        "          service:",
        "            name: ‹app›",
        "            port:",
        "              name: http",
      ],
    ],
  },
  {
    label: "HTTPRoute",
    about: "A host of a Gateway that leads to a Service.",
    lines: [
      ...[
        "apiVersion: gateway.networking.k8s.io/v1",
        "kind: HTTPRoute",
        "metadata:",
        "  name: ‹app›",
        "spec:",
        "  parentRefs:",
        "  - name: ‹gateway›",
      ],
      ...["  hostnames:", "  - ‹app.example.com›", "  rules:", "  - backendRefs:", "    - name: ‹app›", "      port: 80"],
    ],
  },
  {
    label: "HorizontalPodAutoscaler",
    about: "Two to ten pods by their use of CPU; the containers need requests, and the workload has no `replicas`.",
    lines: [
      ...["apiVersion: autoscaling/v2", "kind: HorizontalPodAutoscaler", "metadata:", "  name: ‹app›", "spec:", "  scaleTargetRef:"],
      ...[
        "    apiVersion: apps/v1",
        "    kind: Deployment",
        "    name: ‹app›",
        "  minReplicas: ‹2›",
        "  maxReplicas: ‹10›",
        "  metrics:",
        "  - type: Resource",
      ],
      ...["    resource:", "      name: cpu", "      target:", "        type: Utilization", "        averageUtilization: ‹70›"],
    ],
  },
  {
    label: "PodDisruptionBudget",
    about: "Lets the pods of an application go one at a time when nodes are drained.",
    lines: [
      "apiVersion: policy/v1",
      "kind: PodDisruptionBudget",
      "metadata:",
      "  name: ‹app›",
      "spec:",
      "  maxUnavailable: 1",
      "  selector:",
      "    matchLabels:",
      "      app: ‹app›",
    ],
  },
  {
    label: "ConfigMap",
    about: "Settings that are no secrets.",
    lines: ["apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: ‹app›", "data:", '  ‹LOG_LEVEL›: "‹info›"'],
  },
  {
    label: "NetworkPolicy",
    about: "Lets nothing in but what it names.",
    lines: [
      ...[
        "apiVersion: networking.k8s.io/v1",
        "kind: NetworkPolicy",
        "metadata:",
        "  name: ‹app›",
        "spec:",
        "  podSelector:",
        "    matchLabels:",
        "      app: ‹app›",
      ],
      ...["  policyTypes:", "  - Ingress", "  ingress:", "  - from:", "    - podSelector: {}", "    ports:", "    - port: http"],
    ],
  },
  {
    label: "CronJob",
    about: "A job on a schedule that does not overlap itself and does not run for ever.",
    lines: [
      ...[
        "apiVersion: batch/v1",
        "kind: CronJob",
        "metadata:",
        "  name: ‹report›",
        "spec:",
        '  schedule: "‹15 3 * * *›"',
        "  timeZone: ‹Etc/UTC›",
        "  concurrencyPolicy: Forbid",
      ],
      ...[
        "  startingDeadlineSeconds: 300",
        "  jobTemplate:",
        "    spec:",
        "      activeDeadlineSeconds: ‹1800›",
        "      backoffLimit: 2",
        "      template:",
        "        spec:",
      ],
      ...[
        "          restartPolicy: OnFailure",
        "          automountServiceAccountToken: false",
        "          securityContext:",
        "            runAsNonRoot: true",
        "            runAsUser: ‹10001›",
      ],
      ...[
        "            seccompProfile:",
        "              type: RuntimeDefault",
        "          containers:",
        "          - name: ‹report›",
        "            image: ‹registry.example.com/report:1.0.0›",
      ],
      ...guarded.map((line) => `    ${line}`),
    ],
  },
];

/** Whole objects, where a document begins. */
export function completeObjects(site: ManifestSite): Completion[] {
  const { yaml, path, file, document, kind } = site;
  const isFresh = path.length === 0 && yaml.column === 0 && !yaml.isFlow && !yaml.hasColon && !kind && yaml.present.length === 0;
  if (!isFresh || file.source.text.slice(document.start, document.end).replace(/^---/, "").trim() !== yaml.word) return [];
  const layout = layoutOf(site);
  return templates.map(({ label, about, lines }) => ({
    kind: "pattern",
    label,
    span: yaml.span,
    ...marked(layout.lines(inStyle(lines, layout))),
    detail: "a whole object",
    about,
  }));
}
