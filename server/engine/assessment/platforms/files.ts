import type { Service } from "../service.ts";
import { type Platform, settingIn, untold } from "./model.ts";

interface Reader {
  readonly path: RegExp;
  /** What tells the platform where several share the name of the file. */
  readonly text?: RegExp;
  readonly title: string;
  readonly size?: RegExp;
  readonly minimum?: RegExp;
  readonly maximum?: RegExp;
  readonly isServerless?: true;
  readonly forcesTls?: RegExp;
  readonly endsTls?: true;
  readonly rollout?: RegExp;
}

/**
 * The keys of each platform's file. Sources: https://fly.io/docs/reference/configuration/, https://render.com/docs/blueprint-spec,
 * https://cloud.google.com/appengine/docs/standard/reference/app-yaml, https://docs.digitalocean.com/products/app-platform/reference/app-spec/,
 * https://docs.railway.com/reference/config-as-code, https://devcenter.heroku.com/articles/app-json-schema,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html, https://kamal-deploy.org/docs/configuration/proxy/,
 * https://docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html.
 */
const readers: readonly Reader[] = [
  {
    path: /(?:^|\/)fly(?:\.[\w-]+)?\.toml$/,
    title: "Fly.io",
    size: /^\s*(?:memory|memory_mb|size)\s*=\s*(\S+)/m,
    minimum: /^\s*min_machines_running\s*=\s*(\d+)/m,
    forcesTls: /^\s*force_https\s*=\s*(\w+)/m,
    endsTls: true,
    rollout: /^\s*strategy\s*=\s*["'](\w+)/m,
  },
  {
    path: /(?:^|\/)render\.yaml$/,
    title: "Render",
    size: /^\s*(?:- )?plan:\s*(\S+)/m,
    minimum: /^\s*minInstances:\s*(\d+)/m,
    maximum: /^\s*maxInstances:\s*(\d+)/m,
    endsTls: true,
  },
  {
    path: /(?:^|\/)app\.ya?ml$/,
    text: /^(?:runtime|entrypoint|instance_class):/m,
    title: "App Engine",
    size: /^\s*(?:instance_class|memory_gb):\s*(\S+)/m,
    minimum: /^\s*min(?:_num)?_instances:\s*(\d+)/m,
    maximum: /^\s*max(?:_num)?_instances:\s*(\d+)/m,
    endsTls: true,
  },
  {
    path: /(?:^|\/)app\.ya?ml$/,
    text: /^services:/m,
    title: "DigitalOcean App Platform",
    size: /^\s*(?:- )?instance_size_slug:\s*(\S+)/m,
    minimum: /^\s*min_instance_count:\s*(\d+)/m,
    maximum: /^\s*max_instance_count:\s*(\d+)/m,
    endsTls: true,
  },
  { path: /(?:^|\/)railway\.(?:json|toml)$/, title: "Railway", minimum: /^\s*"?numReplicas"?\s*[:=]\s*(\d+)/m, endsTls: true },
  { path: /(?:^|\/)[\w.-]*task-?def(?:inition)?[\w.-]*\.json$/i, title: "Amazon ECS", size: /^\s*"memory"\s*:\s*"?(\d+)/m },
  { path: /(?:^|\/)app\.json$/, title: "Heroku", size: /"size"\s*:\s*"([\w-]+)"/, minimum: /"quantity"\s*:\s*(\d+)/ },
  { path: /(?:^|\/)(?:Procfile|heroku\.yml)$/, title: "Heroku" },
  {
    path: /(?:^|\/)manifest\.ya?ml$/,
    text: /^applications:/m,
    title: "Cloud Foundry",
    size: /^\s*(?:- )?memory:\s*(\S+)/m,
    minimum: /^\s*(?:- )?instances:\s*(\d+)/m,
  },
  {
    path: /(?:^|\/)config\/deploy[\w.]*\.yml$/,
    title: "Kamal",
    size: /^\s*memory:\s*(\S+)/m,
    forcesTls: /^\s*ssl:\s*(\w+)/m,
  },
  { path: /(?:^|\/)(?:vercel|now)\.json$/, title: "Vercel", isServerless: true, endsTls: true },
  { path: /(?:^|\/)netlify\.toml$/, title: "Netlify", isServerless: true, endsTls: true },
  { path: /(?:^|\/)wrangler\.(?:toml|jsonc?)$/, title: "Cloudflare Workers", isServerless: true, endsTls: true },
  { path: /(?:^|\/)firebase\.json$/, title: "Firebase", isServerless: true, endsTls: true },
  {
    path: /(?:^|\/)(?:serverless\.ya?ml|samconfig\.toml)$/,
    title: "AWS Lambda",
    size: /^\s*memorySize:\s*(\d+)/m,
    isServerless: true,
    endsTls: true,
  },
];

/** What the files of platforms say that are about a service. */
export function platformFilesOf(service: Service): readonly Platform[] {
  const { files, workspace, folder, name, isAlone } = service;
  const named = files.platformFiles.flatMap((path): readonly Platform[] => {
    const text = workspace.read(path);
    const isOwn = isAlone || folder === "" || path.startsWith(`${folder}/`);
    if (text === undefined || !(isOwn || text.includes(folder) || text.includes(name))) return [];
    const reader = readers.find((one) => one.path.test(path) && one.text?.test(text) !== false);
    return reader ? [readWith(reader, path, text)] : [];
  });
  // A Procfile beside `fly.toml` says what is started there, and not where.
  const others = named.filter(({ title }) => title !== "Heroku");
  return others.length > 0 ? others : named.slice(0, 1);
}

function readWith(reader: Reader, path: string, text: string): Platform {
  const setting = (pattern: RegExp | undefined) => (pattern === undefined ? undefined : settingIn(path, text, 0, pattern));
  return {
    ...untold,
    title: reader.title,
    path,
    line: 1,
    size: setting(reader.size),
    minimum: setting(reader.minimum),
    maximum: setting(reader.maximum),
    isServerless: reader.isServerless ?? false,
    forcesTls: setting(reader.forcesTls),
    endsTls: reader.endsTls ?? false,
    rollout: setting(reader.rollout),
  };
}
