/**
 * Where objects name other objects: paths from the object's root (`[]` is each item of a list), and the kinds that the name may be of. `from` takes the
 * kind from the key `kind` beside the name, and the given one where that is absent.
 */
export interface ReferencePath {
  readonly path: string;
  readonly kinds: readonly string[];
  readonly isByKind: boolean;
}

const to = (kind: string, ...paths: readonly string[]): readonly ReferencePath[] =>
  paths.map((path) => ({ path, kinds: kind.split("|"), isByKind: false }));
const from = (usual: string, ...paths: readonly string[]): readonly ReferencePath[] =>
  paths.map((path) => ({ path, kinds: usual.split("|"), isByKind: true }));

const routePaths: readonly ReferencePath[] = [
  ...from("Gateway", "spec.parentRefs[].name"),
  ...from("Service", "spec.rules[].backendRefs[].name", "spec.rules[].filters[].requestMirror.backendRef.name"),
];
const bindingPaths: readonly ReferencePath[] = [
  ...from("", "roleRef.name"),
  ...from("", "subjects[].name"),
  ...to("Namespace", "subjects[].namespace"),
];
const issuedPaths: readonly ReferencePath[] = from("Issuer", "spec.issuerRef.name");
const webhookPaths: readonly ReferencePath[] = to("Service", "webhooks[].clientConfig.service.name");
const meshPaths: readonly ReferencePath[] = ["http", "tcp", "tls"].flatMap((key) =>
  to("Service", `spec.${key}[].route[].destination.host`),
);

const kustomizationPaths: readonly ReferencePath[] = [
  ...to("Deployment|StatefulSet|ReplicaSet|ReplicationController", "replicas[].name"),
  ...from("", "patches[].target.name", "patchesJson6902[].target.name", "vars[].objref.name"),
  ...from("", "replacements[].source.name", "replacements[].targets[].select.name"),
];

/** By the kind of the object that names. */
export const referencePaths: ReadonlyMap<string, readonly ReferencePath[]> = new Map<string, readonly ReferencePath[]>([
  ["StatefulSet", [...to("Service", "spec.serviceName"), ...to("StorageClass", "spec.volumeClaimTemplates[].spec.storageClassName")]],
  [
    "Ingress",
    [
      ...to("Service", "spec.defaultBackend.service.name", "spec.rules[].http.paths[].backend.service.name"),
      ...to("Service", "spec.backend.serviceName", "spec.rules[].http.paths[].backend.serviceName"),
      ...to("Secret", "spec.tls[].secretName"),
      ...to("IngressClass", "spec.ingressClassName"),
    ],
  ],
  ...["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"].map((kind) => [kind, routePaths] as const),
  ["Gateway", [...to("GatewayClass", "spec.gatewayClassName"), ...from("Secret", "spec.listeners[].tls.certificateRefs[].name")]],
  ["HorizontalPodAutoscaler", [...from("", "spec.scaleTargetRef.name", "spec.metrics[].object.describedObject.name")]],
  ["VerticalPodAutoscaler", from("", "spec.targetRef.name")],
  ["ScaledObject", from("Deployment", "spec.scaleTargetRef.name")],
  ["RoleBinding", bindingPaths],
  ["ClusterRoleBinding", bindingPaths],
  [
    "Rollout",
    [
      ...from("", "spec.workloadRef.name"),
      ...to("Service", "spec.strategy.canary.stableService", "spec.strategy.canary.canaryService"),
      ...to("Service", "spec.strategy.blueGreen.activeService", "spec.strategy.blueGreen.previewService"),
      ...to("Ingress", "spec.strategy.canary.trafficRouting.nginx.stableIngress"),
      ...to("VirtualService", "spec.strategy.canary.trafficRouting.istio.virtualService.name"),
      ...to("AnalysisTemplate|ClusterAnalysisTemplate", "spec.strategy.canary.analysis.templates[].templateName"),
      ...to("AnalysisTemplate|ClusterAnalysisTemplate", "spec.strategy.canary.steps[].analysis.templates[].templateName"),
      ...to("AnalysisTemplate|ClusterAnalysisTemplate", "spec.strategy.blueGreen.prePromotionAnalysis.templates[].templateName"),
      ...to("AnalysisTemplate|ClusterAnalysisTemplate", "spec.strategy.blueGreen.postPromotionAnalysis.templates[].templateName"),
    ],
  ],
  ["Canary", from("", "spec.targetRef.name", "spec.autoscalerRef.name")],
  ["PersistentVolumeClaim", [...to("StorageClass", "spec.storageClassName"), ...to("PersistentVolume", "spec.volumeName")]],
  ["PersistentVolume", [...to("PersistentVolumeClaim", "spec.claimRef.name"), ...to("StorageClass", "spec.storageClassName")]],
  ["ServiceAccount", to("Secret", "secrets[].name", "imagePullSecrets[].name")],
  ["VirtualService", meshPaths],
  ["DestinationRule", to("Service", "spec.host")],
  ["Certificate", [...issuedPaths, ...to("Secret", "spec.secretName")]],
  ["ExternalSecret", [...from("SecretStore", "spec.secretStoreRef.name")]],
  ["MutatingWebhookConfiguration", webhookPaths],
  ["ValidatingWebhookConfiguration", webhookPaths],
  ["APIService", to("Service", "spec.service.name")],
  ["Kustomization", kustomizationPaths],
  ["Component", kustomizationPaths],
]);

/** From the `spec` of a pod. */
export const podReferencePaths: readonly ReferencePath[] = [
  ...to("ServiceAccount", "serviceAccountName", "serviceAccount"),
  ...to("PriorityClass", "priorityClassName"),
  ...to("RuntimeClass", "runtimeClassName"),
  ...to("Secret", "imagePullSecrets[].name", "volumes[].secret.secretName", "volumes[].projected.sources[].secret.name"),
  ...to("ConfigMap", "volumes[].configMap.name", "volumes[].projected.sources[].configMap.name"),
  ...to("PersistentVolumeClaim", "volumes[].persistentVolumeClaim.claimName"),
];

/** From a container. */
export const containerReferencePaths: readonly ReferencePath[] = [
  ...to("ConfigMap", "envFrom[].configMapRef.name", "env[].valueFrom.configMapKeyRef.name"),
  ...to("Secret", "envFrom[].secretRef.name", "env[].valueFrom.secretKeyRef.name"),
];
