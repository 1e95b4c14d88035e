import type { WorkspaceFolder } from "vscode-languageserver";
import { type FileAccess, Snapshot, unseenWorkspace } from "../engine/index.ts";
import { below, nameOf, normalise, parentOf, pathBelow } from "./uris.ts";

/** Reads the files below a folder's address; undefined for a scheme that the host cannot read. */
export type AccessProvider = (folderUri: string) => FileAccess | undefined;

/** One workspace folder, or the surroundings of a file outside all of them, of which nothing is seen. */
export interface Folder {
  readonly uri: string;
  readonly snapshot: Snapshot;
  /** A folder of the workspace, not merely the place of a single file. */
  readonly isWorkspace: boolean;
}

/** The workspace folders; each file belongs to the nearest one above it. */
export class Folders {
  readonly #access: AccessProvider;
  #workspace: Folder[] = [];
  readonly #outside = new Map<string, Folder>();
  /** Counts the times that a file may have come to belong to another folder. */
  generation = 0;

  constructor(access: AccessProvider, folders: readonly WorkspaceFolder[]) {
    this.#access = access;
    this.change(folders, []);
  }

  get workspace(): readonly Folder[] {
    return this.#workspace;
  }

  change(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void {
    this.generation++;
    const gone = new Set(removed.map(({ uri }) => normalise(uri)));
    this.#workspace = this.#workspace.filter(({ uri }) => !gone.has(normalise(uri)));
    for (const { uri } of added) {
      if (!this.#workspace.some((folder) => normalise(folder.uri) === normalise(uri))) this.#workspace.push(this.#open(uri));
    }
    // The nearest folder is the one with the longest address.
    this.#workspace.sort((a, b) => b.uri.length - a.uri.length);
  }

  /** The folder that owns a file, and the file's path in it. */
  place(uri: string): { readonly folder: Folder; readonly path: string } {
    for (const folder of this.#workspace) {
      const path = pathBelow(folder.uri, uri);
      if (path !== undefined) return { folder, path };
    }
    const parent = parentOf(uri);
    let folder = this.#outside.get(parent);
    if (!folder) {
      folder = { uri: parent, snapshot: unseenWorkspace(), isWorkspace: false };
      this.#outside.set(parent, folder);
    }
    return { folder, path: nameOf(uri) };
  }

  /** The workspace folder that a folder is or lies in, and its path there: "" for the workspace folder itself. */
  placeFolder(uri: string): { readonly folder: Folder; readonly path: string } {
    const own = this.#workspace.find((folder) => normalise(folder.uri) === normalise(uri));
    return own ? { folder: own, path: "" } : this.place(uri);
  }

  /** Reads everything anew: for clients that do not report changes on disk. */
  forget(): void {
    this.generation++;
    this.#workspace = this.#workspace.map(({ uri }) => this.#open(uri));
    this.#outside.clear();
  }

  #open(uri: string): Folder {
    const access = this.#access(uri);
    return { uri, snapshot: access ? new Snapshot(access) : unseenWorkspace(), isWorkspace: true };
  }
}

/** The address of a path of a folder. */
export function uriOf(folder: Folder, path: string): string {
  return below(folder.uri, path);
}
