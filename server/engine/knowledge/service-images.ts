import { remember } from "../text/remember.ts";
import data from "./data/service-images.json" with { type: "json" };
import { baseImageIn, toolOfBase } from "./image-tools.ts";
import { canonicalName, type ImageName } from "./names.ts";
import { type Reference, readReference } from "./reference.ts";

export type ServiceKind =
  | "database"
  | "cache"
  | "queue"
  | "search"
  | "storage"
  | "mail"
  | "registry"
  | "web"
  | "proxy"
  | "monitoring"
  | "administration"
  | "other";

/** A port that an image listens on as it comes. `data` and `administration` are not for everybody: they belong on a host's loopback address at most. */
export interface ServicePort {
  readonly number: number;
  readonly purpose: "traffic" | "data" | "administration";
}

/** A variable that holds a password or a key. */
export interface SecretVariable {
  readonly name: string;
  /** The variable that names a file with the value instead; undefined where the image knows none. */
  readonly fileVariable: string | undefined;
}

/** A health check as a Compose file has it. */
export interface ServiceHealthcheck {
  /** `["CMD", …]` or `["CMD-SHELL", …]`; a dollar of the container's shell is `$$`, as Compose wants it. */
  readonly test: readonly string[];
  /** It works for the image as it comes. Else it hangs on settings that are often changed: a port, TLS, access control, an endpoint to be switched on. */
  readonly isCertain: boolean;
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly startPeriod: string;
}

/** What is known of an image that is run as a service. What is absent is unknown, and never to be reported. */
export interface ServiceImage {
  /** Its canonical name: `postgres`. */
  readonly name: string;
  /** `PostgreSQL`. */
  readonly title: string;
  readonly kind: ServiceKind;
  readonly ports: readonly ServicePort[];
  /** Undefined where none is known that surely has its tool. */
  readonly healthcheck: ServiceHealthcheck | undefined;
  /** The same as one shell command without double quotes, for `--health-cmd`. */
  readonly healthCommand: string | undefined;
  /** Nothing in the image can ask it: there is no shell, and the program itself has no such command. */
  readonly hasNoTool: boolean;
  /** The image brings a HEALTHCHECK of its own. */
  readonly shipsHealthcheck: boolean;
  /** Where its data lies. Where there are several, the version or the settings decide; a volume on one of them is enough. */
  readonly dataDirectories: readonly string[];
  /** Where older versions had their data; with a mount there it does not start. Undefined where there is no such folder, or the version is not known. */
  readonly misplacedDirectory: string | undefined;
  /** It takes longer than a few seconds until it answers: databases that create their files, programs on the JVM. */
  readonly isSlowStarter: boolean;
  readonly secretVariables: readonly SecretVariable[];
  /** Seconds that its documentation wants between the stop signal and the kill. */
  readonly stopTimeout: number | undefined;
  readonly source: string;
}

interface Facts {
  /** Numbers with `d` (data) or `a` (administration). */
  readonly ports?: string;
  /** A list for `CMD`, a text for `CMD-SHELL`. */
  readonly health?: string | readonly string[] | null;
  /** The command for a job's service where it differs; null where it is none for jobs. */
  readonly job?: string | null;
  readonly guess?: boolean;
  /** Seconds; 5 and 10 where absent. */
  readonly timeout?: number;
  readonly start?: number;
  readonly data?: string;
  readonly misplaced?: string;
  /** Names; `+` where `<name>_FILE` is understood, `+_` where it is `<name>__FILE`. */
  readonly secrets?: string;
  /** Programs that are there, for images that the table of base images says nothing of. */
  readonly tools?: string;
  readonly noTool?: boolean;
  readonly builtIn?: boolean;
  readonly grace?: number;
}
interface Entry extends Facts {
  readonly images: string;
  readonly title: string;
  readonly kind: string;
  /** In order, where their pattern finds something in the tag. */
  readonly variants?: readonly (Facts & { readonly tags: string })[];
  readonly source: string;
}

/** The day on which the table was checked. */
export const serviceImagesDate: string = data.date;

