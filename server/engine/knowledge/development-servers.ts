/** A program that serves an application to its developer. */
export interface DevelopmentServer {
  /** Name of the program, without its folder. */
  readonly program: RegExp;
  /** What its arguments, joined by blanks, must look like; any where left out. */
  readonly args?: RegExp;
  /** What they must not look like. */
  readonly unless?: RegExp;
  /** Variables of which one, with a fitting value, makes it a production server. */
  readonly production?: { readonly names: readonly string[]; readonly value: RegExp };
  /** Runs as one only because nothing says otherwise, which whoever starts the container may still do. */
  readonly isByDefault?: true;
  /** What it is, for the message. */
  readonly what: string;
  /** What to run instead. */
  readonly instead: string;
}

const script = String.raw`(?:^|\s)`;
const has = (words: string) => new RegExp(`${script}(?:${words})(?=\\s|=|$)`);
const first = (words: string) => new RegExp(`^(?:-\\S+\\s+)*(?:${words})(?=\\s|$)`);
const rails = { names: ["RAILS_ENV", "RACK_ENV"], value: /^(?:production|staging)$/ };

const reloads = "restarts on every change of a file";
const buildAndServe = "Build the site and serve its files with a web server.";

/**
 * Development servers, from the frameworks' own documentation, which tells not to use them in production (2026-11). The first that fits counts.
 */
