import { applicationOf } from "../../application/application.ts";
import { fixesOf, insertServiceKey, placeholder } from "../../application/edit.ts";
import { isExtendedElsewhere, standsAlone } from "../../application/parts.ts";
import { has } from "../../application/settings.ts";
import { defineRule } from "../../rule.ts";
import { folderOf, inFolder } from "../../workspace/paths.ts";

export default defineRule({
  id: "compose/missing-image-or-build",
  language: "compose",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A service has neither an image nor a build.",
  why: `
Compose refuses the whole application: it does not know what the container is started from. A service names an \`image\`, says how it is built (\`build\`), takes that over from another service (\`extends\`), or is run by a \`provider\`.

Silent in files that are laid over others or hold what others extend, and where another Compose file of the folder has the service as well.`,
  examples: [
    {
      title: "Only ports",
      bad: 'services:\n  web:\n    ports:\n      - "127.0.0.1:8080:80"\n',
      good: 'services:\n  web:\n    image: IMAGE:TAG\n    ports:\n      - "127.0.0.1:8080:80"\n',
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#image"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["compose/missing-healthcheck", "compose/missing-resource-limits", "compose/missing-restart"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const application = applicationOf(file, workspace);
    if (application.isOverride || !standsAlone(file, workspace)) return;
    for (const service of application.services) {
      const { own } = service;
      if (own.file !== file || !own.mapping.isKnown || own.extends) continue;
      if (["image", "build", "extends", "provider"].some((key) => has(service, key) !== false)) continue;
      if (isExtendedElsewhere(file, own.name, workspace)) continue;
      const folder = folderOf(file.source.path);
      const image = fixesOf("Name an image", "unsafe", file, insertServiceKey(own, "image", placeholder("IMAGE:TAG")));
      const build = workspace.has(inFolder(folder, "Dockerfile"))
        ? fixesOf("Build it from the Dockerfile beside", "unsafe", file, insertServiceKey(own, "build", "."))
        : [];
      report({
        span: own.nameSpan,
        message: `The service \`${own.name}\` has neither \`image\` nor \`build\`, and Compose refuses the file: it does not know what to start.`,
        fixes: [...build, ...image],
      });
    }
  },
});
