import type { Link } from "./model.ts";

/** The page of a public image, of registries that have one for every image; none for others. */
export function imageLink(image: string): Omit<Link, "span"> | undefined {
  const match = /^([a-z0-9][\w./-]*?(?::\d+\/[\w./-]+?)?)(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]+)?$/.exec(image);
  const name = match?.[1];
  if (name === undefined) return undefined;
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const registry = hasRegistry ? first : "docker.io";
  const path = hasRegistry ? rest.join("/") : name;
  const address = pageOf(registry, path.replace(/^library\//, ""));
  return address === undefined ? undefined : { target: { address }, about: `${path} on ${registry}` };
}

function pageOf(registry: string, path: string): string | undefined {
  const depth = path.split("/").length;
  switch (registry) {
    case "docker.io":
    case "index.docker.io":
      return depth === 1 ? `https://hub.docker.com/_/${path}` : depth === 2 ? `https://hub.docker.com/r/${path}` : undefined;
    case "quay.io":
      return depth === 2 ? `https://quay.io/repository/${path}` : undefined;
    case "mcr.microsoft.com":
      return `https://mcr.microsoft.com/artifact/mar/${path}`;
    default:
      return undefined;
  }
}
