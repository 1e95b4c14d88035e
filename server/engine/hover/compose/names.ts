import type { ApplicationService } from "../../application/application.ts";
import { healthOf } from "../../application/health.ts";
import { textOf, waitersFor } from "../../application/lifetime.ts";
import { portsOf } from "../../application/ports.ts";
import { replicaCount } from "../../application/replicas.ts";
import { allOf, buildOf, imageBuildOf } from "../../application/settings.ts";
import { mentionAt } from "../../editor/compose/mentions.ts";
import type { Declaration, Dependency, Service } from "../../languages/compose/model.ts";
import { declarationKinds } from "../../languages/compose/model.ts";
import type { YamlEntry } from "../../languages/yaml/model.ts";
import type { Span } from "../../text/span.ts";
import { unhealthyAfter } from "./consequences.ts";
import { portInShort } from "./ports.ts";
import { type ComposeSite, fromLayer, listed, whereIs } from "./site.ts";

/** What the name of a service or of another part at the offset stands for; undefined where there is none. */
export function nameText(site: ComposeSite): { readonly markdown: string; readonly span: Span } | undefined {
  const { file, offset, place, application } = site;
  if (place.kind === "services.*.depends_on.*.condition") {
    const dependency = site.service && dependencyNamed(site.service, String(place.path[3]));
    return dependency && { markdown: dependencyText(dependency, site), span: place.span };
  }
  if (!place.isKey && /^services\.\*\.extends(?:\.service)?$/.test(place.kind)) {
    const { own, layers } = site.service ?? { own: undefined, layers: [] };
    const base = layers.find((layer) => layer !== own && layer.name === own?.extends?.service);
    const image = base?.image.node?.text;
    return (
      base && {
        markdown: `Service \`${base.name}\`: ${image === undefined ? "" : `\`${image}\`, `}${whereIs(site, base.file, base.nameSpan)}.`,
        span: place.span,
      }
    );
  }
  const mention = mentionAt(file, offset);
  if (!mention || mention.kind === "anchor") return undefined;
  const { name, span } = mention;
  if (mention.kind === "services") {
    const service = application.service(name);
    if (mention.definition && service) return { markdown: serviceText(service, site), span };
    const dependency = place.kind.startsWith("services.*.depends_on") && site.service ? dependencyNamed(site.service, name) : undefined;
    if (dependency) return { markdown: dependencyText(dependency, site), span };
    return service && { markdown: `Service ${shortText(service, site)}`, span };
  }
  const kind = declarationKinds.find((one) => one === mention.kind);
  const declaration = kind && application.declarations(kind).find((one) => one.name === name);
  if (!declaration)
    return name === "default" && kind === "networks" ? { markdown: "The network that all services share.", span } : undefined;
  return { markdown: declarationText(declaration, mention.definition !== undefined, site), span };
}

function dependencyNamed({ layers }: ApplicationService, name: string): Dependency | undefined {
  return layers.flatMap(({ dependencies }) => dependencies).find((one) => one.name === name);
}

/** What a service is made of once all files are merged, with the file that each part comes from. */
function serviceText(service: ApplicationService, site: ComposeSite): string {
  const { own, layers, possible } = service;
  const lines: string[] = [];
  const add = (label: string, value: string | undefined): void => {
    if (value) lines.push(`- ${label}: ${value}`);
  };
  const from = (layer: Service) => fromLayer(site, layer, own);
  const built = buildOf(service);
  const build = imageBuildOf(service, site.workspace);
  if (built) {
    const target = build?.target === undefined ? "" : `, stage \`${build.target}\``;
    const path = build?.dockerfile ?? (built.inline.isAbsent ? built.context.node?.text : "the Dockerfile in this file");
    add("Built from", `\`${path ?? "."}\`${target}${from(built.service)}`);
  }
  const image = layers.find((layer) => layer.mapping.entryOf("image"));
  if (image) add(built ? "Image's name" : "Image", `\`${image.image.node?.text ?? ""}\`${from(image)}`);
  for (const key of ["entrypoint", "command"] as const) {
    const layer = layers.find((one) => one[key]);
    if (layer?.[key]) add(key === "command" ? "Command" : "Entrypoint", `${code(textOf(layer[key]))}${from(layer)}`);
  }
  add("Health", healthInShort(service, site));
  add(
    "Starts after",
    listed(
      allOf(service, ({ dependencies }) => dependencies).map(
        (one) =>
          `\`${one.name}\`${one.condition === "service_healthy" ? " (healthy)" : one.condition === "service_completed_successfully" ? " (completed)" : ""}${from(one.service)}`,
      ),
    ),
  );
  add("Waited for by", listed([...new Set(waitersFor(service).map((one) => one.service.called))]));
  add(
    "Ports",
    listed(portsOf(service).flatMap((port) => (portInShort(port) === undefined ? [] : [`${portInShort(port)}${from(port.service)}`]))),
  );
  add(
    "Volumes",
    listed(
      allOf(service, ({ mounts }) => mounts).flatMap(({ source, target, service: layer }) =>
        target.state !== "known" ? [] : [`\`${source.state === "known" ? `${source.value} → ` : ""}${target.value}\`${from(layer)}`],
      ),
    ),
  );
  const variables = new Map(
    layers
      .toReversed()
      .flatMap(({ environment }, i) => environment.pairs.map(({ name }) => [name, layers[layers.length - 1 - i]] as const)),
  );
  add("Variables", listed([...variables].map(([name, layer]) => `\`${name}\`${layer ? from(layer) : ""}`)));
  const restart = layers.find((layer) => layer.restart.value !== undefined);
  add("Restart", restart && `\`${restart.restart.value}\`${from(restart)}`);
  const count = replicaCount(service);
  add("Containers", count === undefined || count === 1 ? undefined : String(count));
  add(
    "Profiles",
    listed(
      (layers.find((layer) => !layer.profiles.isAbsent)?.profiles.texts ?? []).flatMap((one) => (one === undefined ? [] : [`\`${one}\``])),
    ),
  );
  const head = `**\`${service.name}\`**${layers.length > 1 || own.file !== site.file ? ", with all that is merged into it" : ""}`;
  const { main } = site.application.around;
  const parts = layers
    .filter((layer) => layer !== own)
    .map((layer) => {
      const isBelow = site.application.isOverride && layer.file === main && layer.name === own.name;
      return `It ${isBelow ? "is laid over" : "takes over"} \`${layer.name}\` of ${whereIs(site, layer.file, layer.nameSpan)}.`;
    });
  const others = [...new Map(possible.map((one) => [one.file.source.path, one])).values()];
  const over = others
    .slice(0, 3)
    .map((one) => `\`${one.file.source.path}\` has it too: ${listed(keysOf(one).map((key) => `\`${key}\``))}.`);
  return [head, lines.join("\n"), ...parts, ...over].filter((part) => part !== "").join("\n\n");
}

function keysOf({ mapping }: Service): readonly string[] {
  return mapping.entries.map(({ key }: YamlEntry) => key);
}

function healthInShort(service: ApplicationService, site: ComposeSite): string | undefined {
  const { state, from, healthcheck, isCertain } = healthOf(service, site.workspace);
  if (state === "disabled") return "its check is switched off";
  if (state === "none") return isCertain ? "no check" : "no check, as far as is known";
  if (state !== "checked") return undefined;
  if (from === "compose" && healthcheck?.test)
    return `${code(textOf(healthcheck.test))}${fromLayer(site, healthcheck.service, service.own)}`;
  return from === "dockerfile" ? "the HEALTHCHECK of its Dockerfile" : "the check of its image";
}

/** What runs in it. */
function whatRuns(service: ApplicationService, site: ComposeSite): string | undefined {
  const dockerfile = imageBuildOf(service, site.workspace)?.dockerfile;
  if (dockerfile !== undefined) return `built from \`${dockerfile}\``;
  const image = service.layers.find((layer) => layer.mapping.entryOf("image"))?.image.node?.text;
  return image === undefined ? undefined : `\`${image}\``;
}

