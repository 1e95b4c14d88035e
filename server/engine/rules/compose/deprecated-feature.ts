import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { allOf, type Edits, fixesOf, insertItem, insertKey, removeKey, renameKey, setValue } from "../../application/edit.ts";
import { settingOf } from "../../application/settings.ts";
import { type Declaration, declarationKinds, type Service } from "../../languages/compose/model.ts";
import { Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/deprecated-feature",
  language: "compose",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "The file uses something of old that Compose has a better way for.",
  why: `
\`external: { name: … }\` has given way to \`name\` and \`external: true\`, and Compose warns about it. \`external_links\` leads to containers that other projects have started, by the name that they happen to have: a shared network is there whoever starts first.

As information: \`links\` is not needed, as services reach each other by their names on every network that they share, and only adds an order of starting, which \`depends_on\` says. \`volumes_from\` takes all mounts of another container over; a named volume shows what is shared.`,
  examples: [
    {
      title: "A volume of another project",
      bad: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - pages:/usr/share/nginx/html\n\nvolumes:\n  pages:\n    external:\n      name: site-pages\n",
      good: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - pages:/usr/share/nginx/html\n\nvolumes:\n  pages:\n    external: true\n    name: site-pages\n",
    },
    {
      title: "A link",
      bad: "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    links:\n      - db\n  db:\n    image: postgres:17\n",
      good: "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    depends_on:\n      - db\n  db:\n    image: postgres:17\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/volumes/#external", "https://docs.docker.com/compose/how-tos/networking/"],
  since: "0.4.0",
  fix: "unsafe",
  uncovers: ["compose/started-not-healthy", "compose/missing-healthcheck"],
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    for (const kind of declarationKinds) {
      for (const declaration of file.declarations(kind)) {
        const external = declaration.mapping.entryOf("external");
        if (external?.value?.kind !== "map") continue;
        report({
          span: external.keySpan,
          message: "`external` with a `name` below it is deprecated, and Compose warns about it. Write `name` beside `external: true`.",
          fixes: fixesOf("Write `name` and `external: true`", "safe", file, flattened(declaration)),
          tags: ["deprecated"],
        });
      }
    }
    const reported = new Set<number>();
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      if (own.file !== file) continue;
      for (const [key, message] of Object.entries(messages)) {
        const entry = own.mapping.entryOf(key);
        if (!entry || own.mapping.list(key).nodes.length === 0 || reported.has(entry.keySpan.start)) continue;
        // On Docker's own bridge, containers know each other's names by links alone.
        if (key !== "volumes_from" && settingOf(service, (layer) => layer.mapping.text("network_mode")).or("") !== "") continue;
        reported.add(entry.keySpan.start);
        report({
          span: entry.keySpan,
          message,
          ...(key === "external_links" ? {} : { severity: "info" as const }),
          fixes: key === "links" ? fixesOf("Say it by `depends_on`", "unsafe", file, linksAsDependencies(service)) : [],
          tags: ["deprecated"],
        });
      }
    }
  },
});

const messages = {
  links:
    "`links` is not needed: services reach each other by name on the networks that they share. What is to start first belongs under `depends_on`.",
  external_links:
    "`external_links` leads to a container of another project by the name that it happens to have. Share an external network with it instead.",
  volumes_from: "`volumes_from` takes over all mounts of another container, whatever they are. Mount a named volume in both instead.",
};

function flattened({ file, mapping }: Declaration): Edits {
  const external = mapping.entryOf("external");
  const below = Mapping.of(file, external?.value, external);
  const name = below.text("name").value;
  if (!external || below.entries.some(({ key }) => key !== "name")) return undefined;
  if (name === undefined) return below.has("name") === false ? setValue(file, external, true) : undefined;
  if (mapping.has("name") === false) return allOf(setValue(file, external, true), insertKey(file, mapping, "name", name));
  return mapping.text("name").value === name ? setValue(file, external, true) : undefined;
}

/** `depends_on` instead of `links`, where no link gives its service another name and both services share a network anyway. */
function linksAsDependencies({ own, application }: ApplicationService): Edits {
  const { file, mapping } = own;
  const entry = mapping.entryOf("links");
  const names = mapping.list("links").known;
  if (!entry || !names || names.length === 0) return undefined;
  const plain = names.map((name) => /^([^:]+)(?::\1)?$/.exec(name)?.[1]);
  if (plain.some((name) => name === undefined || !sharesNetwork(own, application.service(name)?.own))) return undefined;
  const missing = (plain as string[]).filter((name) => !own.dependencies.some((one) => one.name === name));
  if (missing.length === 0) return removeKey(file, entry);
  if (mapping.has("depends_on") === false)
    return names.every((name) => !name.includes(":")) ? renameKey(file, entry, "depends_on") : undefined;
  const below = mapping.mapping("depends_on");
  const added = below.map
    ? missing.map((name) => insertKey(file, below, name, { condition: "service_started" }))
    : missing.map((name) => insertItem(file, mapping.list("depends_on"), name));
  return added.length === 1 ? allOf(removeKey(file, entry), ...added) : undefined;
}

function sharesNetwork(one: Service, other: Service | undefined): boolean {
  if (!other) return false;
  const networks = (service: Service): readonly string[] | undefined => {
    if (service.mapping.has("networks") === false) return ["default"];
    const names = service.references.filter(({ kind }) => kind === "networks").map(({ name }) => name);
    return names.length > 0 ? names : undefined;
  };
  const [own, others] = [networks(one), networks(other)];
  return (
    own !== undefined && others !== undefined && own.some((name) => others.includes(name)) && other.mapping.has("network_mode") === false
  );
}
