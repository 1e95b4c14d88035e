import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { fixesOf, removeKey, setValue } from "../../application/edit.ts";
import { placeIn } from "../../application/place.ts";
import { settingOf } from "../../application/settings.ts";
import { runTogether, startedServices } from "../../application/together.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import { defineRule, type Problem } from "../../rule.ts";

const two = (name: string) =>
  `services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    container_name: shop\n  worker:\n    image: ghcr.io/example/worker:1.4.2\n${name}`;

/** Source: the engine's `RestrictedNamePattern`, https://github.com/moby/moby/blob/master/daemon/names/names.go; a slash before it is left away. */
const allowed = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

export default defineRule({
  id: "compose/invalid-container-name",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A container gets a name that another one has, or that the engine does not allow.",
  why: `
A name belongs to one container of the host. Two services with the same \`container_name\` cannot both be started: Compose refuses the file. Names have two or more letters, digits, \`_\`, \`.\` or \`-\`, and begin with a letter or a digit; the engine refuses others.

Mostly \`container_name\` can be left away: Compose makes a name of project and service, and other services reach the container by the name of its service.

Silent for services of different profiles, which never run at the same time, and where a variable decides.`,
  examples: [
    { title: "A name of its own", bad: two("    container_name: shop\n"), good: two("") },
    {
      title: "A blank in a name",
      bad: "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    container_name: my shop\n",
      good: "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    container_name: my-shop\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#container_name"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["dclint:no-duplicate-container-names", "dclint:service-container-name-regex"],
  check(file, { workspace, report }) {
    const before = new Map<string, ApplicationService[]>();
    for (const service of startedServices(applicationOf(file, workspace))) {
      const name = settingOf(service, ({ mapping }) => mapping.text("container_name")).value;
      if (!name) continue;
      const isOwn = service.own.file === file;
      const others = before.get(name) ?? [];
      before.set(name, [...others, service]);
      if (isOwn && !allowed.test(name)) report(illegal(service, name, file));
      const other = others.find((one) => runTogether(one, service));
      if (!other) continue;
      if (isOwn) report(repeated(service, other, name));
      else if (other.own.file === file) report(repeated(other, service, name));
    }
  },
});

function illegal(service: ApplicationService, name: string, file: ComposeFile): Problem {
  const field = service.own.mapping.text("container_name");
  const better = name
    .trim()
    .replaceAll(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return {
    span: placeIn(service, field.span),
    message: `The engine does not allow \`${name}\` as the name of a container: it has two or more letters, digits, \`_\`, \`.\` or \`-\`, and begins with a letter or a digit.`,
    fixes: !allowed.test(better) ? [] : fixesOf(`Write \`${better}\``, "unsafe", file, setValue(file, field, better)),
  };
}

function repeated(service: ApplicationService, other: ApplicationService, name: string): Problem {
  const { own } = service;
  const field = own.mapping.text("container_name");
  return {
    span: placeIn(service, field.span),
    message: `\`${other.name}\` has the container name \`${name}\` already, and Compose refuses the file. Leave it away: services find each other by the names of the services.`,
    fixes: field.isKnown ? fixesOf("Remove `container_name`", "unsafe", own.file, removeKey(own.file, field)) : [],
    related: [
      {
        path: other.own.file.source.path,
        span: other.own.mapping.text("container_name").span ?? other.own.nameSpan,
        message: "The other one.",
      },
    ],
  };
}
