/** The folder of a path; "" for one in the workspace root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A path below a folder; either may be "". */
export function inFolder(folder: string, path: string): string {
  return folder === "" ? path : path === "" ? folder : `${folder}/${path}`;
}

/** A folder and all above it, the innermost first, the workspace root ("") last. */
export function upwards(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== ""; ) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
}

/**
 * A path as written in a file, taken from `folder`, as a path of the workspace. Undefined where it leads out of the workspace, is absolute,
 * or is no path at all (an address).
 */
export function resolvePath(folder: string, written: string): string | undefined {
  const path = written.replaceAll("\\", "/");
  if (path.startsWith("/") || path.startsWith("~") || /^[A-Za-z]:/.test(path) || path.includes("://") || /^git@/.test(path))
    return undefined;
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
