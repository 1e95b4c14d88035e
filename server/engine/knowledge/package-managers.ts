/**
 * The release to install in an image of a package manager that the project itself pins nowhere: the newest of the line whose lock files are of
 * that kind. From the npm registry (https://www.npmjs.com), 2026-11-23.
 */
const releases = {
  pnpm: "12.21.0",
  /** The last line that installs what has install scripts nobody has approved, and leaves those out, rather than to fail. */
  pnpm10: "10.34.9",
  /** The last that reads lock files of version 6. */
  pnpm8: "8.15.9",
  /** The last that reads lock files of version 5.4. */
  pnpm7: "7.33.7",
  yarn1: "1.22.22",
  yarn: "4.18.1",
  bun: "1.4.5",
} as const;

/**
 * @param lockFile the head of the lock file, where that can be read
 * @param settings `pnpm-workspace.yaml`, which names the install scripts that were approved
 */
export function releaseOfManager(
  manager: "pnpm" | "yarn1" | "yarn" | "bun",
  lockFile: string | undefined,
  settings?: string | undefined,
): string {
  if (manager !== "pnpm") return releases[manager];
  const version = /^lockfileVersion:\s*['"]?(\d+)/m.exec(lockFile ?? "")?.[1];
  if (version === "6") return releases.pnpm8;
  if (version === "5") return releases.pnpm7;
  return /^allowBuilds:/m.test(settings ?? "") ? releases.pnpm : releases.pnpm10;
}
