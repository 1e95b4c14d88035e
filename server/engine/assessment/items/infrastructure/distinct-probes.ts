import { isInjected, isSameHandler } from "../../../cluster/probes.ts";
import { isServedContainer } from "../../../cluster/served.ts";
import { isSupplied, pathOf } from "../../../cluster/unit.ts";
import type { Container, Probe, Workload } from "../../../languages/kubernetes/model.ts";
import type { Assessor } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { counterEvidence, notApplicable } from "../../verdict.ts";
import { againstObject, findingsInObjects, foundBy, inObject, type Shown, together } from "./shown.ts";
import { withoutCluster } from "./without-cluster.ts";

const rules = [
  "kubernetes/missing-readiness-probe",
  "kubernetes/missing-liveness-probe",
  "kubernetes/identical-probes",
  "kubernetes/liveness-on-dependency",
  "kubernetes/default-probe-timeout",
  "kubernetes/timeout-over-period",
] as const;

export const distinctProbes: Assessor = {
  id: "infrastructure.distinct-probes",
  looksAt: "`livenessProbe` and `readinessProbe` of every container that gets traffic: what each asks, and `timeoutSeconds`.",
  rules,
  action: { kind: "generate", generator: "kubernetes", title: "Generate manifests with probes" },
  assess(service) {
    if (!service.answersRequests) return notApplicable("It answers no requests, so there is no traffic to be held back.");
    const { workloads } = service.targets;
    if (workloads.length === 0) return withoutCluster(service, "Only Kubernetes tells liveness from readiness.");
    const all = workloads.flatMap((workload) => ofWorkload(workload, service));
    return together(all, {
      holds: "Liveness and readiness ask different things, and each has a time-out.",
      unclear: all.some(({ asksSame }) => asksSame)
        ? "Liveness asks the same as readiness, with more patience: it waits longer, and still cannot tell what a restart would help."
        : "There are probes for both; what they ask, or for how long they wait, is set elsewhere.",
      lacks: "Liveness and readiness are not two probes that ask different things, each with a time-out of its own.",
    });
  },
};

interface ShownProbes extends Shown {
  readonly asksSame?: boolean;
}

function ofWorkload(workload: Workload, service: Service): readonly ShownProbes[] {
  const { object, pod } = workload;
  const found = foundBy(findingsInObjects(service, [object], rules), "Correct the probes");
  if (found) return [found];
  const own = pod.mainContainers.filter((container) => !isInjected(container));
  const served = own.filter((container) => container.ports.length > 0 || isServedContainer(container, service.workspace) === true);
  return (served.length > 0 ? served : own.slice(0, 1)).map((container) => ofContainer(container, service));
}

function ofContainer(container: Container, service: Service): ShownProbes {
  const { object } = container.pod.workload;
  const [liveness, readiness] = [container.probe("liveness"), container.probe("readiness")];
  if (!liveness || !readiness) {
    const missing = (["liveness", "readiness"] as const).filter((kind) => container.hasProbe(kind) === false);
    const isSet = (kind: string) => isSupplied(object, [...pathOf(container), `${kind}Probe`], service.workspace) !== false;
    if (missing.every(isSet))
      return {
        state: "unclear",
        evidence: [inObject(object, container.nameSpan, `the probes of ${container.called()} are filled in`, "code")],
      };
    return {
      state: "lacks",
      evidence: missing.map((kind) => againstObject(object, `${container.called("first")} has no \`${kind}Probe\``, container.nameSpan)),
    };
  }
  const places = [liveness, readiness].map((probe) => inObject(object, probe.entry.keySpan, describe(probe)));
  const isSame = liveness.handler && readiness.handler ? isSameHandler(liveness.handler, readiness.handler) : undefined;
  const open = [liveness, readiness].filter(({ timeoutSeconds }) => timeoutSeconds.isAbsent);
  if (open.length > 0 && isSame !== undefined)
    return {
      state: "lacks",
      evidence: open.map(({ entry, kind }) => {
        const { path, line } = placeIn(object.file, entry.keySpan);
        return counterEvidence(path, line, `\`${kind}Probe\` has no \`timeoutSeconds\`: one second, by default`);
      }),
    };
  // More patience is what keeps a restart away; they do not tell apart what is wrong, though.
  if (isSame !== false)
    return { state: "unclear", evidence: places.map((place) => ({ ...place, proof: "code" as const })), asksSame: isSame === true };
  return { state: "holds", evidence: places };
}

function describe({ kind, handler, timeoutSeconds }: Probe): string {
  const path = handler?.kind === "httpGet" ? handler.path.or("/") : undefined;
  const seconds = timeoutSeconds.value === undefined ? "" : `, ${timeoutSeconds.value} s`;
  return `${kind}${path === undefined ? "" : ` asks \`${path}\``}${seconds}`;
}
