import {
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  FileChangeType,
  type FileSystemWatcher,
} from "vscode-languageserver";
import type { Session } from "./session.ts";

/** What findings rest upon besides the file itself. The folders of dependencies and version control are left out by the clients' own settings. */
export const watchedGlobs = [
  "**/{Dockerfile,Containerfile}*",
  "**/*.{dockerfile,Dockerfile,containerfile,Containerfile}",
  "**/{.dockerignore,.containerignore,*.dockerignore,.gitignore}",
  "**/{.deployment-patterns,.hadolint}.{yaml,yml}",
  // What builds and runs the images.
  "**/{compose,docker-compose}*.{yaml,yml}",
  "**/docker-bake*.{hcl,json}",
  "**/.github/workflows/*.{yaml,yml}",
  "**/{k8s,kubernetes,deploy,manifests,charts,base,overlays}/**/*.{yaml,yml}",
  // What the application is.
  "**/{package.json,package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,pnpm-workspace.yaml,bun.lock,bun.lockb,deno.json,deno.lock}",
  "**/{requirements*.txt,pyproject.toml,setup.py,setup.cfg,Pipfile,Pipfile.lock,poetry.lock,uv.lock,pdm.lock,manage.py}",
  "**/{go.mod,go.sum,Cargo.toml,Cargo.lock,pom.xml,build.gradle,build.gradle.kts,gradle.lockfile,composer.json,composer.lock,Gemfile,Gemfile.lock}",
  "**/*.{csproj,fsproj,sln}",
  // What should not get into an image.
  "**/{.env,.env.*,.npmrc,.netrc,.pypirc,id_rsa,id_ed25519,*.pem,*.key,*.p12,*.pfx}",
] as const;

/** Asks the client to report changes on disk. */
export async function registerWatchers(session: Session): Promise<void> {
  if (!session.client.registersWatchers) return;
  const watchers: FileSystemWatcher[] = watchedGlobs.map((globPattern) => ({ globPattern }));
  await session.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
}

/** Files have changed on disk: what rests upon them is forgotten. Tells whether anything of the workspace was among them. */
export function watchedFilesChanged(session: Session, { changes }: DidChangeWatchedFilesParams): boolean {
  let isOurs = false;
  for (const { uri, type } of changes) {
    const { folder, path } = session.folders.place(uri);
    if (!folder.isWorkspace) continue;
    folder.snapshot.invalidate(path, type !== FileChangeType.Changed);
    isOurs = true;
  }
  return isOurs;
}