const byName: ReadonlyMap<string, Entry> = new Map(
  (data.services as unknown as readonly Entry[]).flatMap((entry) => entry.images.split(" ").map((name) => [name, entry] as const)),
);
const tasks: ReadonlySet<string> = new Set(data.once.split(" "));
const systems: ReadonlySet<string> = new Set(data.systems.split(" "));

/** The name in the table: archived images of Bitnami are what they were. */
function tableName(name: string): string {
  return canonicalName(name).replace(/^bitnamilegacy\//, "bitnami/");
}

/** What is known of an image by its reference, `docker.io/library/postgres:17-alpine`; undefined for images that the table does not hold. */
export const serviceImage: (reference: string) => ServiceImage | undefined = remember((text) => {
  const reference = readReference(text);
  return reference && lookUp(reference);
});

/** The same for a reference in its parts. */
export function serviceImageOf({ name, tag, digest }: ImageName): ServiceImage | undefined {
  return name === undefined
    ? undefined
    : serviceImage(`${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`);
}

function lookUp(reference: Reference): ServiceImage | undefined {
  const name = tableName(reference.name);
  const entry = byName.get(name);
  if (!entry) return undefined;
  const all = possible(entry, reference);
  const shared = <T>(pick: (facts: Facts) => T): T | undefined => {
    const [first, ...rest] = all.map(pick);
    return rest.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : undefined;
  };
  const health = shared((facts) => facts.health ?? undefined);
  const isCertain = all.every((facts) => facts.guess !== true);
  const timeout = entry.timeout ?? 5;
  const base = baseImageIn(reference);
  return {
    name,
    title: entry.title,
    kind: entry.kind as ServiceKind,
    ports: wordsOf(entry.ports).map(readPort),
    healthcheck:
      health === undefined
        ? undefined
        : {
            test: testOf(health),
            isCertain,
            interval: `${timeout + 5}s`,
            timeout: `${timeout}s`,
            retries: 5,
            startPeriod: `${entry.start ?? 10}s`,
          },
    healthCommand: health === undefined || entry.job === null ? undefined : (entry.job ?? commandOf(health)),
    hasNoTool: shared((facts) => facts.noTool) === true,
    shipsHealthcheck: entry.builtIn ?? base?.hasHealthcheck ?? false,
    dataDirectories: [...new Set(all.flatMap((facts) => wordsOf(facts.data)))],
    misplacedDirectory: shared((facts) => facts.misplaced) || undefined,
    isSlowStarter: (entry.start ?? 0) >= 30,
    secretVariables: wordsOf(shared((facts) => facts.secrets)).map(readSecret),
    stopTimeout: entry.grace,
    source: entry.source,
  };
}

/** The facts that hold: of the tag's variant, or, where a variable or a digest hides the tag, of all that it may be. */
function possible(entry: Entry, { tag, digest, visibleTag }: Reference): readonly Facts[] {
  const variants = entry.variants ?? [];
  const isHidden = visibleTag !== undefined || (tag === undefined && digest !== undefined);
  const known = isHidden ? (visibleTag ?? "") : (tag ?? "latest");
  const certain = variants.filter(({ tags }) => new RegExp(tags).test(known));
  const facts: Facts = Object.assign({}, entry, ...certain);
  if (!isHidden) return [facts];
  return [facts, ...variants.filter((variant) => !certain.includes(variant)).map((variant) => ({ ...facts, ...variant }))];
}

function wordsOf(text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : text.split(" ");
}

function readPort(text: string): ServicePort {
  const purpose = text.endsWith("d") ? "data" : text.endsWith("a") ? "administration" : "traffic";
  return { number: Number.parseInt(text, 10), purpose };
}

function readSecret(text: string): SecretVariable {
  const plus = text.indexOf("+");
  if (plus < 0) return { name: text, fileVariable: undefined };
  const name = text.slice(0, plus);
  return { name, fileVariable: `${name}${text.slice(plus + 1)}_FILE` };
}

function testOf(health: string | readonly string[]): readonly string[] {
  const words = typeof health === "string" ? ["CMD-SHELL", health] : ["CMD", ...health];
  return words.map((word) => word.replaceAll("$", "$$$$"));
}

function commandOf(health: string | readonly string[]): string {
  return typeof health === "string" ? health : health.map((word) => (/[\s<>()|&;{}$]/.test(word) ? `'${word}'` : word)).join(" ");
}

/** Whether a mount at `target` keeps the data of an image: at one of its folders, above it, or below it. */
export function keepsData({ dataDirectories }: ServiceImage, target: string): boolean {
  const path = `${target.replace(/\/+$/, "")}/`;
  if (path === "/") return false;
  return dataDirectories.some((folder) => `${folder}/`.startsWith(path) || path.startsWith(`${folder}/`));
}

/**
 * Whether an image has a program as it comes: `true`, `false`, or undefined where that is not known. Asked of `curl`, `wget`, `nc`, `sh`, `bash`.
 * What a Dockerfile adds is for `hasTool` of a stage.
 */
export function imageHasTool(reference: string, tool: string): boolean | undefined {
  const read = readReference(reference);
  if (!read) return undefined;
  const entry = byName.get(tableName(read.name));
  if (entry) {
    const all = possible(entry, read);
    if (all.every((facts) => wordsOf(facts.tools).includes(tool))) return true;
    if (all.every((facts) => facts.noTool)) return false;
  }
  return toolOfBase(baseImageIn(read), tool);
}

/** What of the usual tools of health checks an image has. */
export function toolsOf(reference: string): Readonly<Record<"curl" | "wget" | "nc" | "sh" | "bash", boolean | undefined>> {
  const has = (tool: string) => imageHasTool(reference, tool);
  return { curl: has("curl"), wget: has("wget"), nc: has("nc"), sh: has("sh"), bash: has("bash") };
}

/** Whether an image brings a HEALTHCHECK of its own; undefined for images that no table holds. */
export function imageHasHealthcheck(reference: string): boolean | undefined {
  const read = readReference(reference);
  return read && (serviceImage(reference)?.shipsHealthcheck ?? baseImageIn(read)?.hasHealthcheck);
}

/** Commands that keep a container up. */
const lasting = /\b(?:sleep (?:infinity|inf|\d{4,})|tail -\w*[fF]|while (?:true|:|sleep)|httpd|crond|nc -\w*l)\b/;
/** What services are started with: options alone, or their own programs. */
const serving =
  /^(?:(?:\S*\/)?(?:docker-entrypoint\.sh|tini|--|\s)+)?(?:-{1,2}[a-zA-Z](?!\S*(?:help|version))|(?:\S*\/)?(?:(?:redis|valkey|keydb|rabbitmq|minio|nats|influxd?|victoria-metrics)-server|redis-sentinel|postgres|mysqld|mariadbd|mongo[ds]|memcached|nginx|httpd|haproxy|traefik|etcd|elasticsearch|prometheus|grafana|envoy|caddy run|vault server|consul agent|server|start|start-dev)(?![\w-]))/;
/** Words that may start something lasting. */
const perhapsLasting = /\b(?:serve|server|start|dev|run|watch|listen|worker|daemon|exec|until|while|for)\b|\$|&(?!&)/;
/** Commands that do something and end. */
const ending =
  /^(?:(?:\S*\/)?(?:ba|a|da)?sh -\w*c )?["']?\s*(?:set -\w+[;\s]+)?(?:echo|printf|cp|mv|mkdir|chown|chmod|touch|rm|ls|cat|true|env|printenv|date|id|install|tar|ping -c|curl|wget|sleep \d{1,3})\b/;

/**
 * Whether a container does its work and ends: the image is one for a task (a migration, a client), or a bare system or runtime with a command that ends.
 * `command` is entrypoint and command in one text, undefined where none is written. Undefined where it cannot be told.
 */
export function runsOnce(reference: string, command: string | undefined): boolean | undefined {
  const read = readReference(reference);
  if (!read) return undefined;
  const name = canonicalName(read.name);
  if (command !== undefined && lasting.test(command)) return false;
  if (tasks.has(name)) return true;
  if (byName.has(tableName(read.name))) return command === undefined || serving.test(command) ? false : undefined;
  if (!systems.has(name)) return undefined;
  // A shell or an interpreter without a terminal reads the end of its input and ends.
  if (command === undefined) return true;
  return ending.test(command) && !perhapsLasting.test(command) ? true : undefined;
}
