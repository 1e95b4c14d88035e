import { isComposePath } from "../languages/compose/detect.ts";
import { isDockerfilePath } from "../languages/dockerfile/detect.ts";
import { isDockerignorePath } from "../languages/dockerignore/detect.ts";
import { isKustomizationPath, looksLikeManifest } from "../languages/kubernetes/detect.ts";
import { mayHoldObjects } from "../languages/parse.ts";
import { isWorkflowPath } from "../languages/workflow/detect.ts";
import { pathsFact } from "../workspace/files.ts";
import { gitIgnored } from "../workspace/gitignore.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, upwards } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { DeploymentFiles } from "./model.ts";

/** The deployment files of an application's folder and, as far as they may be about it, of the whole workspace. */
export function deploymentFilesOf(folder: string, workspace: Workspace): DeploymentFiles {
  return deploymentFiles(workspace, folder);
}

/** As many YAML files are looked into for objects of Kubernetes. */
const maximumFiles = 600;

/** Settings by which platforms know what to run. Each by the platform's own documentation, 2026-11-23. */
const platformFile =
  /(?:^|\/)(?:fly(?:\.[\w-]+)?\.toml|vercel\.json|now\.json|railway\.(?:json|toml)|render\.yaml|app\.ya?ml|appspec\.ya?ml|Procfile|app\.json|netlify\.toml|serverless\.(?:ya?ml|json|ts)|wrangler\.(?:toml|jsonc?)|apprunner\.yaml|Dockerrun\.aws\.json|copilot\/[\w-]+\/manifest\.ya?ml|samconfig\.toml|manifest\.ya?ml|captain-definition|azure\.yaml|nixpacks\.toml|railpack\.json|project\.toml|heroku\.yml|firebase\.json|amplify\.yml|dokku\.json|\.do\/app\.ya?ml|[\w.-]*task-?def(?:inition)?[\w.-]*\.json|Chart\.yaml|docker-stack[\w.-]*\.ya?ml|skaffold\.ya?ml|Tiltfile|kamal\/deploy[\w.]*\.yml|config\/deploy[\w.]*\.yml)$/i;

/** Names that others use too: what stands in them tells. */
const tellingContents: readonly (readonly [RegExp, RegExp])[] = [
  [/(?:^|\/)app\.ya?ml$/i, /^(?:runtime|env|service|entrypoint|runtime_config|instance_class):|^(?:name|services):/m],
  [/(?:^|\/)app\.json$/i, /"(?:buildpacks|formation|addons|env|stack|scripts)"\s*:/],
  [/(?:^|\/)manifest\.ya?ml$/i, /^applications:|^type:\s*["']?(?:Load Balanced|Backend|Request-Driven|Worker|Scheduled)/m],
  [/(?:^|\/)project\.toml$/i, /^\[(?:_|io\.buildpacks|project)/m],
  [/(?:^|\/)config\/deploy[\w.]*\.yml$/i, /^(?:service|servers):/m],
];

/** What makes a folder that of an application. */
const manifestNames: ReadonlySet<string> = new Set([
  "package.json",
  "pyproject.toml",
  "requirements.txt",
  "Pipfile",
  "setup.py",
  "go.mod",
  "pom.xml",
  "build.gradle",
  "build.gradle.kts",
  "Cargo.toml",
  "Gemfile",
  "composer.json",
]);

/** All that may be a deployment file, by its path. */
const candidates = pathsFact(
  "deployment files",
  (path) =>
    !isForEditors(path) &&
    (isDockerfilePath(path) ||
      isDockerignorePath(path) ||
      isComposePath(path) ||
      isWorkflowPath(path) ||
      mayHoldObjects(path) ||
      platformFile.test(path)),
);

const deploymentFiles = keyedFact("deployment files of", (workspace, folder): DeploymentFiles => {
  const isIgnored = workspace.derive(gitIgnored);
  // What Git leaves out (builds, downloads) is nobody's deployment.
  const all = workspace.derive(candidates).filter((path) => isAbout(workspace, folder, path) && !isIgnored(path));
  const yaml = all.filter((path) => mayHoldObjects(path) && !isWorkflowPath(path) && !isComposePath(path)).slice(0, maximumFiles);
  return {
    dockerfiles: all.filter(isDockerfilePath),
    ignoreFiles: all.filter(isDockerignorePath),
    composeFiles: all.filter((path) => isComposePath(path) && !isWorkflowPath(path)),
    workflows: all.filter((path) => isWorkflowPath(path) && path.startsWith(".")),
    manifests: yaml.filter((path) => isManifest(workspace, path)),
    platformFiles: all.filter((path) => platformFile.test(path) && isPlatformFile(workspace, path)),
  };
});

const isManifest = keyedFact(
  "is a manifest",
  (workspace, path): boolean => isKustomizationPath(path) || looksLikeManifest(workspace.read(path) ?? ""),
);

/** What development containers are made of is deployed nowhere. */
function isForEditors(path: string): boolean {
  return /(?:^|\/)\.devcontainer\//.test(path);
}

/** A file may be about an application unless it stands in the folder of another one. */
function isAbout(workspace: Workspace, folder: string, path: string): boolean {
  const owner = ownerOf(workspace, folderOf(path));
  return owner === folder || owner === "" || owner.startsWith(folder === "" ? "" : `${folder}/`) === true || folder.startsWith(`${owner}/`);
}

/** The nearest folder at or above one that is an application's; "" where none is. */
const ownerOf = keyedFact(
  "owner of",
  (workspace, folder): string =>
    upwards(folder).find((at) =>
      (workspace.list(at) ?? []).some(({ name }) => manifestNames.has(name) || /\.(?:cs|fs|vb)proj$/.test(name)),
    ) ?? "",
);

const isPlatformFile = keyedFact("is a file of a platform", (workspace, path): boolean => {
  const telling = tellingContents.find(([name]) => name.test(path));
  return telling === undefined || telling[1].test(workspace.read(path) ?? "");
});
