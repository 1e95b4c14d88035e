import { describe, expect, it } from "vitest";
import { parseDockerignore } from "../../server/engine/languages/dockerignore/parse.ts";
import { SourceText } from "../../server/engine/text/source.ts";
import { combinations, expectLawful, type Files, project, render, textOf } from "./support.ts";

const lock = { "package-lock.json": '{ "lockfileVersion": 3, "packages": {} }\n' };

function site(name: string, build: string, files: Files = {}, dependencies: Readonly<Record<string, string>> = {}): Files {
  return {
    ...lock,
    ...files,
    "package.json": `${JSON.stringify({ name: "site", scripts: { build }, dependencies, devDependencies: { [name]: "1.0.0" } }, undefined, 2)}\n`,
  };
}

const sites: Readonly<Record<string, { readonly files: Files; readonly copies: string; readonly isSinglePage: boolean }>> = {
  "Vite with a framework": { files: project("static-vite"), copies: "/app/out ", isSinglePage: true },
  "Vite without one": { files: site("vite", "vite build"), copies: "/app/dist ", isSinglePage: false },
  "Create React App": { files: site("react-scripts", "react-scripts build"), copies: "/app/build ", isSinglePage: true },
  Angular: {
    files: site("@angular/core", "ng build", {
      "angular.json": '{ "projects": { "shop": { "architect": { "build": { "builder": "@angular/build:application" } } } } }\n',
    }),
    copies: "/app/dist/shop/browser ",
    isSinglePage: true,
  },
  Astro: {
    files: site("astro", "astro build", { "src/pages/404.astro": "<h1>Nothing</h1>\n" }),
    copies: "/app/dist ",
    isSinglePage: false,
  },
  pages: { files: project("static-html"), copies: "COPY --exclude=nginx.conf . ", isSinglePage: false },
  "pages in a folder": {
    files: { "public/index.html": "<h1>Up</h1>\n", "public/404.html": "\n" },
    copies: "COPY public ",
    isSinglePage: false,
  },
};

describe("a site behind a web server without root", () => {
  it.each(combinations({ name: Object.keys(sites), port: [8080, 3000] }))("$name on $port", ({ name, port }) => {
    const { files, copies, isSinglePage } = sites[name as string] as (typeof sites)[string];
    const result = expectLawful("container", files, { port });
    const dockerfile = textOf(result, "Dockerfile");
    expect(dockerfile).toContain(copies);
    expect(dockerfile).toMatch(/^FROM nginxinc\/nginx-unprivileged:[\d.]+-alpine AS runtime$/m);
    expect(dockerfile).toContain(`EXPOSE ${port}\nUSER 101:101\n`);
    const settings = textOf(result, "nginx.conf");
    expect(settings).toContain(`listen ${port};`);
    expect(settings.includes("/index.html")).toBe(isSinglePage);
    expect(settings.split("{").length).toBe(settings.split("}").length);
  });

  it("a member of a monorepo is built from its root", () => {
    const result = expectLawful("container", project("node-monorepo-pnpm"), {}, { folder: "apps/web" });
    expect(result.files.map(({ path }) => path)).toEqual([
      "apps/web/Dockerfile",
      "apps/web/Dockerfile.dockerignore",
      "apps/web/nginx.conf",
    ]);
    expect(textOf(result, "apps/web/Dockerfile")).toContain("COPY --from=build /app/apps/web/dist /usr/share/nginx/html");
    expect(textOf(result, "apps/web/Dockerfile.dockerignore")).toContain("\napps/api\n");
  });

  it("what is written into the page is given to the build", () => {
    const files = { ...project("static-vite"), "src/api.js": "export const api = import.meta.env.VITE_API_URL;\n" };
    const result = expectLawful("container", files);
    expect(textOf(result, "Dockerfile")).toContain("COPY . .\nARG VITE_API_URL\nRUN npm run build\n");
    expect(result.notes.join("\n")).toContain("`VITE_API_URL`");
  });

  it("settings of a web server that are there stay", () => {
    const files = { ...project("static-html"), "nginx.conf": "server { listen 8080; }\n" };
    expect(render("container", files).files.find(({ path }) => path === "nginx.conf")).toMatchObject({ action: "unchanged" });
  });
});

describe("an ignore file that is there", () => {
  const grown = (ignored: string, files: Files = project("node-express")) => {
    const result = render("container", { ...files, ".dockerignore": ignored });
    const file = result.files.find(({ path }) => path === ".dockerignore");
    return { action: file?.action, text: file?.text ?? "" };
  };
  const ignores = (text: string, path: string) => parseDockerignore(new SourceText(".dockerignore", text)).ignores(path);

  it("gets what it lacks behind what it has", () => {
    const { action, text } = grown("# ours\nnode_modules\nnotes\n");
    expect(action).toBe("edit");
    expect(text.startsWith("# ours\nnode_modules\nnotes\n\n.git\n")).toBe(true);
    expect(text).not.toContain("**/node_modules");
    for (const path of [".git", ".env", ".env.local", "node_modules", "notes", "dist"]) expect(ignores(text, path), path).toBe(true);
    for (const path of [".env.example", "package-lock.json", "src/server.ts"]) expect(ignores(text, path), path).toBe(false);
  });

  it("lets in again what the image needs", () => {
    const { text } = grown("*.json\n.env.example\n");
    expect(text).toContain("\n!package-lock.json\n");
    expect(ignores(text, "package.json")).toBe(false);
    // Somebody wants that left out.
    expect(ignores(text, ".env.example")).toBe(true);
  });

  it("is done after one time, whatever its line breaks", () => {
    const once = grown("node_modules\r\n").text;
    expect(once).not.toMatch(/[^\r]\n/);
    expect(grown(once)).toEqual({ action: "unchanged", text: once });
  });

  it("leaves in what another Dockerfile of the context needs, and the one that stays", () => {
    const files = { ...project("node-express"), "tests/orders.test.ts": "\n", "docs/api.md": "\n", "deploy/start.sh": "\n" };
    expect(grown("", files).text).toMatch(/^tests$/m);
    const others = {
      ...files,
      Dockerfile: 'FROM node:24-trixie-slim\nCOPY deploy/start.sh /start.sh\nCMD ["/start.sh"]\n',
      "Dockerfile.test": "FROM node:24-trixie-slim\nCOPY . .\nRUN npm test\n",
    };
    const { text } = grown("", others);
    for (const path of ["tests/orders.test.ts", "deploy/start.sh"]) expect(ignores(text, path), path).toBe(false);
  });

  it("that lets in by exception alone stays closed", () => {
    const { text } = grown("*\n!src\n!tsconfig.json\n");
    expect(text).toBe("*\n!src\n!tsconfig.json\n\n!package.json\n!package-lock.json\n");
  });
});

describe("obstacles", () => {
  const problem = (files: Files, answers: Readonly<Record<string, unknown>> = {}) => {
    try {
      render("container", files, answers);
      return undefined;
    } catch (fault) {
      return (fault as Error).message;
    }
  };
  it("no lock file", () => {
    const { "package-lock.json": _lock, ...files } = project("node-express");
    expect(problem(files)).toContain("there is no `package-lock.json`");
  });
  it("another ecosystem than the folder holds", () => {
    expect(problem(project("node-express"), { ecosystem: "python", packageManager: "pip" })).toContain("was recognised as node");
  });
});
