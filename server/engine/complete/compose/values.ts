import { knownVariables } from "../../application/variables.ts";
import { meaningOf } from "../../hover/compose/meanings.ts";
import type { DeclarationKind } from "../../languages/compose/model.ts";
import { valuesOf } from "../../languages/compose/schema.ts";
import { isDockerfilePath } from "../../languages/dockerfile/detect.ts";
import { nameOf, resolvePath } from "../../workspace/paths.ts";
import type { Completion } from "../completion.ts";
import type { Offer } from "../offer.ts";
import { buildArguments, dockerfileHere, imageVariables, portsHere } from "./built.ts";
import { testOffers } from "./healthchecks.ts";
import { imageOffers } from "./images.ts";
import { mountOffers, mountSourceOffers, mountTargetOffers } from "./mounts.ts";
import { declaredNames, type KnownName, otherServices } from "./names.ts";
import { composeFileOffers, contextOffers, isEnvironmentPath, pathOffers } from "./paths.ts";
import { type ComposeSite, needsDash, offerValues, tailSpan, takesList } from "./site.ts";
import { usualValues } from "./usual-values.ts";

/** What can be written as the value here, without what the list has already. */
export function completeValues(site: ComposeSite): Completion[] {
  const { yaml, type, itemsAbove, kind } = site;
  // What goes on is a text of its own, or the value is complete.
  if (/\S\s+$/.test(yaml.word) && !kind.includes("healthcheck")) return [];
  const isNewItem = needsDash(site);
  // On a line of its own below a key that takes a list, an item; below another key, nothing but keys.
  if (isNewItem && !takesList(type)) return [];
  const own = isNewItem ? { ...site, kind: `${kind}.#`, path: [...site.path, 0] } : site;
  const taken = new Set(itemsAbove ?? yaml.items);
  const offers = offersFor(own).filter(({ label }) => !taken.has(label));
  return offerValues(site, offers);
}

function offersFor(site: ComposeSite): readonly Offer[] {
  const { kind, service } = site;
  const below = /^services\.\*\.(.*)$/.exec(kind)?.[1];
  switch (below) {
    case "image":
      return imageOffers(site);
    case "depends_on.#":
    case "links.#":
    case "volumes_from.#":
      return named(otherServices(site));
    case "depends_on.*.condition":
      return conditions(site);
    case "extends":
    case "extends.service":
      return extended(site);
    case "extends.file":
      return composeFileOffers(site);
    case "network_mode":
    case "pid":
    case "ipc":
      return [...usual(site), ...otherServices(site).map(({ name, detail }): Offer => ({ label: `service:${name}`, detail }))];
    case "networks.#":
    case "models.#":
      return named(declaredNames(site, site.path[2] as DeclarationKind));
    case "secrets.#":
    case "secrets.#.source":
    case "build.secrets.#":
    case "build.secrets.#.source":
      return named(declaredNames(site, "secrets"));
    case "configs.#":
    case "configs.#.source":
      return named(declaredNames(site, "configs"));
    case "profiles.#":
      return profiles(site);
    case "volumes.#":
      return mountOffers(site);
    case "volumes.#.source":
      return mountSourceOffers(site);
    case "volumes.#.target":
      return mountTargetOffers(site, site.yaml.word);
    case "ports.#":
      return ports(site);
    case "ports.#.target":
      return portsHere(site).map(({ number, detail }) => ({ label: String(number), detail }));
    case "expose.#":
      return portsHere(site).map(({ number, detail }) => ({ label: String(number), text: `"${number}"`, isYaml: true, detail }));
    case "build":
    case "build.context":
      return contextOffers(site);
    case "build.dockerfile": {
      const context = service?.own.build?.context.or(".");
      const folder = context === undefined ? undefined : resolvePath(site.folder, context);
      return folder === undefined ? [] : pathOffers(site, { folder, suits: isDockerfilePath });
    }
    case "build.target":
      return (dockerfileHere(site)?.stages ?? []).flatMap(({ from }): Offer[] =>
        from.name?.text
          ? [{ kind: "stage", label: from.name.text, detail: `stage on ${from.image?.word.text ?? "an unknown image"}` }]
          : [],
      );
    case "build.args.#":
      return buildArguments(site).map(({ name, value, detail }) => ({
        kind: "variable",
        label: name,
        text: `${name}=‹${value ?? ""}›`,
        detail,
      }));
    case "environment.#": {
      const { word } = site.yaml;
      const equals = word.indexOf("=");
      if (equals >= 0) {
        const span = tailSpan(site, word.length - equals - 1);
        return environmentValues(site, word.slice(0, equals)).map((offer) => ({ ...offer, span }));
      }
      return imageVariables(site).map(({ name, value, detail, about }) => ({
        kind: "variable",
        label: name,
        text: `${name}=${value ?? ""}`,
        detail,
        about,
      }));
    }
    case "environment.*":
      return environmentValues(site, String(site.path.at(-1)));
    case "env_file":
    case "env_file.#":
    case "env_file.#.path":
    case "label_file":
    case "label_file.#":
      return pathOffers(site, { suits: isEnvironmentPath });
    case "develop.watch.#.path":
      return pathOffers(site);
    case "healthcheck.test":
    case "healthcheck.test.#":
      return testOffers(site);
  }
  switch (kind) {
    case "include.#":
    case "include.#.path":
    case "include.#.path.#":
      return composeFileOffers(site);
    case "include.#.env_file":
    case "include.#.env_file.#":
      return pathOffers(site, { suits: isEnvironmentPath });
    case "secrets.*.file":
    case "configs.*.file":
      return pathOffers(site);
    case "secrets.*.environment":
    case "configs.*.environment":
      return knownVariables(site.application, site.workspace).map(({ name, path }) => ({ kind: "variable", label: name, detail: path }));
    case "name": {
      const name = nameOf(site.folder)
        .toLowerCase()
        .replaceAll(/[^a-z0-9_-]+/g, "-");
      return /^[a-z0-9]/.test(name) ? [{ label: name, detail: "after the folder" }] : [];
    }
  }
  return usual(site);
}

