// Manifests for the tables of cases in this folder.

interface Parts {
  readonly kind?: string;
  readonly name?: string;
  /** Lines of `spec` above the selector, indented by two. */
  readonly spec?: string;
  /** Lines of the pod's `spec` above `containers`, indented by six. */
  readonly pod?: string;
  /** Lines of the container behind its image, indented by ten. */
  readonly container?: string;
  readonly image?: string;
  /** The label `app` of pods and selector. */
  readonly label?: string;
}

const groups: Readonly<Record<string, string>> = { Rollout: "argoproj.io/v1alpha1" };

/** A workload with one container and the label `app`. */
export function workload(parts: Parts = {}): string {
  const {
    kind = "Deployment",
    name = "web",
    spec = "",
    pod = "",
    container = "",
    image = "ghcr.io/example/web:1.4.2",
    label = name,
  } = parts;
  return `apiVersion: ${groups[kind] ?? "apps/v1"}
kind: ${kind}
metadata:
  name: ${name}
spec:
${spec}  selector:
    matchLabels:
      app: ${label}
  template:
    metadata:
      labels:
        app: ${label}
    spec:
${pod}      containers:
        - name: main
          image: ${image}
${container}`;
}

/** A Service for the pods with a label, as the next document. */
export function service(label: string): string {
  return `---
apiVersion: v1
kind: Service
metadata:
  name: ${label}
spec:
  selector:
    app: ${label}
  ports:
    - port: 80
`;
}

/** A PodDisruptionBudget for the pods with a label, as the next document. */
export function budget(label: string, limits = "  maxUnavailable: 1\n", name = label): string {
  return `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: ${name}
spec:
${limits}  selector:
    matchLabels:
      app: ${label}
`;
}

/** An autoscaler of a Deployment, as the next document. */
export function autoscaler(name: string, minimum: number, maximum = 10): string {
  return `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${name}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${name}
  minReplicas: ${minimum}
  maxReplicas: ${maximum}
`;
}
