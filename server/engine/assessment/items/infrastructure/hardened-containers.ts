import type { ApplicationService } from "../../../application/application.ts";
import { settingOf } from "../../../application/settings.ts";
import { dropsAll, effectiveField } from "../../../cluster/pod-security.ts";
import { isInjected } from "../../../cluster/probes.ts";
import { baseImageOf } from "../../../image/base.ts";
import { dropsPrivileges } from "../../../image/privileges.ts";
import { productionStages } from "../../../image/production.ts";
import { runtimeUser } from "../../../image/user.ts";
import type { Dockerfile } from "../../../languages/dockerfile/model.ts";
import type { Container, Workload } from "../../../languages/kubernetes/model.ts";
import type { Assessor } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { evidence, notApplicable, open } from "../../verdict.ts";
import { chartValues } from "./chart-values.ts";
import { findingsInObjects, findingsInService, foundBy, inObject, inService, type Shown, together } from "./shown.ts";

const inCluster = [
  "kubernetes/root-user",
  "kubernetes/unverified-user",
  "kubernetes/privileged-container",
  "kubernetes/privilege-escalation",
  "kubernetes/writable-root-filesystem",
  "kubernetes/kept-capabilities",
  "kubernetes/added-capability",
  "kubernetes/missing-seccomp-profile",
  "kubernetes/host-namespaces",
] as const;
const inCompose = [
  "compose/root-user",
  "compose/privileged-service",
  "compose/docker-socket",
  "compose/host-namespaces",
  "compose/disabled-seccomp",
  "compose/added-capability",
  "compose/new-privileges",
  "compose/kept-capabilities",
  "compose/writable-root-filesystem",
] as const;
const inImage = ["dockerfile/root-user", "dockerfile/explicit-root-user"] as const;

export const hardenedContainers: Assessor = {
  id: "infrastructure.hardened-containers",
  looksAt:
    "`securityContext` of pods and containers (user, root file system, capabilities, seccomp), the same of Compose services, and the `USER` of the images.",
  rules: [...inCluster, ...inCompose, ...inImage],
  action: { kind: "generate", generator: "container", title: "Generate a Dockerfile with an unprivileged user" },
  assess(service) {
    const { compose, dockerfiles, platforms, ...targets } = service.targets;
    const workloads = [...targets.workloads, ...targets.jobs];
    if (platforms.length > 0 && platforms.every(({ isServerless }) => isServerless) && workloads.length + compose.length === 0)
      return notApplicable("It runs in no container of its own.", [
        evidence(platforms[0]?.path ?? "", 1, `runs on ${platforms[0]?.title}`),
      ]);
    const run = [...workloads.flatMap((one) => ofWorkload(one, service)), ...compose.map((one) => ofCompose(one, service))];
    // Who starts a container in a cluster decides its user; what the image says holds for all others.
    const images = workloads.length > 0 ? [] : dockerfiles.map((file) => ofImage(file, service));
    if (run.length + images.length === 0) return open("No Dockerfile, manifest or Compose file here says as whom it runs.");
    const isStartedElsewhere = run.length === 0;
    return together([...run, ...images, ...(isStartedElsewhere ? [{ state: "unclear", evidence: [] } as const] : [])], {
      holds: "Containers run as an unprivileged user, without privileges, on a file system that they cannot change.",
      unclear: isStartedElsewhere
        ? "The image runs as an unprivileged user; that its container gets no privileges and no writable root is not shown."
        : "Something hardens its containers that cannot be read in full here.",
      lacks: "A container has more rights than it needs.",
    });
  },
};

function ofWorkload(workload: Workload, service: Service): readonly Shown[] {
  const { object, pod } = workload;
  const found = foundBy(findingsInObjects(service, [object], inCluster), "Take the rights away");
  if (found) return [found];
  return pod.mainContainers.filter((container) => !isInjected(container)).map((container) => ofContainer(container, service));
}

function ofContainer(container: Container, { workspace }: Service): Shown {
  const { object } = container.pod.workload;
  const user = effectiveField(container, (context) => context.boolean("runAsNonRoot"));
  const number = effectiveField(container, (context) => context.integer("runAsUser"));
  const root = container.securityContext.boolean("readOnlyRootFilesystem");
  const isKnown = (user.value === true || (number.value ?? 0) > 0) && root.value === true && dropsAll(container) === true;
  if (isKnown)
    return {
      state: "holds",
      evidence: [
        inObject(object, (user.entry ?? number.entry)?.keySpan, "does not run as root"),
        inObject(object, root.entry?.keySpan, "cannot change its own files"),
      ],
    };
  const [own, ofPod] = [container.securityContext, container.pod.securityContext].map(({ entry }) => chartValues(object, entry, workspace));
  if (
    own?.isTrue("readOnlyRootFilesystem") &&
    own.has("capabilities", "drop") &&
    (own.isTrue("runAsNonRoot") || ofPod?.isTrue("runAsNonRoot"))
  )
    return { state: "holds", evidence: [own.at("the chart's own values take its rights away", "readOnlyRootFilesystem")] };
  return {
    state: "unclear",
    evidence: [inObject(object, placeOf(container), `the rights of ${container.called()} are filled in`, "code")],
  };
}

function placeOf({ securityContext, pod, nameSpan }: Container) {
  return (securityContext.entry ?? pod.securityContext.entry)?.keySpan ?? nameSpan;
}

function ofCompose(one: ApplicationService, service: Service): Shown {
  const found = foundBy(findingsInService(service, one, inCompose), "Take the rights away");
  if (found) return found;
  const isReadOnly = settingOf(one, ({ mapping }) => mapping.boolean("read_only")).value === true;
  return isReadOnly
    ? { state: "holds", evidence: [inService(one, `\`${one.name}\` cannot change its own files`)] }
    : { state: "unclear", evidence: [inService(one, `\`${one.name}\` has no rights that are known to be too many`, "code")] };
}

function ofImage(file: Dockerfile, service: Service): Shown {
  const found = foundBy(service.findingsIn(file.source.path, ...inImage), "Run as an unprivileged user");
  if (found) return found;
  const [stage] = productionStages(file, service.workspace).slice(-1);
  const user = stage && runtimeUser(stage);
  if (!stage || !user || user.isRoot === undefined) {
    const { path, line } = placeIn(file, user?.instruction?.span ?? { start: 0, end: 0 });
    return { state: "unclear", evidence: [evidence(path, line, "its user cannot be told from here", "word")] };
  }
  if (user.isRoot && !dropsPrivileges(stage, service.workspace)) return { state: "lacks", evidence: [] };
  const { path, line } = placeIn(file, user.instruction?.span ?? stage.from.span);
  const who = user.name ?? user.uid;
  const note = user.isRoot
    ? "gives root up when it starts"
    : `runs as \`${who}\`${user.instruction ? "" : ` of \`${baseImageOf(stage)?.name}\``}`;
  return { state: "holds", evidence: [evidence(path, line, note)] };
}
