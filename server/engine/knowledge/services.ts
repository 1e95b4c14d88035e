import type { ImageName } from "./names.ts";
import { type ServiceKind, serviceImageOf, serviceImagesDate } from "./service-images.ts";

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

/** The day on which the table was checked. */
export const servicesDate: string = serviceImagesDate;

/** What an application keeps its data in or sends it through; web servers and consoles are not among them. */
const backing: ReadonlySet<ServiceKind> = new Set(["database", "cache", "queue", "search", "storage", "mail", "registry"]);

/** What is known of a service container's image; undefined for images that the table does not hold. */
export function findService(image: ImageName): KnownService | undefined {
  const known = serviceImageOf(image);
  if (!known || !backing.has(known.kind)) return undefined;
  const { title, kind, ports, healthCommand, shipsHealthcheck } = known;
  return { title, kind, port: ports[0]?.number, healthCommand, hasHealthcheck: shipsHealthcheck };
}

/**
 * The options that make a job wait for a service, as they stand under `options:`, one a line; a health command alone makes GitHub wait.
 * Source: https://docs.github.com/en/actions/tutorials/use-containerized-services/create-postgresql-service-containers.
 */
export function healthOptions(command: string): readonly string[] {
  return [`--health-cmd "${command}"`, "--health-interval 10s", "--health-timeout 5s", "--health-retries 5"];
}