/** In a line: what runs in it, and where it is. */
function shortText(service: ApplicationService, site: ComposeSite): string {
  const { name, own } = service;
  const facts = [whatRuns(service, site), whereIs(site, own.file, own.nameSpan)].filter((fact) => fact !== undefined);
  return `\`${name}\`: ${facts.join(", ")}.`;
}

/** What is waited for, and for how long at most. */
function dependencyText(dependency: Dependency, site: ComposeSite): string {
  const {
    name,
    condition,
    isRequired,
    mapping,
    service: { called },
  } = dependency;
  const target = site.application.service(name);
  const lines: string[] = [];
  if (condition === "service_healthy") {
    lines.push(`${called} starts once \`${name}\` is healthy.`);
    if (target) lines.push(healthOfTarget(target, called, site));
  } else if (condition === "service_completed_successfully") lines.push(`${called} starts once \`${name}\` has ended with exit code 0.`);
  else if (condition === "service_started")
    lines.push(`${called} starts once the container of \`${name}\` has been started, whether or not anything in it answers.`);
  if (!isRequired) lines.push(`Where \`${name}\` is not there or not started, ${called} starts without it.`);
  if (mapping.boolean("restart").value === true) lines.push(`When Compose restarts \`${name}\`, it restarts ${called} as well.`);
  if (target) lines.push(shortText(target, site));
  else if (site.application.isComplete) lines.push(`There is no service \`${name}\`.`);
  return lines.join("\n\n");
}

