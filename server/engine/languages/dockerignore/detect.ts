/**
 * Whether a file is an ignore file of a build context: `.dockerignore`, BuildKit's `<Dockerfile name>.dockerignore`, or Podman's
 * `.containerignore`.
 */
export function isDockerignorePath(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return name.endsWith(".dockerignore") || name === ".containerignore";
}
