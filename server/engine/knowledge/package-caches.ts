import type { Manager } from "./dependency-files.ts";

/** Where a package manager keeps what it has downloaded, for root. */
export interface PackageCache {
  readonly targets: readonly string[];
  /** What it has downloaded is read again by later commands, which then need the mount as well. */
  readonly isNeededLater: boolean;
  /** The programs that read it. */
  readonly programs: readonly string[];
  /** The variable that switches the cache off. */
  readonly switchedOffBy?: string;
  /** Flags that switch it off, which have to go. */
  readonly without: readonly string[];
}

const simple = (target: string, more: Partial<PackageCache> = {}): PackageCache => ({
  targets: [target],
  isNeededLater: false,
  programs: [],
  without: [],
  ...more,
});

/**
 * By the managers' own documentation of their caches, 2026-11-23: docs.npmjs.com/cli (cache), pnpm.io/settings (storeDir), bun.sh/docs/install/cache,
 * pip.pypa.io (caching), docs.astral.sh/uv (cache), python-poetry.org (cache-dir), pdm-project.org, go.dev/ref/mod (GOMODCACHE in the official image) and
 * pkg.go.dev/cmd/go (GOCACHE), maven.apache.org (local repository), docs.gradle.org (GRADLE_USER_HOME), learn.microsoft.com/nuget (global packages).
 */
export const packageCaches: { readonly [M in Manager]?: PackageCache } = {
  npm: simple("/root/.npm"),
  pnpm: simple("/root/.local/share/pnpm/store"),
  bun: simple("/root/.bun/install/cache"),
  pip: simple("/root/.cache/pip", { switchedOffBy: "PIP_NO_CACHE_DIR", without: ["--no-cache-dir"] }),
  uv: simple("/root/.cache/uv", { switchedOffBy: "UV_NO_CACHE", without: ["--no-cache"] }),
  poetry: simple("/root/.cache/pypoetry", { switchedOffBy: "POETRY_NO_CACHE", without: ["--no-cache"] }),
  pdm: simple("/root/.cache/pdm", { switchedOffBy: "PDM_NO_CACHE", without: ["--no-cache"] }),
  go: simple("/go/pkg/mod", { targets: ["/go/pkg/mod", "/root/.cache/go-build"], isNeededLater: true, programs: ["go"] }),
  maven: simple("/root/.m2", { isNeededLater: true, programs: ["mvn", "mvnw"] }),
  dotnet: simple("/root/.nuget/packages", { isNeededLater: true, programs: ["dotnet"] }),
};
