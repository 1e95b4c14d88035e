import { serviceOf } from "../image/service.ts";
import { runsOnce, serviceImage } from "../knowledge/service-images.ts";
import type { CommandLine, ComposeFile, Dependency } from "../languages/compose/model.ts";
import { rememberFor } from "../text/remember.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Application, ApplicationService } from "./application.ts";
import { builtStage } from "./built-stage.ts";
import { neighboursOf } from "./neighbours.ts";
import { allOf, has, healthcheckOf, likelyImageOf, settingOf } from "./settings.ts";

/** How long a container is meant to run: `service` for as long as the application does, `task` until its work is done. */
export type Lifetime = "service" | "task" | "unknown";

/** Words of names that stand for what is run once, or by hand. */
const taskWord =
  /(?:^|[-_.])(?:migrat\w*|init\w*|setup|seed\w*|bootstrap\w*|provision\w*|backup|restore|import\w*|export\w*|load-?data|create-?\w*|jobs?|once|tasks?|cli|shell|console|tools?|builder?|build|compile|install\w*|deps|e2e|tests?|lint\w*|playwright|cypress|k6|bench\w*|certbot|cert-?gen\w*|wait\w*|base|prepare|prestart|cleanup|permissions?)(?:[-_.]|$)/i;

/** How long the container of a service is meant to run, as far as the files tell. */
export function lifetimeOf(service: ApplicationService, workspace: Workspace): Lifetime {
  if (isTask(service, workspace)) return "task";
  if (taskWord.test(service.name) || isInteractive(service) || isExtended(service, workspace)) return "unknown";
  return isService(service, workspace) ? "service" : "unknown";
}

function isTask(service: ApplicationService, workspace: Workspace): boolean {
  if (settingOf(service, ({ restart }) => restart).value === "no") return true;
  const policy = settingOf(service, ({ deploy }) => deploy.mapping("restart_policy").text("condition")).value;
  const mode = settingOf(service, ({ deploy }) => deploy.text("mode")).value;
  if (policy === "none" || mode?.endsWith("-job") || service.layers.some(({ provider }) => !provider.isAbsent)) return true;
  if (waitersFor(service).some(({ condition }) => condition === "service_completed_successfully")) return true;
  const image = likelyImageOf(service);
  if (image !== undefined && runsOnce(image, startOf(service)) === true) return true;
  const stage = builtStage(service, workspace);
  return stage !== undefined && has(service, "command") === false && serviceOf(stage, workspace).isService === false;
}

function isService(service: ApplicationService, workspace: Workspace): boolean {
  if (allOf(service, ({ ports }) => ports).length > 0 || healthcheckOf(service)?.test !== undefined) return true;
  if (waitersFor(service).some(({ condition }) => condition === "service_healthy")) return true;
  const image = likelyImageOf(service);
  if (image !== undefined && serviceImage(image) && runsOnce(image, startOf(service)) === false) return true;
  const stage = builtStage(service, workspace);
  return stage !== undefined && has(service, "command") === false && serviceOf(stage, workspace).isService === true;
}

/** There for others to extend: what they add is not seen here. */
function isExtended({ own, application }: ApplicationService, workspace: Workspace): boolean {
  const { path } = own.file.source;
  const { users } = neighboursOf(workspace, path);
  return [application.file, ...users].some((file) => extendedBy(file).has(`${path} ${own.name}`));
}

/** Path and name of the services that those of a file extend. */
const extendedBy = rememberFor(({ services, source }: ComposeFile): ReadonlySet<string> => {
  const bases = services.flatMap(({ extends: from }) => (from?.service === undefined || from.isUnknown ? [] : [from]));
  return new Set(
    bases.map((from) => `${from.file === undefined ? source.path : resolvePath(folderOf(source.path), from.file)} ${from.service}`),
  );
});

/** Started to type something in. */
function isInteractive(service: ApplicationService): boolean {
  return ["stdin_open", "tty"].some((key) => settingOf(service, ({ mapping }) => mapping.boolean(key)).value === true);
}

/** The dependencies of all services of the application on this one. */
export function waitersFor({ application, name }: ApplicationService): readonly Dependency[] {
  return waiters(application).get(name) ?? [];
}

/** The dependencies of an application, by the service that they are on. */
const waiters = rememberFor(({ services }: Application): ReadonlyMap<string, readonly Dependency[]> => {
  const byName = new Map<string, Dependency[]>();
  for (const { name, layers } of services) {
    for (const dependency of layers.flatMap(({ dependencies }) => dependencies)) {
      if (dependency.name === name) continue;
      const known = byName.get(dependency.name);
      if (known) known.push(dependency);
      else byName.set(dependency.name, [dependency]);
    }
  }
  return byName;
});

/** Entrypoint and command of a service in one text; undefined where it has neither, or one with a variable in it. */
export function startOf({ layers }: ApplicationService): string | undefined {
  const lines = (["entrypoint", "command"] as const).flatMap((key) => layers.find((layer) => layer[key] !== undefined)?.[key] ?? []);
  return lines.length === 0 ? undefined : lines.map(textOf).join(" ");
}

/** A command as one text, variables of Compose as they are written. */
export function textOf({ nodes }: CommandLine): string {
  return nodes.map(({ text }) => text).join(" ");
}
