import { inFolder } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";
import { ignoredBy, nodeBuild } from "./node.ts";
import { head, healthcheck, inContext, lines, recommendedImage, sourceLabel, stages, userOf, wgetProbe } from "./pieces.ts";

/** Where nginx' image looks for what it hands out. */
const webRoot = "/usr/share/nginx/html";

/** A site behind nginx, without root; built before where a package makes it. */
export function staticDockerfile(plan: Plan): ImageFiles {
  const { answers, application } = plan;
  const build = application.node && answers.buildCommand !== undefined ? nodeBuild(plan, false) : undefined;
  const image = recommendedImage("nginxinc/nginx-unprivileged", "alpine", plan);
  const port = answers.port ?? 8080;
  const settings = inContext(plan, "nginx.conf");
  const output = answers.output ?? (build ? "dist" : "");
  const own = inContext(plan, output);
  // The settings are no part of the site that they stand beside.
  const exclude = own === "" ? "--exclude=nginx.conf " : "";
  const copy = build ? `COPY --from=build /app/${own} ${webRoot}` : `COPY ${exclude}${own === "" ? "." : own} ${webRoot}`;
  const runtime = lines(
    `FROM ${image} AS runtime`,
    sourceLabel(plan),
    `COPY ${settings} /etc/nginx/conf.d/default.conf`,
    copy,
    `EXPOSE ${port}`,
    `USER ${userOf(image)}`,
    healthcheck(wgetProbe(port, answers.livenessPath), { startPeriod: 5 }),
  );
  return {
    dockerfile: stages(build ? build.head : head(), ...(build ? [...build.first, build.build] : []), runtime),
    ignored: build ? ignoredBy(plan) : [],
    files: [
      {
        path: inFolder(application.folder, "nginx.conf"),
        text: nginxSettings(port, isSinglePage(plan), assetsOf(plan), hasOwn404(plan, output)),
        about: "How the web server hands out the site",
        merge: () => undefined,
      },
    ],
    notes: [...(build?.manager.notes ?? []), ...(build?.notes ?? [])],
  };
}

/** Whether the browser finds the page for a path: then every path is answered with the one page that there is. */
function isSinglePage({ answers: { framework }, application: { node } }: Plan): boolean {
  if (framework === "create-react-app" || framework === "angular") return true;
  return (
    framework === "vite" &&
    ["react", "vue", "svelte", "solid-js", "preact", "lit", "@tanstack/react-router"].some(
      (name) => node?.dependencies.has(name) || node?.devDependencies.has(name),
    )
  );
}

/** The folder of files whose names change with their content, so that they never go stale. */
function assetsOf({ answers: { framework } }: Plan): string | undefined {
  return { vite: "/assets/", "create-react-app": "/static/", astro: "/_astro/" }[framework];
}

function hasOwn404({ application: { folder, node }, workspace, answers }: Plan, output: string): boolean {
  if (answers.framework === "astro")
    return ["src/pages/404.astro", "src/pages/404.md"].some((path) => workspace.has(inFolder(folder, path)));
  const places = node ? ["public/404.html"] : [inFolder(output, "404.html")];
  return places.some((path) => workspace.has(inFolder(folder, path)));
}

function nginxSettings(port: number, isSinglePage: boolean, assets: string | undefined, has404: boolean): string {
  const fallback = isSinglePage ? "/index.html" : "=404";
  const parts = [
    `server {
    listen ${port};
    root ${webRoot};
    server_tokens off;
    gzip on;
    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;${has404 && !isSinglePage ? "\n    error_page 404 /404.html;" : ""}

    location / {
        # Pages name the files of their release, so they are asked for anew.
        add_header Cache-Control "no-cache";
        try_files $uri ${isSinglePage ? "" : "$uri.html $uri/ "}${fallback};
    }`,
    ...(assets === undefined
      ? []
      : [
          `    location ${assets} {
        # The name changes with the content.
        add_header Cache-Control "public, max-age=31536000, immutable";
        try_files $uri =404;
    }`,
        ]),
  ];
  return `${parts.join("\n\n")}\n}\n`;
}
