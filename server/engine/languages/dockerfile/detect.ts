import { hasTemplateName } from "./template.ts";

/** Endings of files that only have to do with a Dockerfile: source code, documents, tests, data. */
const otherKinds: ReadonlySet<string> = new Set(
  (
    "dockerignore md markdown mdx txt rst adoc html pdf go py rb rs js mjs cjs ts mts cts jsx tsx java kt kts cs php sh bash zsh fish ps1 " +
    "bat cmd lua pl r swift c cc cpp h hpp scala groovy json jsonc json5 yaml yml toml xml ini cfg conf env lock sum log csv sql svg png jpg " +
    "jpeg gif zip gz tar tgz bak orig rej patch diff swp snap sig sha256 vue svelte css scss"
  ).split(" "),
);

/**
 * Whether a file is a Dockerfile by its name: `Dockerfile`, `Dockerfile.web`, `web.dockerfile`, `Containerfile`, and
 * the templates of one (`Dockerfile.j2`); not `Dockerfile.dockerignore`, nor code about Dockerfiles such as `Dockerfile.go`.
 */
export function isDockerfilePath(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const bare = hasTemplateName(name) ? name.slice(0, name.lastIndexOf(".")) : name;
  if (/^(?:Dockerfile|Containerfile)$/i.test(bare)) return true;
  if (/.\.(?:dockerfile|containerfile)$/i.test(bare)) return true;
  const match = /^(?:Dockerfile|Containerfile)[.](.+)$/i.exec(bare) ?? /^(?:Dockerfile|Containerfile)[-_](.+)$/.exec(bare);
  const suffix = match?.[1];
  if (!suffix) return false;
  return !otherKinds.has(suffix.slice(suffix.lastIndexOf(".") + 1).toLowerCase());
}
