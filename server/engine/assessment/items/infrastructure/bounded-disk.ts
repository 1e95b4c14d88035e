import type { ApplicationService } from "../../../application/application.ts";
import { has, settingOf } from "../../../application/settings.ts";
import { limitRangesOf } from "../../../cluster/policies.ts";
import { isInjected } from "../../../cluster/probes.ts";
import { isSupplied, pathOf } from "../../../cluster/unit.ts";
import type { Container, Workload } from "../../../languages/kubernetes/model.ts";
import type { Assessor } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, notApplicable, open } from "../../verdict.ts";
import { againstObject, findingsInObjects, findingsInService, foundBy, inObject, inService, type Shown, together } from "./shown.ts";
import { inUnseenCluster } from "./without-cluster.ts";

const inCluster = ["kubernetes/unbounded-ephemeral-storage"] as const;
const inCompose = ["compose/unbounded-logs"] as const;

export const boundedDisk: Assessor = {
  id: "infrastructure.bounded-disk",
  looksAt:
    "Limits of `ephemeral-storage` and `sizeLimit` of `emptyDir` volumes in the manifests, read-only root file systems, and `logging` of Compose services.",
  rules: [...inCluster, ...inCompose],
  action: { kind: "generate", generator: "compose", title: "Generate a Compose file with bounded logs" },
  assess(service) {
    const { compose, platforms, unseenCluster, ...targets } = service.targets;
    const workloads = [...targets.workloads, ...targets.jobs];
    if (unseenCluster) return inUnseenCluster(unseenCluster, "limits of storage");
    const all = [...workloads.flatMap((one) => ofWorkload(one, service)), ...compose.map((one) => ofCompose(one, service))];
    const [platform] = platforms;
    if (all.length === 0 && platform)
      return notApplicable(`${platform.title} takes its logs, and gives every instance a disk of its own.`, [
        evidence(platform.path, platform.line, `is deployed to ${platform.title}`),
      ]);
    if (all.length === 0) return open("Nothing here says where it runs, and so nothing what bounds its logs and files.");
    return together(all, {
      holds: "What its containers write, logs included, is bounded.",
      unclear: "Something bounds what its containers write that is filled in elsewhere.",
      lacks: "Its containers may write until the disk of the host is full, as far as this repository shows.",
    });
  },
};

function ofWorkload(workload: Workload, service: Service): readonly Shown[] {
  const { object, pod } = workload;
  const found = foundBy(findingsInObjects(service, [object], inCluster), "Bound its storage");
  if (found) return [found];
  const [range] = limitRangesOf(object, service.workspace).filter((one) => /ephemeral-storage/.test(one.file.source.slice(one.span)));
  if (range)
    return [{ state: "holds", evidence: [inObject(range, range.nameSpan, "bounds the storage of all containers of the namespace")] }];
  return pod.mainContainers.filter((container) => !isInjected(container)).map((container) => ofContainer(container, service));
}

/** The kubelet bounds the logs; what is left are files that a container writes into itself. */
function ofContainer(container: Container, service: Service): Shown {
  const { object } = container.pod.workload;
  const limit = container.limits.entryOf("ephemeral-storage");
  if (limit) return { state: "holds", evidence: [inObject(object, limit.keySpan, `bounds the storage of ${container.called()}`)] };
  const root = container.securityContext.boolean("readOnlyRootFilesystem");
  if (root.value === true)
    return {
      state: "holds",
      evidence: [inObject(object, root.entry?.keySpan, `${container.called("first")} writes into bounded volumes alone`)],
    };
  const isElsewhere =
    container.limits.has("ephemeral-storage") === undefined ||
    isSupplied(object, [...pathOf(container), "resources", "limits", "ephemeral-storage"], service.workspace) !== false;
  return isElsewhere
    ? {
        state: "unclear",
        evidence: [inObject(object, container.resources.entry?.keySpan ?? container.nameSpan, "its limits are filled in", "code")],
      }
    : { state: "lacks", evidence: [againstObject(object, `nothing bounds the storage of ${container.called()}`, container.nameSpan)] };
}

/** Drivers that keep no log on the host, or rotate it by themselves. Source: https://docs.docker.com/engine/logging/configure/. */
const bounded = /^(?:local|journald|syslog|gelf|fluentd|awslogs|splunk|gcplogs|etwlogs|none|loki.*)$/;

function ofCompose(one: ApplicationService, service: Service): Shown {
  const logging = (key: string) => settingOf(one, ({ mapping }) => mapping.mapping("logging").text(key));
  const driver = logging("driver").value;
  if (driver !== undefined && bounded.test(driver))
    return { state: "holds", evidence: [inService(one, `logs of \`${one.name}\` go to \`${driver}\``)] };
  if (has(one, "logging", "options", "max-size") === true)
    return { state: "holds", evidence: [inService(one, `logs of \`${one.name}\` have \`max-size\``)] };
  const found = foundBy(findingsInService(service, one, inCompose), "Bound the log");
  if (found) return found;
  return has(one, "logging") === false
    ? { state: "lacks", evidence: [] }
    : { state: "unclear", evidence: [inService(one, `the logging of \`${one.name}\` is set elsewhere`, "code")] };
}