/** What the schema knows, with what it means, and what people usually write where it knows nothing. */
function usual(site: ComposeSite): readonly Offer[] {
  const { kind, type } = site;
  const known = valuesOf(type).map((label): Offer => ({ label, about: meaningOf(kind, label), isCommon: true }));
  return known.length > 0 ? known : usualValues(kind);
}

function named(names: readonly KnownName[]): readonly Offer[] {
  return names.map(({ name, detail }) => ({ label: name, detail }));
}

function conditions({ kind }: ComposeSite): readonly Offer[] {
  return ["service_healthy", "service_started", "service_completed_successfully"].map((label) => ({
    label,
    about: meaningOf(kind, label),
  }));
}

/** The services of the file that is named beside, else of this one. */
function extended(site: ComposeSite): readonly Offer[] {
  const { application, service, folder } = site;
  const file = service?.own.extends?.file;
  if (file === undefined) return named(otherServices(site));
  const path = resolvePath(folder, file);
  const other = path === undefined ? undefined : application.around.others.get(path);
  return (other?.services ?? []).map(({ name, likelyImage }) => ({ label: name, detail: likelyImage }));
}

function profiles({ application }: ComposeSite): readonly Offer[] {
  const used = new Map<string, string[]>();
  for (const name of application.serviceNames) {
    for (const profile of application.service(name)?.own.profiles.texts ?? []) {
      if (profile !== undefined) used.set(profile, [...(used.get(profile) ?? []), name]);
    }
  }
  const offers = [...used].map(([label, names]): Offer => ({ label, detail: `of ${names.join(", ")}` }));
  const others = ["debug", "tools", "test"].filter((label) => !used.has(label));
  return [...offers, ...others.map((label) => ({ label, detail: "started by `--profile` alone" }))];
}

/** The ports of the image, published for everybody or, for data, on this machine alone. */
function ports(site: ComposeSite): readonly Offer[] {
  const { word } = site.yaml;
  const before = /^(.*:)\d*$/.exec(word)?.[1];
  const known = portsHere(site);
  if (before !== undefined) return known.map(({ number, detail }) => ({ label: `${before}${number}`, detail }));
  const all = known.length > 0 ? known : [{ number: 8080, detail: "", isPublic: true }];
  return all.flatMap(({ number, detail, isPublic }): Offer[] => {
    const host = number < 1024 && number !== 80 && number !== 443 ? number + 8000 : number;
    const local: Offer = {
      label: `127.0.0.1:${host}:${number}`,
      text: `127.0.0.1:‹${host}›:‹${number}›`,
      detail: detail || "HOST:CONTAINER",
      about: "For programs on this machine alone.",
    };
    const open: Offer = {
      label: `${host}:${number}`,
      text: `‹${host}›:‹${number}›`,
      detail: detail || "HOST:CONTAINER",
      about: "On all addresses of this machine: whoever reaches it reaches the container, past most firewalls.",
    };
    return isPublic ? [open, local] : [local, open];
  });
}

/** The variable of the same name from outside; files of secrets for `_FILE`, services where a host is named. */
function environmentValues(site: ComposeSite, name: string): readonly Offer[] {
  const offers: Offer[] = [];
  if (name.endsWith("_FILE")) {
    for (const { name: secret } of declaredNames(site, "secrets"))
      offers.push({ label: `/run/secrets/${secret}`, detail: "a secret of this file" });
  }
  if (/(?:^|_)(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS)$/.test(name))
    for (const { name: label, detail } of otherServices(site)) offers.push({ label, detail: detail ?? "a service" });
  const [image] = imageVariables(site).filter((one) => one.name === name);
  if (image?.value !== undefined && !offers.some(({ label }) => label === image.value))
    offers.push({ label: image.value.replaceAll(/[\u2039\u203a]/g, ""), text: image.value, detail: image.detail });
  const own = `\${${name}}`;
  if (/^[A-Za-z_]\w*$/.test(name) && !name.endsWith("_FILE") && image?.value === undefined)
    offers.push({ kind: "variable", label: own, detail: "from the shell or `.env`" });
  return offers;
}
