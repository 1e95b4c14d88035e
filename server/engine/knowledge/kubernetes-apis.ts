import data from "./data/kubernetes-apis.json" with { type: "json" };

/** A version of an API that is on its way out, or is gone. */
export interface RetiredApi {
  /** The release that warns of it first. */
  readonly deprecated: string;
  /** The release that does not serve it any more, where it is known. */
  readonly removed: string | undefined;
  /** The apiVersion that has the same kind. */
  readonly replacement: string | undefined;
  /** What to do where there is no such. */
  readonly advice: string | undefined;
  /** What is released so; undefined for Kubernetes itself. */
  readonly of: string | undefined;
}

/** The newest release that the tables know; manifests are taken to be for it where nothing else is configured. */
export const newestKubernetes: string = data.newest;

interface Row {
  readonly apiVersion: string;
  readonly kinds: string;
  readonly deprecated: string;
  readonly removed?: string;
  readonly replacement?: string;
  readonly advice?: string;
  readonly of?: string;
}

const retired = new Map(
  (data.versions as readonly Row[]).flatMap(({ apiVersion, kinds, deprecated, removed, replacement, advice, of }) =>
    kinds.split(" ").map((kind) => [`${apiVersion} ${kind}`, { deprecated, removed, replacement, advice, of }] as const),
  ),
);

/** What is known of the end of an API; undefined for one that stays. */
export function retiredApi(apiVersion: string, kind: string): RetiredApi | undefined {
  return retired.get(`${apiVersion} ${kind}`);
}

/** Whether a release (`1.30`, `1.30.2`) is another or a later one. */
export function isAtLeast(version: string, release: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = release.split(".").map(Number);
  return major !== wantedMajor ? major > wantedMajor : minor >= wantedMinor;
}
