/** The path of `uri` below `folder`, with `/`; undefined where it is not inside. Both are compared as decoded text: clients encode differently. */
export function pathBelow(folder: string, uri: string): string | undefined {
  const root = normalise(folder);
  const prefix = root.endsWith("/") ? root : `${root}/`;
  const whole = normalise(uri);
  return whole.startsWith(prefix) && whole.length > prefix.length ? whole.slice(prefix.length) : undefined;
}

/** The address of a path below `folder`. */
export function below(folder: string, path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return path === "" ? folder : `${folder.replace(/\/$/, "")}/${encoded}`;
}

/** The folder that holds `uri`, as an address. */
export function parentOf(uri: string): string {
  const slash = uri.lastIndexOf("/");
  return slash < 0 ? uri.slice(0, uri.indexOf(":") + 1) : uri.slice(0, slash);
}

/** The last part of an address, decoded. */
export function nameOf(uri: string): string {
  const name = uri.slice(Math.max(uri.lastIndexOf("/"), uri.indexOf(":")) + 1);
  return decode(name);
}

/** One spelling for each file: decoded, and a Windows drive in lower case. */
export function normalise(uri: string): string {
  return decode(uri).replace(/^file:\/\/\/([A-Za-z]):/, (_, drive: string) => `file:///${drive.toLowerCase()}:`);
}

function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
