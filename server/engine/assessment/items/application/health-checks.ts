import { normalized } from "../../code/routes.ts";
import { placeIn, type Service } from "../../service.ts";
import { deployedComposeServices, ownStages } from "./started.ts";

/** What asks a service how it is. */
export interface HealthCheck {
  readonly kind: "liveness" | "readiness" | "startup" | "check";
  /** As `Route` has it; undefined where it asks in another way: a port, gRPC, a command that cannot be told. */
  readonly path: string | undefined;
  readonly isGrpc: boolean;
  /** Undefined where it is not told, or a variable decides. */
  readonly port: number | undefined;
  /** How it stands in the file: `livenessProbe`, `HEALTHCHECK`. */
  readonly what: string;
  readonly place: { readonly path: string; readonly line: number };
}

/** All that asks it, by manifests, Compose files, Dockerfiles and the settings of platforms. */
export function healthChecks(service: Service): readonly HealthCheck[] {
  return [...probes(service), ...ofCompose(service), ...ofImages(service), ...ofPlatforms(service)];
}

function probes({ workloads }: Service): readonly HealthCheck[] {
  return workloads.flatMap(({ pod, object }) =>
    pod.mainContainers.flatMap((container) =>
      container.probes.flatMap(({ kind, handler, entry }): readonly HealthCheck[] => {
        if (!handler) return [];
        const words = handler.kind === "exec" ? (handler.command.known ?? []).join(" ") : "";
        const path = handler.kind === "httpGet" ? handler.path.or("/") : pathIn(words);
        return [
          {
            kind,
            path: path === undefined ? undefined : normalized(path),
            port: handler.portNumber,
            isGrpc: handler.kind === "grpc" || /\bgrpc_health_probe\b/.test(words),
            what: `${kind}Probe`,
            place: placeIn(object.file, entry.keySpan),
          },
        ];
      }),
    ),
  );
}

function ofCompose(service: Service): readonly HealthCheck[] {
  return deployedComposeServices(service).flatMap(({ healthcheck, file }) => {
    const test = healthcheck?.isDisabled === true ? undefined : healthcheck?.test;
    if (!test) return [];
    const text = test.nodes.map((node) => node.text).join(" ");
    return [checkOf(text, "healthcheck", placeIn(file, test.entry.keySpan))];
  });
}

function ofImages(service: Service): readonly HealthCheck[] {
  return ownStages(service).flatMap((stage) => {
    const check = stage.last("HEALTHCHECK");
    return check?.command && !check.isNone ? [checkOf(check.command.text.text, "HEALTHCHECK", placeIn(stage.file, check.span))] : [];
  });
}

/** https://render.com/docs/blueprint-spec, https://docs.railway.com/reference/config-as-code, https://fly.io/docs/reference/configuration/ */
const settings = /^[ \t]*["']?(?:healthCheckPath|healthcheckPath|health_check_path|path)["']?[ \t]*[:=][ \t]*["']?(\/[\w./-]*)/gm;

function ofPlatforms({ files, workspace }: Service): readonly HealthCheck[] {
  return files.platformFiles
    .filter((path) => /(?:^|\/)(?:fly(?:\.[\w-]+)?\.toml|render\.yaml|railway\.(?:json|toml))$/.test(path))
    .flatMap((path) => {
      const text = workspace.read(path) ?? "";
      return [...text.matchAll(settings)].flatMap((match) => {
        // In fly.toml a path stands for a check below a section that is one.
        const section =
          text
            .slice(0, match.index)
            .match(/^[ \t]*\[[^\n]*/gm)
            ?.at(-1) ?? "";
        if (/\bpath\b/.test(match[0].split(/[:=]/, 1)[0] ?? "") && !/checks/.test(section)) return [];
        const line = text.slice(0, match.index).split("\n").length;
        return [
          {
            kind: "check" as const,
            path: normalized(match[1] ?? ""),
            isGrpc: false,
            port: undefined,
            what: "health check of the platform",
            place: { path, line },
          },
        ];
      });
    });
}

function checkOf(text: string, what: string, place: HealthCheck["place"]): HealthCheck {
  const path = pathIn(text);
  return {
    kind: "check",
    path: path === undefined ? undefined : normalized(path),
    isGrpc: /\bgrpc_health_probe\b/.test(text),
    port: portIn(text),
    what,
    place,
  };
}

/** The port that a command asks this machine for. */
function portIn(command: string): number | undefined {
  const port = /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d+)/.exec(command)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** The path that a command asks this machine for; "/" where it asks for nothing but the machine. */
function pathIn(command: string): string | undefined {
  const address = /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(?:\d+|\$\{[^}]*\}|\$\w+))?(\/[\w./~-]*)?/.exec(command);
  const call = /["']GET["'],\s*["'](\/[\w./~-]*)["']|\bpath:\s*["'](\/[\w./~-]*)["']/.exec(command);
  return call?.[1] ?? call?.[2] ?? (address && /\b(?:curl|wget|fetch|http|get|urlopen)/i.test(command) ? (address[1] ?? "/") : undefined);
}