export const developmentServers: readonly DevelopmentServer[] = [
  // Node.js
  { program: /^nodemon$/, what: reloads, instead: "Start the program with `node`." },
  {
    program: /^(?:ts-node-dev|tsnd|node-dev|babel-watch|supervisor)$/,
    what: reloads,
    instead: "Build the program, and start it with `node`.",
  },
  {
    program: /^(?:tsx|bun|deno)$/,
    args: has("watch|--watch|--hot"),
    what: reloads,
    instead: "Start the program without watching its files.",
  },
  { program: /^node$/, args: has("--watch|--watch-path"), what: reloads, instead: "Start the program without `--watch`." },
  {
    program: /^next$/,
    args: /^(?:dev\b|-|$)/,
    unless: /^(?:-h|--help|-v|--version)/,
    what: "is the development server of Next.js",
    instead: "Run `next build` in the image and start `next start`, or the standalone `server.js`.",
  },
  {
    program: /^(?:nuxt|nuxi)$/,
    args: /^(?:dev\b|$)/,
    what: "is the development server of Nuxt",
    instead: "Run `nuxt build` in the image and start `node .output/server/index.mjs`.",
  },
  {
    program: /^vite$/,
    args: /^(?:dev\b|serve\b|-|\.|$)/,
    unless: /^(?:-h|--help|-v|--version)/,
    what: "is the development server of Vite",
    instead: "Run `vite build` in the image and serve `dist` with a web server.",
  },
  {
    program: /^astro$/,
    args: /^dev\b/,
    what: "is the development server of Astro",
    instead: "Run `astro build` in the image and serve what it makes.",
  },
  {
    program: /^ng$/,
    args: /^(?:serve|s|dev)\b/,
    what: "is the development server of Angular",
    instead: "Run `ng build` in the image and serve `dist` with a web server.",
  },
  {
    program: /^react-scripts$/,
    args: /^start\b/,
    what: "is the development server of Create React App",
    instead: "Run `react-scripts build` in the image and serve `build` with a web server.",
  },
  {
    program: /^vue-cli-service$/,
    args: /^(?:serve\b|$)/,
    what: "is the development server of Vue CLI",
    instead: "Run `vue-cli-service build` in the image and serve `dist` with a web server.",
  },
  {
    program: /^gatsby$/,
    args: /^develop\b/,
    what: "is the development server of Gatsby",
    instead: "Run `gatsby build` in the image and serve `public` with a web server.",
  },
  {
    program: /^(?:webpack-dev-server|encore)$/,
    args: /^(?!production\b|prod\b|dev\b(?! -?-?server))/,
    what: "is webpack's development server",
    instead: buildAndServe,
  },
  { program: /^webpack$/, args: has("serve|s|server|watch|w|--watch"), what: "is webpack's development server", instead: buildAndServe },
  {
    program: /^parcel$/,
    args: /^(?!build\b|help\b|-V|--version)/,
    what: "is Parcel's development server",
    instead: "Run `parcel build` in the image and serve `dist` with a web server.",
  },
  {
    program: /^(?:remix|react-router)$/,
    args: /^dev\b/,
    what: "is a development server",
    instead: "Build in the image and start `react-router-serve` or `remix-serve`.",
  },
  {
    program: /^nest$/,
    args: /^start\b.*(?:--watch|-w\b|--debug|-d\b)/,
    what: reloads,
    instead: "Run `nest build` in the image and start `node dist/main.js`.",
  },
  {
    program:
      /^(?:svelte-kit|redwood|rw|blitz|wrangler|keystone|medusa|sanity|turbo|docusaurus|vitepress|vuepress|storybook|start-storybook|rsbuild|rspack|umi|max|quasar|expo|ember|eleventy|preact|ionic|encore|farm|waku|slidev|modern)$/,
    args: /^(?:run dev|dev|develop|start|serve|server|s|--serve)\b/,
    unless: /^start\b.*--prod/,
    what: "is a development server",
    instead: buildAndServe,
  },
  {
    program: /^strapi$/,
    args: /^(?:develop|dev)\b/,
    what: "is the development server of Strapi",
    instead: "Run `strapi build` in the image and start `strapi start`.",
  },
  {
    program: /^(?:live-server|browser-sync|lite-server|budo)$/,
    what: "is a development server",
    instead: "Serve the files with a web server.",
  },
  // Python
  {
    program: /^(?:flask|quart)$/,
    args: has("run"),
    what: "is the development server",
    instead: "Start the application with gunicorn or another production server.",
  },
  {
    program: /^(?:python[\d.]*|manage\.py|django-admin(?:\.py)?)$/,
    args: has("runserver|runserver_plus"),
    what: "is Django's development server",
    instead: "Start the application with gunicorn or another production server.",
  },
  {
    program: /^(?:uvicorn|gunicorn|hypercorn|daphne|waitress-serve|granian|litestar)$/,
    args: has("--reload"),
    what: reloads,
    instead: "Start it without `--reload`.",
  },
  { program: /^fastapi$/, args: /^dev\b/, what: "is the development mode of FastAPI", instead: "Use `fastapi run`." },
  {
    program: /^sanic$/,
    args: has("--dev|--debug|--auto-reload|-d|-r"),
    what: "runs Sanic in development mode",
    instead: "Start it without development options.",
  },
  {
    program: /^(?:http\.server|SimpleHTTPServer)$/,
    what: "is a server for trying things out",
    instead: "Serve the files with a web server.",
  },
  { program: /^(?:watchmedo|watchfiles|hupper|jurigged)$/, what: reloads, instead: "Start the program without watching its files." },
  {
    program: /^mkdocs$/,
    args: first("serve"),
    what: "is the development server of MkDocs",
    instead: "Run `mkdocs build` in the image and serve `site` with a web server.",
  },
  // Ruby
  {
    program: /^(?:rails|ruby)$/,
    args: /(?:^|bin\/rails )(?:server|s)\b.*(?:-e|--environment)[ =]?(?:development|dev|test)\b/,
    what: "starts Rails in development mode",
    instead: "Start it with `RAILS_ENV=production`.",
  },
  {
    program: /^(?:rails)$/,
    args: /^(?:server|s)\b/,
    unless: /(?:-e|--environment)[ =]?(?!development|test)\w+/,
    production: rails,
    isByDefault: true,
    what: "starts Rails in development mode",
    instead: "Set `RAILS_ENV=production`.",
  },
  { program: /^(?:shotgun|rerun|guard)$/, what: reloads, instead: "Start the program without watching its files." },
  {
    program: /^(?:jekyll|middleman|bridgetown)$/,
    args: /^(?:serve|server|s|start)\b/,
    what: "is a development server",
    instead: buildAndServe,
  },
  // PHP
  {
    program: /^php[\d.]*$/,
    args: /^(?:-[A-RT-Za-z]\S*\s+|\S+=\S+\s+)*-S(?=\s|$)/,
    what: "is PHP's built-in server for development",
    instead: "Use PHP-FPM behind a web server, Apache or FrankenPHP.",
  },
  {
    program: /^php[\d.]*$/,
    args: /^(?:-\S+ )*\S*(?:artisan serve|spark serve|bin\/console server:(?:run|start))\b/,
    what: "is a development server",
    instead: "Use PHP-FPM behind a web server, Apache or FrankenPHP.",
  },
  {
    program: /^artisan$/,
    args: /^serve\b/,
    what: "is Laravel's development server",
    instead: "Use PHP-FPM behind a web server, Apache or FrankenPHP.",
  },
  {
    program: /^symfony$/,
    args: /^(?:serve|server:start|local:server:start)\b/,
    what: "is Symfony's development server",
    instead: "Use PHP-FPM behind a web server, Apache or FrankenPHP.",
  },
  // .NET, Go, Java, Rust, Elixir
  { program: /^dotnet$/, args: /^watch\b/, what: reloads, instead: "Run `dotnet publish` in the image and start what it makes." },
  {
    program: /^dotnet$/,
    args: /^run\b/,
    what: "compiles the program at every start",
    instead: "Run `dotnet publish` in the image and start what it makes.",
  },
  {
    program: /^go$/,
    args: /^run\b/,
    unless: /^run\s+(?:-\S+\s+)*\S+@/,
    what: "compiles the program at every start",
    instead: "Run `go build` in the image and start the binary.",
  },
  {
    program: /^(?:air|CompileDaemon|reflex|realize|modd|gow|wgo|fresh)$/,
    what: reloads,
    instead: "Run `go build` in the image and start the binary.",
  },
  {
    program: /^cargo$/,
    args: /^(?:\+\S+ )?(?:run|r)\b/,
    what: "compiles the program at every start",
    instead: "Run `cargo build --release` in the image and start the binary.",
  },
  {
    program: /^(?:cargo|cargo-watch)$/,
    args: /^(?:watch|leptos watch|leptos serve)\b/,
    what: reloads,
    instead: "Run `cargo build --release` in the image and start the binary.",
  },
  { program: /^trunk$/, args: /^serve\b/, what: "is a development server", instead: buildAndServe },
  {
    program: /^mvnw?$/,
    args: has("spring-boot:run|quarkus:dev|jetty:run|tomcat7:run|liberty:dev|mn:run"),
    what: "builds and runs the sources at every start",
    instead: "Package the application in the image and start it with `java -jar`.",
  },
  {
    program: /^gradlew?$/,
    args: has(":?\\S*(?:bootRun|quarkusDev|appRun|jettyRun)"),
    what: "builds and runs the sources at every start",
    instead: "Package the application in the image and start it with `java -jar`.",
  },
  {
    program: /^quarkus$/,
    args: /^dev\b/,
    what: "is the development mode of Quarkus",
    instead: "Package the application in the image and start it with `java -jar`.",
  },
  { program: /^(?:hugo|mdbook|zola)$/, args: /^(?:server|serve)\b/, what: "is a development server", instead: buildAndServe },
  { program: /^(?:watchexec|entr)$/, what: reloads, instead: "Start the program without watching its files." },
];

/** Names of package.json scripts that mean a development server, where the script itself cannot be seen. */
export const developmentScripts =
  /^(?:dev|develop|development|watch|hot|start[:-](?:dev|development|watch|debug|hot|local)|dev[:-].+|watch[:-].+|serve[:-]dev)$/;
