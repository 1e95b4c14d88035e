/** The architecture namespaces in which Docker Hub repeats its official images. Source: https://github.com/docker-library/official-images. */
const architectures = new Set(
  "amd64 arm32v5 arm32v6 arm32v7 arm64v8 i386 mips64le ppc64le riscv64 s390x winamd64 windows-amd64".split(" "),
);

/**
 * Docker Hub's official images that set no user, as far as the table of base images does not hold them. A name without a slash may as well be an
 * image that somebody has built on the spot, so a guess takes a list. Source: https://github.com/docker-library/official-images/tree/master/library.
 */
const officialRootImages: ReadonlySet<string> = new Set(
  (
    "backdrop bash cirros couchbase friendica haxe hylang ibmjava joomla jruby mageia matomo mediawiki mono monica neurodebian orientdb photon phpmyadmin " +
    "postfixadmin rakudo-star rethinkdb ros sapmachine sl swipl tomee unit xwiki yourls"
  ).split(" "),
);

/** Whether an image that the table of base images does not hold is one of Docker Hub's official ones that run as root. */
export function isOfficialRootImage(name: string): boolean {
  return officialRootImages.has(canonicalName(name));
}

/** Prefixes under which the same images are served again; what follows them is the name on Docker Hub. */
const mirrors: readonly (readonly [prefix: string, name: string])[] = [
  ["docker.io/", ""],
  ["index.docker.io/", ""],
  ["registry-1.docker.io/", ""],
  ["registry.hub.docker.com/", ""],
  ["public.ecr.aws/docker/library/", ""],
  ["public.ecr.aws/docker/", ""],
  ["mirror.gcr.io/", ""],
  ["mcr.microsoft.com/mirror/docker/library/", ""],
  ["public.ecr.aws/bitnami/", "bitnami/"],
  ["public.ecr.aws/amazonlinux/amazonlinux", "amazonlinux"],
  ["public.ecr.aws/amazoncorretto/amazoncorretto", "amazoncorretto"],
  ["public.ecr.aws/debian/debian", "debian"],
  ["public.ecr.aws/ubuntu/ubuntu", "ubuntu"],
  ["public.ecr.aws/nginx/nginx-unprivileged", "nginxinc/nginx-unprivileged"],
  ["public.ecr.aws/nginx/nginx", "nginx"],
  ["ghcr.io/nginx/nginx-unprivileged", "nginxinc/nginx-unprivileged"],
  ["ghcr.io/nginxinc/nginx-unprivileged", "nginxinc/nginx-unprivileged"],
  ["quay.io/nginx/nginx-unprivileged", "nginxinc/nginx-unprivileged"],
  ["nginx/nginx-unprivileged", "nginxinc/nginx-unprivileged"],
  ["quay.io/keycloak/keycloak-x", "quay.io/keycloak/keycloak"],
  ["registry.redhat.io/ubi", "registry.access.redhat.com/ubi"],
  ["quay.io/prometheus/prometheus", "prom/prometheus"],
  ["astral/uv", "ghcr.io/astral-sh/uv"],
  ["us.gcr.io/distroless/", "gcr.io/distroless/"],
  ["eu.gcr.io/distroless/", "gcr.io/distroless/"],
];

/**
 * The one name under which the knowledge tables hold an image: mirrors, `library/` and architecture namespaces of Docker Hub
 * are taken off. Another registry's image keeps its name: `host:5000/node` is not Docker Hub's `node`.
 */
export function canonicalName(name: string): string {
  let canonical = name.toLowerCase();
  for (const [prefix, replacement] of mirrors) {
    if (!canonical.startsWith(prefix)) continue;
    canonical = replacement + canonical.slice(prefix.length);
    break;
  }
  if (canonical.startsWith("library/")) canonical = canonical.slice("library/".length);
  const slash = canonical.indexOf("/");
  if (slash > 0 && !canonical.includes("/", slash + 1) && architectures.has(canonical.slice(0, slash)))
    canonical = canonical.slice(slash + 1);
  return canonical;
}

/** Name and tag of an image, as `ImageReference` has them; the tag is undefined where none is written. */
export interface ImageName {
  readonly name: string | undefined;
  readonly tag: string | undefined;
  readonly digest?: string | undefined;
}