function healthOfTarget(target: ApplicationService, called: string, site: ComposeSite): string {
  const { state, isCertain } = healthOf(target, site.workspace);
  if (state === "none" && isCertain) return `It has no health check, so that Compose stops and does not start ${called}.`;
  if (state === "disabled") return `Its health check is switched off, so that Compose stops and does not start ${called}.`;
  const check = healthInShort(target, site);
  const most = healthOf(target, site.workspace).from === "compose" ? unhealthyAfter(target) : undefined;
  const told = check === undefined ? "" : `Its check: ${check}. `;
  return `${told}${most === undefined ? "Where it becomes unhealthy" : `Where it does not answer, it is unhealthy at the latest after ${most}`}, ${most === undefined ? "" : "and "}${called} is not started.`;
}

const titles = { networks: "Network", volumes: "Volume", secrets: "Secret", configs: "Config", models: "Model" } as const;

function declarationText(
  { kind, name, mapping, isExternal, file, nameSpan }: Declaration,
  isDefinition: boolean,
  site: ComposeSite,
): string {
  const real = mapping.text("name").value;
  const facts = [
    isExternal ? "it exists already, Compose does not create it" : "",
    real === undefined ? "" : `called \`${real}\``,
    fact("file", "from the file"),
    fact("environment", "from the variable"),
    fact("driver", "driver"),
    kind === "networks" && mapping.boolean("internal").value === true ? "with no way out" : "",
    fact("model", "model"),
  ].filter((one) => one !== "");
  const users = site.application.services.filter(({ layers }) =>
    layers.some(({ references }) => references.some((one) => one.kind === kind && one.name === name)),
  );
  const place = isDefinition ? "" : `, ${whereIs(site, file, nameSpan)}`;
  const mounted = kind === "secrets" ? ` Mounted as \`/run/secrets/${name}\`, unless a service says otherwise.` : "";
  const used = users.length > 0 ? `\n\nUsed by ${listed(users.map((one) => `\`${one.name}\``))}.` : "\n\nNo service uses it.";
  return `${titles[kind]} **\`${name}\`**${place}${facts.length > 0 ? `: ${facts.join(", ")}` : ""}.${mounted}${used}`;

  function fact(key: string, label: string): string {
    const { value } = mapping.text(key);
    return value === undefined ? "" : `${label} \`${value}\``;
  }
}

/** A command as code, cut where it is long. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const cut = line.length > 100 ? `${line.slice(0, 100)}…` : line;
  return cut.includes("`") ? `\`\` ${cut} \`\`` : `\`${cut}\``;
}
