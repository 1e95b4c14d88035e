import { type Completion, marked } from "../completion.ts";
import { inStyle, layoutOf } from "../yaml-layout.ts";
import type { ManifestSite } from "./site.ts";

/** A block that is seldom written key by key. */
interface Pattern {
  readonly label: string;
  /** Where it may stand, by the path of keys. */
  readonly at: RegExp;
  /** The key that it writes; it is offered as long as that is not there. */
  readonly key: string;
  readonly about: string;
  /** Lines with two blanks a level, lists not indented; `‹…›` is what the user decides. */
  readonly lines: readonly string[];
}

const container = /(?:^|\.)spec\.(?:containers|initContainers)\.0$/;
const pod = /(?:^|\.)template\.spec$/;

const patterns: readonly Pattern[] = [
  {
    label: "readiness probe",
    at: container,
    key: "readinessProbe",
    about: "Takes the pod out of the Service while it cannot answer: here after 10 to 16 s.",
    lines: ["readinessProbe:", "  httpGet:", "    path: ‹/readyz›", "    port: ‹http›", "  periodSeconds: ‹5›", "  failureThreshold: ‹3›"],
  },
  {
    label: "liveness probe",
    at: container,
    key: "livenessProbe",
    about:
      "Starts the container again when it hangs: here after 50 to 61 s, well behind the readiness probe. It must not ask for a database or another service.",
    lines: ["livenessProbe:", "  httpGet:", "    path: ‹/livez›", "    port: ‹http›", "  periodSeconds: ‹10›", "  failureThreshold: ‹6›"],
  },
  {
    label: "start-up probe",
    at: container,
    key: "startupProbe",
    about: "Gives the application time to start before the other probes count: here 150 s.",
    lines: ["startupProbe:", "  httpGet:", "    path: ‹/livez›", "    port: ‹http›", "  periodSeconds: ‹5›", "  failureThreshold: ‹30›"],
  },
  {
    label: "graceful shutdown",
    at: container,
    key: "lifecycle",
    about:
      "Waits until no new requests come in before the process is told to stop. The pod's `terminationGracePeriodSeconds` has to be longer.",
    lines: ["lifecycle:", "  preStop:", "    sleep:", "      seconds: ‹10›"],
  },
  {
    label: "requests and limits",
    at: container,
    key: "resources",
    about: "What an ordinary day needs, and a limit for memory; none for CPU, which only makes the container wait.",
    lines: ["resources:", "  requests:", "    cpu: ‹100m›", "    memory: ‹128Mi›", "  limits:", "    memory: ‹256Mi›"],
  },
  {
    label: "restricted security context",
    at: container,
    key: "securityContext",
    about: "What the restricted Pod Security Standard asks of a container, and a read-only root file system.",
    lines: [
      "securityContext:",
      "  allowPrivilegeEscalation: false",
      "  readOnlyRootFilesystem: true",
      "  capabilities:",
      "    drop:",
      "    - ALL",
    ],
  },
  {
    label: "restricted security context",
    at: pod,
    key: "securityContext",
    about: "What the restricted Pod Security Standard asks of a pod.",
    lines: ["securityContext:", "  runAsNonRoot: true", "  runAsUser: ‹10001›", "  seccompProfile:", "    type: RuntimeDefault"],
  },
  {
    label: "spread over nodes and zones",
    at: pod,
    key: "topologySpreadConstraints",
    about: "Puts the pods of a revision on different nodes as far as there are any.",
    lines: [
      "topologySpreadConstraints:",
      "- maxSkew: 1",
      "  topologyKey: kubernetes.io/hostname",
      "  whenUnsatisfiable: ScheduleAnyway",
      "  labelSelector:",
      "    matchLabels:",
      "      app: ‹app›",
      "  matchLabelKeys:",
      "  - pod-template-hash",
    ],
  },
  {
    label: "rolling update without a gap",
    at: /^spec$/,
    key: "strategy",
    about: "A new pod is ready before an old one goes.",
    lines: ["strategy:", "  type: RollingUpdate", "  rollingUpdate:", "    maxSurge: ‹1›", "    maxUnavailable: ‹0›"],
  },
];

/** Blocks that fit here. */
export function completePatterns(site: ManifestSite): Completion[] {
  const { yaml, path, kindName } = site;
  if (yaml.isFlow || yaml.hasColon || !site.kind) return [];
  const at = path.join(".");
  const layout = layoutOf(site);
  return patterns
    .filter(({ at: where, key }) => where.test(at) && !yaml.present.includes(key) && !(key === "strategy" && kindName !== "Deployment"))
    .map(({ label, key, about, lines }) => ({
      kind: "pattern",
      label,
      span: yaml.span,
      ...marked(layout.lines(inStyle(lines, layout))),
      detail: key,
      about,
      filter: `${key} ${label}`,
    }));
}
