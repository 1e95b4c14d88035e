/*
 * The house order of keys: that of the examples in the documentation of Kubernetes, with what says who something is before what it does, and what it
 * does before how it is kept within bounds.
 */
const probe = [
  ...["exec", "httpGet", "tcpSocket", "grpc", "initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold"],
  ...["failureThreshold", "terminationGracePeriodSeconds"],
];
const metadata = ["name", "generateName", "namespace", "labels", "annotations", "ownerReferences", "finalizers"];
const selector = ["matchLabels", "matchExpressions"];

export const orders = {
  root: [
    ...["apiVersion", "kind", "metadata", "immutable", "type", "automountServiceAccountToken", "spec", "rules", "roleRef", "subjects"],
    ...["data", "stringData", "binaryData", "status"],
  ],
  pod: [
    ...["hostname", "subdomain", "serviceAccountName", "automountServiceAccountToken", "imagePullSecrets", "priorityClassName"],
    ...[
      "runtimeClassName",
      "schedulerName",
      "nodeSelector",
      "affinity",
      "tolerations",
      "topologySpreadConstraints",
      "hostNetwork",
      "hostPID",
    ],
    ...["hostIPC", "dnsPolicy", "dnsConfig", "enableServiceLinks", "shareProcessNamespace", "restartPolicy", "activeDeadlineSeconds"],
    ...["terminationGracePeriodSeconds", "securityContext", "initContainers", "containers", "volumes"],
  ],
  container: [
    ...["name", "image", "imagePullPolicy", "restartPolicy", "command", "args", "workingDir", "ports", "envFrom", "env", "lifecycle"],
    ...["startupProbe", "livenessProbe", "readinessProbe", "resources", "securityContext", "volumeMounts", "volumeDevices"],
    ...["terminationMessagePath", "terminationMessagePolicy", "stdin", "tty"],
  ],
  metadata,
  probe,
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** By the key that holds a map, the order of the keys in it. `spec` stands for that of workloads, Services, budgets and autoscalers. */
const below: Readonly<Record<string, readonly string[]>> = {
  metadata,
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  spec: [
    ...["type", "clusterIP", "scaleTargetRef", "targetRef", "workloadRef", "schedule", "timeZone", "concurrencyPolicy"],
    ...["startingDeadlineSeconds", "suspend", "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "jobTemplate"],
    ...["minReplicas", "maxReplicas", "replicas", "paused", "revisionHistoryLimit", "minReadySeconds", "progressDeadlineSeconds"],
    ...["parallelism", "completions", "completionMode", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"],
    ...["serviceName", "podManagementPolicy", "minAvailable", "maxUnavailable", "unhealthyPodEvictionPolicy", "podSelector", "selector"],
    ...["strategy", "updateStrategy", "persistentVolumeClaimRetentionPolicy", "ingressClassName", "defaultBackend", "tls", "rules"],
    ...["policyTypes", "ingress", "egress", "parentRefs", "hostnames", "ports", "template", "volumeClaimTemplates", "metrics", "behavior"],
  ],
  template: ["metadata", "spec"],
  jobTemplate: ["metadata", "spec"],
  strategy: ["type", "rollingUpdate", "blueGreen", "canary"],
  updateStrategy: ["type", "rollingUpdate"],
  rollingUpdate: ["partition", "maxSurge", "maxUnavailable"],
  resources: ["requests", "limits", "claims"],
  requests: ["cpu", "memory", "ephemeral-storage"],
  limits: ["cpu", "memory", "ephemeral-storage"],
  securityContext: [
    ...["runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup", "fsGroupChangePolicy", "supplementalGroups", "privileged"],
    ...["allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities", "seccompProfile", "seLinuxOptions", "sysctls", "procMount"],
  ],
  capabilities: ["add", "drop"],
  httpGet: ["path", "port", "scheme", "host", "httpHeaders"],
  tcpSocket: ["host", "port"],
  grpc: ["port", "service"],
  lifecycle: ["postStart", "preStop"],
  selector,
  labelSelector: selector,
  podSelector: selector,
  namespaceSelector: selector,
  scaleTargetRef: ["apiVersion", "kind", "name"],
  roleRef: ["apiGroup", "kind", "name"],
  // Of the items.
  paths: ["path", "pathType", "backend"],
  env: ["name", "value", "valueFrom"],
  volumeMounts: ["name", "mountPath", "subPath", "readOnly"],
  subjects: ["apiGroup", "kind", "name", "namespace"],
};

/** The order of keys in the map below a key; undefined where any is as good. */
export function orderBelow(key: string): readonly string[] | undefined {
  return Object.hasOwn(below, key) ? below[key] : undefined;
}
