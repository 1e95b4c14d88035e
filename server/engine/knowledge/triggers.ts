import { nearest } from "../text/nearest.ts";
import data from "./data/triggers.json" with { type: "json" };

/**
 * What `github.ref` holds in a run: the repository's default branch whatever has happened, the branch or tag that was pushed, the merge of a
 * pull request into its base (`refs/pull/1/merge`), the tag of a release, the branch or tag chosen at the start, the merge queue's branch,
 * what is deployed, or what the calling workflow has.
 */
export type RefKind = "default" | "pushed" | "merge" | "tag" | "chosen" | "queue" | "deployed" | "caller";

/** An event that starts workflows. */
export interface Trigger {
  /** `pull_request`. */
  readonly name: string;
  /** What happens, in a sentence; empty in the command line. */
  readonly about: string;
  /** Its activity types; empty where it has none. */
  readonly types: readonly string[];
  /** The activity types that start a workflow that names none. */
  readonly defaultTypes: readonly string[];
  /** Any text is an activity type (`repository_dispatch`). */
  readonly hasOpenTypes: boolean;
  /** The other keys that it takes: `branches`, `paths-ignore`, `workflows`, `cron` (of the items of `schedule`), `inputs`. */
  readonly filters: readonly string[];
  /** The keys of `github.event`; undefined where they are not known. */
  readonly payload: ReadonlySet<string> | undefined;
  /** What `github.ref` holds; undefined where that is not known. */
  readonly ref: RefKind | undefined;
  /**
   * Who can make it happen: people who can write to the repository; anybody by a pull request from a fork, but without secrets and with a
   * token that can only read; or anybody, and the run has the repository's secrets and a token that can write.
   */
  readonly startedBy: "writers" | "fork" | "anyone";
  /** The event to use in its place. */
  readonly replacement: string | undefined;
}

interface Entry {
  readonly name: string;
  readonly about?: string;
  readonly types?: string;
  readonly defaults?: string;
  readonly openTypes?: boolean;
  readonly filters?: string;
  readonly payload?: string;
  readonly openPayload?: boolean;
  readonly ref?: RefKind;
  readonly by?: "fork" | "anyone";
  readonly replacement?: string;
}

/** The day on which the table was checked. */
export const triggersDate: string = data.date;

/** What every webhook brings. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads. */
const commonPayload = ["action", "enterprise", "installation", "organization", "repository", "sender"];

const triggers: ReadonlyMap<string, Trigger> = new Map((data.events as readonly Entry[]).map((entry) => [entry.name, triggerOf(entry)]));

function triggerOf(entry: Entry): Trigger {
  const types = words(entry.types);
  return {
    name: entry.name,
    about: entry.about ?? "",
    types,
    defaultTypes: entry.defaults === undefined ? types : words(entry.defaults),
    hasOpenTypes: entry.openTypes ?? false,
    filters: words(entry.filters),
    payload: entry.openPayload || entry.ref === undefined ? undefined : new Set([...commonPayload, ...words(entry.payload)]),
    ref: entry.ref,
    startedBy: entry.by ?? "writers",
    replacement: entry.replacement,
  };
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(" ");
}

/** The event of this name; names are case-sensitive. */
export function findTrigger(name: string): Trigger | undefined {
  return triggers.get(name);
}

/** All events, in the order of their names. */
export function allTriggers(): readonly Trigger[] {
  return [...triggers.values()];
}

/** The event that a misspelt name most likely means. */
export function nearestTrigger(name: string): string | undefined {
  return nearest(name, triggers.keys());
}

/**
 * Whether a workflow that this event starts has secrets and a token that can write while an outsider can make the event happen: the texts of
 * its payload, and the code of the pull request behind it, are not to be trusted. Unknown events are not.
 */
export function isPrivilegedTrigger(name: string): boolean {
  return triggers.get(name)?.startedBy === "anyone";
}
