/**
 * Whether a file is a Compose file, by the names that Compose looks for
 * (https://docs.docker.com/compose/intro/compose-application-model/) and those that people derive from them.
 */
export function isComposePath(path: string): boolean {
  return /(?:^|\/)(?:(?:docker-|podman-)?compose(?:[._-][^/]*)?|[^/]+\.compose|[^/]+[._-]docker-compose)\.ya?ml$/i.test(path);
}
