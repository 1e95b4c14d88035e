import { parseManifest } from "../languages/kubernetes/file.ts";
import type { Mapping } from "../languages/yaml/mapping.ts";
import { SourceText } from "../text/source.ts";
import type { Build } from "../workspace/builds.ts";
import { imageName } from "../workspace/image-name.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../workspace/paths.ts";
import type { Fact } from "../workspace/workspace.ts";

/** The images that Skaffold builds. Source: https://skaffold.dev/docs/references/yaml/ (`build.artifacts`). */
export const skaffoldBuilds: Fact<readonly Build[]> = {
  name: "builds of Skaffold",
  compute(workspace) {
    const paths = (workspace.files() ?? []).filter((path) => /^skaffold[^/]*\.ya?ml$/.test(nameOf(path))).slice(0, maximumFiles);
    return paths.flatMap((path) => {
      const text = workspace.read(path);
      if (text === undefined) return [];
      const { documents } = parseManifest(new SourceText(path, text));
      return documents.flatMap(({ root }) =>
        root
          ? root
              .mapping("build")
              .list("artifacts")
              .mappings.flatMap((artifact) => buildOf(artifact, path))
          : [],
      );
    });
  },
};

const maximumFiles = 100;

function buildOf(artifact: Mapping, path: string): readonly Build[] {
  const image = artifact.text("image");
  const name = image.value === undefined ? undefined : imageName(image.value);
  const written = artifact.text("context").or(".");
  const context = written === undefined ? undefined : resolvePath(folderOf(path), written);
  const docker = artifact.mapping("docker");
  const others = ["buildpacks", "jib", "ko", "bazel", "custom", "kaniko"].filter((key) => artifact.has(key) !== false);
  if (name === undefined || context === undefined || !image.span || (others.length > 0 && !docker.map)) return [];
  const file = docker.text("dockerfile").or("Dockerfile");
  const target = docker.text("target");
  return [
    {
      source: { path, span: image.span },
      kind: "compose",
      context,
      dockerfile: file === undefined ? undefined : inFolder(context, file),
      target: target.value,
      isTargetUnknown: target.isUnknown,
      args: new Map(),
      namedContexts: [],
      images: [name],
    },
  ];
}
