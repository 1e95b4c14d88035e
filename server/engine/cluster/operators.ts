import type { KnownObject, Objects } from "./objects.ts";

/** Groups of custom resources for which nobody starts pods. */
const podless =
  /^(?:|apps|batch|autoscaling|policy|extensions|[a-z.-]*\.?k8s\.io|cert-manager\.io|acme\.cert-manager\.io|networking\.istio\.io|security\.istio\.io|external-secrets\.io|bitnami\.com|keda\.sh|traefik\.io|traefik\.containo\.us|kyverno\.io|cilium\.io|gateway\.envoyproxy\.io|linkerd\.io|source\.toolkit\.fluxcd\.io|notification\.toolkit\.fluxcd\.io|image\.toolkit\.fluxcd\.io|networking\.gke\.io|cloud\.google\.com|elbv2\.k8s\.aws|secrets\.hashicorp\.com|argoproj\.io|kustomize\.config\.k8s\.io|apps\.openshift\.io|route\.openshift\.io|flagger\.app)$/;

/** Whether pods may be started for an object by somebody who reads it: an operator, a chart's release, an application of Argo CD. */
export function mayRunPods({ group, kind, podLabels }: KnownObject): boolean {
  if (podLabels) return false;
  if (group === "monitoring.coreos.com")
    return kind === "Prometheus" || kind === "Alertmanager" || kind === "ThanosRuler" || kind === "PrometheusAgent";
  if (group === "argoproj.io") return kind !== "AnalysisTemplate" && kind !== "ClusterAnalysisTemplate" && kind !== "AppProject";
  if (group === "flagger.app") return kind === "Canary";
  return group === undefined || !podless.test(group);
}

/** The objects for which somebody may start pods. */
export function podRunners(all: Objects): readonly KnownObject[] {
  return all.lookUp("for which pods may be run", ({ all }) => all.filter(mayRunPods));
}
