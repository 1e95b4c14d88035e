import { lookUpBaseImage } from "./base-images.ts";
import data from "./data/services.json" with { type: "json" };
import { canonicalName, type ImageName } from "./names.ts";

export type ServiceKind = "database" | "cache" | "queue" | "search" | "storage" | "mail" | "registry";

/** What is known of an image that jobs start as a service. */
export interface KnownService {
  /** `PostgreSQL`. */
  readonly title: string;
  readonly kind: ServiceKind;
  /** The port that it listens on. */
  readonly port: number | undefined;
  /** The command that tells whether it is ready, for `--health-cmd`; it holds no double quotes. Undefined where there is none that surely works. */
  readonly healthCommand: string | undefined;
  /** The image brings a HEALTHCHECK of its own. */
  readonly hasHealthcheck: boolean;
}

interface Entry {
  readonly images: string;
  readonly title: string;
  readonly kind: string;
  readonly port?: number;
  readonly health?: string;
  /** Tags of versions that the command does not fit, and the one that does. */
  readonly older?: string;
  readonly olderHealth?: string;
  readonly builtIn?: boolean;
}

/** The day on which the table was checked. */
export const servicesDate: string = data.date;

const byImage: ReadonlyMap<string, Entry> = new Map(
  (data.services as readonly Entry[]).flatMap((entry) => entry.images.split(" ").map((image) => [canonicalName(image), entry] as const)),
);

/** What is known of a service container's image; undefined for images that the table does not hold. */
export function findService(image: ImageName): KnownService | undefined {
  if (image.name === undefined) return undefined;
  const entry = byImage.get(canonicalName(image.name));
  if (!entry) return undefined;
  const isOlder = entry.older !== undefined && image.tag !== undefined && new RegExp(entry.older).test(image.tag);
  return {
    title: entry.title,
    kind: entry.kind as ServiceKind,
    port: entry.port,
    healthCommand: isOlder ? entry.olderHealth : entry.health,
    hasHealthcheck: entry.builtIn ?? lookUpBaseImage(image)?.hasHealthcheck ?? false,
  };
}

/**
 * The options that make a job wait for a service, as they stand under `options:`, one a line; a health command alone makes GitHub wait.
 * Source: https://docs.github.com/en/actions/tutorials/use-containerized-services/create-postgresql-service-containers.
 */
export function healthOptions(command: string): readonly string[] {
  return [`--health-cmd "${command}"`, "--health-interval 10s", "--health-timeout 5s", "--health-retries 5"];
}
