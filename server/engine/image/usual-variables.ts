import type { Stage } from "../languages/dockerfile/model.ts";

/** Variables that images, shells and builders usually bring. */
const usual =
  /^(?:PATH|HOME|HOSTNAME|USER|SHELL|PWD|TERM|TZ|LANG|LC_ALL|LANGUAGE|SOURCE_DATE_EPOCH|JAVA_HOME|JAVA_VERSION|GOPATH|GOROOT|LD_LIBRARY_PATH|PYTHONPATH|NODE_PATH|MANPATH|CLASSPATH|PKG_CONFIG_PATH)$|^BUILDKIT_/;

/** Whether a variable that a stage's own chain does not set is likely to come with its base image: `NODE_VERSION` with `node`. */
export function mayComeWithBase(name: string, stage: Stage): boolean {
  if (usual.test(name)) return true;
  const image = (stage.chain[0] ?? stage).from.image?.word.text.toLowerCase() ?? "";
  const [first = ""] = name.toLowerCase().split("_");
  return stage.root.kind !== "scratch" && image.includes(first);
}
