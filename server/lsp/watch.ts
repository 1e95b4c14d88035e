import {
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  FileChangeType,
  type FileSystemWatcher,
} from "vscode-languageserver";
import { type DiskChange, skippedFolders } from "../engine/index.ts";
import type { Folder } from "./folders.ts";
import type { Session } from "./session.ts";

/**
 * Every file: what is there decides what a build copies, sources tell the port, and manifests are known by their content alone. Clients leave
 * the folders of dependencies and version control out.
 */
const everything = "**/*";

/** Asks the client to report changes on disk. */
export async function registerWatchers(session: Session): Promise<void> {
  if (!session.client.registersWatchers) return;
  const watchers: FileSystemWatcher[] = [{ globPattern: everything }];
  await session.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
}

/** Files have changed on disk: what rests upon them is forgotten. Tells whether anything of the workspace was among them. */
export function watchedFilesChanged(session: Session, { changes }: DidChangeWatchedFilesParams): boolean {
  const byFolder = new Map<Folder, DiskChange[]>();
  for (const { uri, type } of changes) {
    const { folder, path } = session.folders.place(uri);
    if (!folder.isWorkspace || path.split("/").some((part) => skippedFolders.has(part))) continue;
    const change: DiskChange = { path, kind: kinds[type] };
    const ours = byFolder.get(folder);
    if (ours) ours.push(change);
    else byFolder.set(folder, [change]);
  }
  for (const [folder, ours] of byFolder) folder.snapshot.change(ours);
  return byFolder.size > 0;
}

const kinds = {
  [FileChangeType.Created]: "created",
  [FileChangeType.Changed]: "changed",
  [FileChangeType.Deleted]: "deleted",
} as const;
