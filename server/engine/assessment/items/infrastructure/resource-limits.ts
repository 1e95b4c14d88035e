import type { ApplicationService } from "../../../application/application.ts";
import { has } from "../../../application/settings.ts";
import { limitRangesOf } from "../../../cluster/policies.ts";
import { isInjected } from "../../../cluster/probes.ts";
import { hasRequest } from "../../../cluster/resources.ts";
import { isSupplied, pathOf } from "../../../cluster/unit.ts";
import type { Container, Workload } from "../../../languages/kubernetes/model.ts";
import type { Assessor } from "../../model.ts";
import type { Platform } from "../../platforms/model.ts";
import type { Service } from "../../service.ts";
import { evidence, open } from "../../verdict.ts";
import { chartValues } from "./chart-values.ts";
import { findingsInObjects, findingsInService, foundBy, inObject, inService, type Shown, together } from "./shown.ts";
import { atPlatform, inUnseenCluster } from "./without-cluster.ts";

const inCluster = ["kubernetes/missing-resource-requests", "kubernetes/missing-memory-limit", "kubernetes/request-over-limit"] as const;
const inCompose = ["compose/missing-resource-limits"] as const;

export const resourceLimits: Assessor = {
  id: "infrastructure.resource-limits",
  looksAt:
    "`resources` of every container in the manifests (requests, and a memory limit), `LimitRange`, `deploy.resources.limits` of Compose files that keep containers running, and the size of machines in platforms' files, `gcloud run deploy` and Terraform.",
  rules: [...inCluster, ...inCompose],
  action: { kind: "generate", generator: "kubernetes", title: "Generate manifests with limits" },
  assess(service) {
    const { targets } = service;
    if (targets.unseenCluster) return inUnseenCluster(targets.unseenCluster, "requests and limits");
    if (targets.isUnknown)
      return open(
        "Nothing here says where it runs: neither manifests, nor a Compose file for a server, nor a platform's file bounds its memory.",
      );
    const sizeless = targets.platforms.filter(({ size, isServerless }) => !size && !isServerless);
    const all = [
      ...[...targets.workloads, ...targets.jobs].flatMap((workload) => ofWorkload(workload, service)),
      ...targets.compose.map((one) => ofCompose(one, service)),
      ...targets.platforms.flatMap(ofPlatform),
    ];
    const [platform] = sizeless;
    if (platform && all.every(({ state }) => state === "holds")) return atPlatform(platform, "The size of an instance");
    return together(all, {
      holds: "Whatever runs it bounds what it may take.",
      unclear: "Something sets its limits that is filled in elsewhere.",
      lacks: "A container can take from the others what it wants: requests or a memory limit are missing.",
    });
  },
};

function ofWorkload(workload: Workload, service: Service): readonly Shown[] {
  const { object, pod } = workload;
  const found = foundBy(findingsInObjects(service, [object], inCluster), "Set requests and limits");
  if (found) return [found];
  const range = limitRangesOf(object, service.workspace).find((one) => /\bmemory\s*:/.test(one.file.source.slice(one.span)));
  const own = pod.containers.filter((container) => !isInjected(container));
  return own.map((container): Shown => {
    const limit = container.limits.entryOf("memory");
    if (limit && hasRequest(container, "cpu") === true)
      return { state: "holds", evidence: [inObject(object, limit.keySpan, `limits the memory of ${container.called()}`)] };
    if (range) return { state: "holds", evidence: [inObject(range, range.nameSpan, "gives limits to all containers of the namespace")] };
    const values = chartValues(object, container.resources.entry, service.workspace);
    if (values?.has("limits", "memory") && values.has("requests", "cpu"))
      return { state: "holds", evidence: [values.at("the chart's own values limit its memory", "limits", "memory")] };
    const supplied = isSupplied(object, [...pathOf(container), "resources", "limits", "memory"], service.workspace);
    if (supplied === true)
      return { state: "holds", evidence: [inObject(object, container.nameSpan, `${container.called()} gets its limits from an overlay`)] };
    return isFilledIn(container) || supplied === undefined
      ? { state: "unclear", evidence: [inObject(object, placeOf(container), `the limits of ${container.called()} are filled in`, "code")] }
      : { state: "lacks", evidence: [] };
  });
}

/** A template, or the pod as a whole, may set them. */
function isFilledIn({ resources, limits, pod }: Container): boolean {
  return limits.has("memory") === undefined || resources.isOpen || !pod.spec.mapping("resources").isAbsent;
}

function placeOf({ resources, nameSpan }: Container) {
  return resources.entry?.keySpan ?? nameSpan;
}

function ofCompose(one: ApplicationService, service: Service): Shown {
  const found = foundBy(findingsInService(service, one, inCompose), "Limit its memory");
  const states = [has(one, "deploy", "resources", "limits", "memory"), has(one, "mem_limit")];
  if (states.includes(true)) return { state: "holds", evidence: [inService(one, `limits the memory of \`${one.name}\``)] };
  if (found) return found;
  return states.includes(undefined)
    ? { state: "unclear", evidence: [inService(one, `another file may limit \`${one.name}\``, "code")] }
    : { state: "lacks", evidence: [] };
}

function ofPlatform({ size, isServerless, path, line, title }: Platform): readonly Shown[] {
  if (size) return [{ state: "holds", evidence: [evidence(size.path, size.line, `\`${size.text}\``)] }];
  return isServerless ? [{ state: "holds", evidence: [evidence(path, line, `${title} bounds every instance`)] }] : [];
}
