import { type Application, applicationOf } from "../../application/application.ts";
import { fixesOf, replaceScalar } from "../../application/edit.ts";
import { isComposePath } from "../../languages/compose/detect.ts";
import type { Service } from "../../languages/compose/model.ts";
import { defineRule, type Problem } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import { folderOf, nameOf, resolvePath } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const files = { "common.yaml": "services:\n  app:\n    image: registry.example.com/app:1.4.2\n" };
const application = (service: string) => `services:\n  web:\n    extends:\n      file: common.yaml\n      service: ${service}\n`;

export default defineRule({
  id: "compose/unresolved-extends",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A service extends one that is not there.",
  why: `
\`extends\` takes over the settings of another service, of the same file or of the one that \`file\` names. Where the file or the service is not there, or services extend each other in a circle, Compose refuses the application.

The path counts from the folder of the file that it stands in. Paths with variables and files outside of the workspace are not judged.`,
  examples: [{ title: "The service of the other file", bad: application("apps"), good: application("app"), files }],
  links: ["https://docs.docker.com/reference/compose-file/services/#extends"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  // What the extended service may have brought.
  uncovers: [
    "compose/kept-capabilities",
    "compose/missing-pids-limit",
    "compose/missing-resource-limits",
    "compose/new-privileges",
    "compose/writable-root-filesystem",
  ],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const all = applicationOf(file, workspace);
    const told = new Set<number>();
    for (const { own } of all.services) {
      if (own.file !== file) continue;
      const problem = problemOf(own, all, workspace);
      if (!problem || told.has(problem.span.start)) continue;
      told.add(problem.span.start);
      report(problem);
    }
  },
});

function problemOf(own: Service, all: Application, workspace: Workspace): Problem | undefined {
  const from = own.extends;
  if (!from || from.isUnknown || from.service === undefined) return undefined;
  const { file } = own;
  const { path } = file.source;
  const other = from.file === undefined ? path : resolvePath(folderOf(path), from.file);
  // Outside of the workspace nothing is seen; what is an address is fetched.
  if (other === undefined || (from.file !== undefined && /^[a-z]+:|^\/|^~/.test(from.file))) return undefined;
  if (other !== path && from.fileField) {
    const isThere = workspace.has(other);
    if (isThere === undefined) return undefined;
    if (!isThere) {
      const paths = (workspace.files() ?? []).filter((one) => isComposePath(one) || /\.ya?ml$/.test(one));
      const folder = folderOf(other);
      const near = nearest(nameOf(other), paths.filter((one) => folderOf(one) === folder && one !== path).map(nameOf));
      const written = from.fileField.value ?? "";
      const fixed = near === undefined ? undefined : written.slice(0, written.length - nameOf(other).length) + near;
      return {
        span: from.fileField.span ?? from.serviceSpan,
        message: `\`${own.name}\` extends a service of \`${written}\`, which is not there, so Compose refuses the file. ${near === undefined ? "Correct the path: it counts from the folder of this file." : `Did you mean \`${near}\`?`}`,
        fixes: fixed === undefined ? [] : fixesOf(`Write \`${fixed}\``, "unsafe", file, replaceScalar(file, from.fileField, fixed)),
      };
    }
  }
  const target = other === path ? file : all.around.others.get(other);
  if (!target || target.isBroken || target.isTemplate) return undefined;
  if (!target.service(from.service)) {
    // Files of the same name are put together before.
    if (other === path && (!all.isComplete || all.service(from.service))) return undefined;
    if (target.yaml.documents.length > 1 || target.serviceSection.isOpen) return undefined;
    const names = target.services.map(({ name }) => name).filter((name) => target !== file || name !== own.name);
    const near = nearest(from.service, names);
    return {
      span: from.serviceSpan,
      message: `\`${own.name}\` extends the service \`${from.service}\`, which ${from.file === undefined ? "this file" : `\`${from.file}\``} does not have, so Compose refuses the file. ${near === undefined ? "Correct the name." : `Did you mean \`${near}\`?`}`,
      fixes: near === undefined ? [] : fixesOf(`Write \`${near}\``, "unsafe", file, [replace(from.serviceSpan, near)]),
    };
  }
  const circle = circleOf(own, all);
  if (!circle) return undefined;
  return {
    span: from.serviceSpan,
    message: `${circle.map((name) => `\`${name}\``).join(" extends ")}: in a circle nothing can be taken over, and Compose refuses the file. Put what they share into a service of its own.`,
  };
}

/** The names from a service back to itself; told from the first service of the circle in the file. */
function circleOf(own: Service, { file }: Application): readonly string[] | undefined {
  const names: string[] = [];
  let at: Service | undefined = own;
  while (at && !names.includes(at.name)) {
    names.push(at.name);
    const from: Service["extends"] = at.extends;
    at = from?.service === undefined || from.file !== undefined ? undefined : file.service(from.service);
  }
  if (at !== own) return undefined;
  const first = file.services.find(({ name }) => names.includes(name));
  return first === own ? [...names, own.name] : undefined;
}
