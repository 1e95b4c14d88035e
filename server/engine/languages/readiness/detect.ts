/** Whether a file is the sign-off file of a service, or of the repository. */
export function isReadinessPath(path: string): boolean {
  return /(?:^|\/)readiness\.ya?ml$/.test(path);
}
