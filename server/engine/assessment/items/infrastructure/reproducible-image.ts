import { builtStages } from "../../../image/built.ts";
import { contextOf } from "../../../image/context-files.ts";
import { installsOf } from "../../../image/installs.ts";
import { lockFileOf } from "../../../image/lock-file.ts";
import { pulledImages } from "../../../image/pinning.ts";
import { dependencyFiles, type Manager } from "../../../knowledge/dependency-files.ts";
import { lifecyclesOf } from "../../../knowledge/lifecycle.ts";
import { hasNoVersions, isMovingTag } from "../../../knowledge/moving-tags.ts";
import type { Dockerfile } from "../../../languages/dockerfile/model.ts";
import { folderOf, inFolder, upwards } from "../../../workspace/paths.ts";
import type { Assessor } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { counterEvidence, evidence, notApplicable, open } from "../../verdict.ts";
import { foundBy, type Shown, together } from "./shown.ts";

const rules = ["dockerfile/latest-base-image", "dockerfile/untagged-base-image", "dockerfile/install-without-lockfile"] as const;

export const reproducibleImage: Assessor = {
  id: "infrastructure.reproducible-image",
  looksAt:
    "What the Dockerfiles build on (a digest, a version, or `latest`), and whether their installs go by a lock file that is in the repository.",
  rules,
  action: { kind: "generate", generator: "container", title: "Generate a Dockerfile with pinned versions" },
  assess(service) {
    const { dockerfiles, platforms } = service.targets;
    if (dockerfiles.length === 0) {
      const [platform] = platforms.filter(({ isServerless }) => isServerless);
      if (platform)
        return notApplicable(`${platform.title} builds it without an image.`, [
          evidence(platform.path, platform.line, `is deployed to ${platform.title}`),
        ]);
      return open("No Dockerfile here builds an image of it.");
    }
    return together(
      dockerfiles.flatMap((file) => ofFile(file, service)),
      {
        holds: "The images that it is built on are held by digests, and its dependencies by a lock file.",
        unclear: "Versions are pinned; the tags that it is built on may still be moved to other images, which a digest would prevent.",
        lacks: "Another build of the same commit may bring other versions.",
      },
    );
  },
};

function ofFile(file: Dockerfile, service: Service): readonly Shown[] {
  const found = foundBy(service.findingsIn(file.source.path, ...rules), "Pin the version");
  return [...(found ? [found] : []), ...ofBases(file, found, service), ...ofInstalls(file, service)];
}

function ofBases(file: Dockerfile, found: Shown | undefined, service: Service): readonly Shown[] {
  const pulled = pulledImages(file, service.workspace);
  return pulled.flatMap(({ image }): Shown[] => {
    const { path, line } = placeIn(file, image.word.span);
    if (image.digest !== undefined) return [{ state: "holds", evidence: [evidence(path, line, "is held by a digest")] }];
    if (image.tag === undefined || image.name === undefined || found?.evidence.some((one) => one.line === line)) return [];
    const isVersioned = hasNoVersions(image.name) || lifecyclesOf(image).some(({ isSystem }) => !isSystem);
    if (!isVersioned && isMovingTag(image.name, image.tag))
      return [{ state: "lacks", evidence: [counterEvidence(path, line, `\`${image.name}:${image.tag}\` names no version`)] }];
    return [{ state: "unclear", evidence: [evidence(path, line, `\`${image.name}:${image.tag}\``, "code")] }];
  });
}

function ofInstalls(file: Dockerfile, service: Service): readonly Shown[] {
  const context = contextOf(file, service.workspace);
  return builtStages(file, service.workspace)
    .flatMap(installsOf)
    .flatMap((install): Shown[] => {
      if (install.isNamed || install.action === "prune") return [];
      const { path, line } = placeIn(file, install.span);
      const lock = lockFileOf(install, context);
      if (install.requirements.length > 0 && service.application?.python?.requirementFiles.length)
        return service.application.python.isPinned
          ? [{ state: "holds", evidence: [evidence(path, line, "every requirement names one release")] }]
          : [{ state: "lacks", evidence: [counterEvidence(path, line, "requirements name no release, or several")] }];
      if (install.isLocked === true)
        return [{ state: "holds", evidence: [evidence(path, line, `\`${install.title}\` goes by the lock file`)] }];
      if (install.isLocked === false && !lock && hasLock(install.manager) && !isLockThere(install.manager, file, service))
        return [{ state: "lacks", evidence: [counterEvidence(path, line, `\`${install.title}\` has no lock file to go by`)] }];
      return [];
    });
}

/** A lock file of the manager beside the Dockerfile, in the service's folder or above: the install may find it though the image's folders do not tell. */
function isLockThere(manager: Manager, { source }: Dockerfile, { folder, workspace }: Service): boolean {
  const folders = [...upwards(folder), ...upwards(folderOf(source.path))];
  return folders.some((at) => dependencyFiles[manager].locks.some((name) => workspace.has(inFolder(at, name)) !== false));
}

/** Managers whose installs go by a lock file of their own; pip's requirements, Maven and NuGet name versions instead. */
function hasLock(manager: Manager): boolean {
  return /^(?:npm|pnpm|yarn|bun|uv|poetry|pipenv|pdm|cargo|bundler|composer)$/.test(manager);
}
