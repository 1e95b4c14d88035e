import { applicationOf } from "../../application/application.ts";
import { circlesOf } from "../../application/dependencies.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/dependency-cycle",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "Services wait for each other in a circle.",
  why: `
Compose starts a service once those that it needs have started. In a circle none can be the first, so it refuses the file. \`links\`, \`volumes_from\` and \`network_mode: service:…\` count as much as \`depends_on\`.

One of the services has to start without the other: it tries again until the other one answers.`,
  examples: [
    {
      title: "One of them starts first",
      bad: "services:\n  api:\n    image: registry.example.com/api:1.4.2\n    depends_on: [worker]\n  worker:\n    image: registry.example.com/worker:1.4.2\n    depends_on: [api]\n",
      good: "services:\n  api:\n    image: registry.example.com/api:1.4.2\n  worker:\n    image: registry.example.com/worker:1.4.2\n    depends_on: [api]\n",
    },
  ],
  links: ["https://docs.docker.com/compose/how-tos/startup-order/"],
  since: "0.4.0",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    for (const circle of circlesOf(applicationOf(file, workspace))) {
      const here = circle.filter(({ reference }) => reference.service.file === file);
      const [first] = here;
      if (!first) continue;
      const names = [...circle.map(({ from }) => from.name), circle[0]?.from.name].map((name) => `\`${name}\``);
      report({
        span: first.reference.span,
        message:
          circle.length === 1
            ? `${names[0]} needs itself to have started, so Compose refuses the file. Take its own name out of \`${first.reference.key}\`.`
            : `${names.join(" needs ")}: none of them can start first, so Compose refuses the file. Let one of them start without the other.`,
        related: here.slice(1).map(({ from, name, reference }) => ({
          path: file.source.path,
          span: reference.span,
          message: `\`${from.name}\` needs \`${name}\`.`,
        })),
      });
    }
  },
});
