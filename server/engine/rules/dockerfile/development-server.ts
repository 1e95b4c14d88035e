import { whenChildIsBuilt } from "../../image/command.ts";
import { contextOf } from "../../image/context-files.ts";
import { developmentStart, productionStart } from "../../image/development-server.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/development-server",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The image starts a development server.",
  why: `
Development servers are made for one developer at one machine: they watch files, compile on the fly, show stack traces to whoever causes an error, answer one request at a time and are
not hardened. Their own documentation tells not to use them in production.

Build in the image and start what was built: \`node server.js\`, \`next start\`, gunicorn or uvicorn, Puma with \`RAILS_ENV=production\`, PHP-FPM, the compiled binary; serve static files with a web server.

Only what the final image starts is judged, scripts of \`package.json\` included where they can be read. Images for development are exempt: a stage named \`dev\`, a file named
\`dev.Dockerfile\`, \`.devcontainer\`.`,
  examples: [
    {
      title: "uvicorn with reload",
      bad: 'FROM python:3.14-slim\nWORKDIR /app\nCOPY app ./app\nUSER 10001\nCMD ["uvicorn", "app.main:app", "--reload", "--host", "0.0.0.0"]\n',
      good: 'FROM python:3.14-slim\nWORKDIR /app\nCOPY app ./app\nUSER 10001\nCMD ["uvicorn", "app.main:app", "--host", "0.0.0.0"]\n',
    },
    {
      title: "A script of package.json",
      files: { "package.json": '{ "scripts": { "dev": "nodemon server.js", "start": "node server.js" } }' },
      bad: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["npm", "run", "dev"]\n',
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["npm", "run", "start"]\n',
    },
    {
      title: "Flask",
      files: { "app.py": "from flask import Flask\n\napp = Flask(__name__)\n", "requirements.txt": "flask==3.1.2\ngunicorn==23.0.0\n" },
      bad: 'FROM python:3.14-slim\nWORKDIR /app\nCOPY . .\nUSER 10001\nCMD ["flask", "run", "--host", "0.0.0.0"]\n',
      good: 'FROM python:3.14-slim\nWORKDIR /app\nCOPY . .\nUSER 10001\nCMD ["gunicorn", "--bind", "0.0.0.0:5000", "app:app"]\n',
    },
  ],
  links: [
    "https://flask.palletsprojects.com/en/stable/deploying/",
    "https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver",
    "https://nextjs.org/docs/app/api-reference/cli/next",
    "https://vite.dev/guide/static-deploy",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D11"],
  uncovers: ["dockerfile/development-dependencies", "dockerfile/unforwarded-signals"],
  judges: "connected",
  check(file, { workspace, report }) {
    const context = contextOf(file, workspace);
    const seen = new Set<number>();
    for (const stage of productionStages(file, workspace)) {
      const start = isDevelopment(stage, workspace) ? undefined : developmentStart(stage, context);
      if (!start || seen.has(start.span.start)) continue;
      seen.add(start.span.start);
      const fixed = productionStart(start, stage, context);
      const what =
        start.through === undefined
          ? `\`${start.title}\` ${start.server.what}`
          : `\`${start.title}\` starts \`${start.through}\`, which ${start.server.what}`;
      report({
        span: start.span,
        message: `${what}${whenChildIsBuilt(start.instruction)}; it is not made for production. ${start.server.instead}`,
        ...(fixed && {
          fixes: [
            {
              title: fixed.title,
              safety: "unsafe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: fixed.edits }],
            },
          ],
        }),
        ...(start.server.isByDefault && { severity: "info" as const }),
      });
    }
  },
});
